"""Asks a framework what it sees: a script for the Python of a project's environment.

Its argument is the module's name. It prints one line of JSON behind a mark, since a framework may
print lines of its own. It runs on Python 3.8 and newer.
"""

from __future__ import annotations

import json
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


_QUIET = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",  # otherwise, each takes most of the GPU's memory
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
}


def main(name: str) -> dict[str, Any]:
    """What a framework says."""
    os.environ.update(_QUIET)
    try:
        module = __import__(name)
    except BaseException as error:  # noqa: BLE001  # whatever keeps it from working is the answer
        return {"fault": "import", "error": _said(error)}
    answer = {"version": str(getattr(module, "__version__", "unknown"))}
    ask = {"torch": _torch, "tensorflow": _tensorflow, "jax": _jax}.get(name)
    if ask:
        answer.update(ask(module))
    return answer


def _torch(torch: Any) -> dict[str, Any]:
    versions = torch.version
    rocm = getattr(versions, "rocm", None) or getattr(versions, "hip", None) or ""
    answer = {"cuda": versions.cuda or "", "rocm": ".".join(str(rocm).split(".")[:2])}
    try:
        if answer["cuda"] or answer["rocm"]:
            answer["architectures"] = list(torch.cuda.get_arch_list())
        kind, device = _kind(torch)
        if kind:
            answer.update(_devices(torch, kind), kind=kind)
            ones = torch.ones(4, 4, device=device)
            answer["computes"] = float((ones @ ones).sum().cpu()) == 64.0
        elif answer["cuda"] or answer["rocm"]:
            torch.cuda.init()  # says why there is none
    except Exception as error:  # noqa: BLE001  # whatever keeps it from working is the answer
        answer["error"] = _said(error)
    return answer


def _kind(torch: Any) -> tuple[str, str]:
    """The kind of accelerator that can be used, and PyTorch's name for it."""
    if torch.cuda.is_available():
        return ("rocm" if getattr(torch.version, "hip", None) else "cuda"), "cuda"
    if hasattr(torch, "xpu") and torch.xpu.is_available():
        return "xpu", "xpu"
    mps = getattr(torch.backends, "mps", None)
    if mps is not None and mps.is_available():
        return "metal", "mps"
    return "", ""


def _devices(torch: Any, kind: str) -> dict[str, Any]:
    if kind == "metal":
        return {"gpus": [{}]}
    backend = torch.xpu if kind == "xpu" else torch.cuda
    gpus = []
    for index in range(backend.device_count()):
        facts = backend.get_device_properties(index)
        capability = ""
        if kind == "cuda":
            capability = f"{facts.major}.{facts.minor}"
        elif kind == "rocm":
            capability = str(getattr(facts, "gcnArchName", "")).split(":")[0]
        gpus.append({"name": facts.name, "memory": facts.total_memory, "capability": capability})
    return {"gpus": gpus}


def _tensorflow(tf: Any) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    try:
        built = tf.sysconfig.get_build_info()
        if built.get("is_cuda_build"):
            answer["cuda"] = ".".join(str(built.get("cuda_version", "")).split(".")[:2])
        found = tf.config.list_physical_devices("GPU")
        if found:
            kind = "rocm" if built.get("is_rocm_build") else "cuda"
            answer["kind"] = "metal" if sys.platform == "darwin" else kind
            answer["gpus"] = [_device(tf, one) for one in found]
            with tf.device("GPU:0"):
                ones = tf.ones((4, 4))
                answer["computes"] = float(tf.reduce_sum(ones @ ones)) == 64.0
    except Exception as error:  # noqa: BLE001  # whatever keeps it from working is the answer
        answer["error"] = _said(error)
    return answer


def _device(tf: Any, device: Any) -> dict[str, Any]:
    facts = tf.config.experimental.get_device_details(device)
    capability = facts.get("compute_capability", ())
    return {"name": facts.get("device_name", ""), "capability": ".".join(map(str, capability))}


def _jax(jax: Any) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    try:
        devices = jax.devices()
        kind = {"gpu": "cuda", "cuda": "cuda", "rocm": "rocm", "metal": "metal"}.get(
            devices[0].platform.lower(), ""
        )
        if kind == "cuda" and "rocm" in str(devices[0].client.platform_version).lower():
            kind = "rocm"
        if kind:
            answer["kind"] = kind
            answer["gpus"] = [
                {"name": one.device_kind, "capability": str(getattr(one, "compute_capability", ""))}
                for one in devices
            ]
            ones = jax.numpy.ones((4, 4))
            answer["computes"] = float((ones @ ones).sum()) == 64.0
        else:
            jax.devices("gpu")  # says why there is none
    except Exception as error:  # noqa: BLE001  # whatever keeps it from working is the answer
        answer["error"] = _said(error)
    return answer


def _said(error: BaseException) -> str:
    """An error in one line."""
    return " ".join(str(error).split()) or type(error).__name__


if __name__ == "__main__":
    sys.stdout.write("\nseedbed-probe: " + json.dumps(main(sys.argv[1])) + "\n")
    sys.stdout.flush()
    os._exit(0)  # a framework may crash when it ends
