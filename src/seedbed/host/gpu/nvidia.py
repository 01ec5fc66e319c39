"""NVIDIA's GPUs: NVML, then CUDA, then `nvidia-smi`, then what the kernel says.

None of that is tried where nothing hints at an NVIDIA GPU.
"""

from __future__ import annotations

import os
import re
import sys

from seedbed.errors import SeedbedError
from seedbed.host.gpu import pci
from seedbed.model.machine import Fault, Gpu, Machine
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.host.gpu.here import Here
    from seedbed.host.process import Reply

VENDOR = "nvidia"
FOLDERS = (
    "/usr/lib/wsl/lib",  # https://learn.microsoft.com/windows/wsl/tutorials/gpu-compute
    "/run/opengl-driver/lib",  # NixOS
    "/usr/local/nvidia/lib64",  # containers of Kubernetes on hosts with few tools
)
"""Where the driver's libraries may be although the loader does not look there."""
_PROGRAMS = (*FOLDERS, "/usr/local/nvidia/bin", "/run/current-system/sw/bin")
_PCI = "0x10de"
_SWITCH = "CUDA_VISIBLE_DEVICES"
_OVERRIDE = "CONDA_OVERRIDE_CUDA"
"""https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-virtual.html"""
_FAULTS = {4: "no-permission", 9: "driver-not-loaded", 17: "devices-hidden", 18: "driver-mismatch"}
"""nvmlReturn_t of nvml.h that tell what is wrong; all others are `driver-failed`."""
_WITHOUT_GPU = frozenset(("driver-missing", "driver-not-loaded", "library-missing"))
"""Faults that a machine without a GPU shows too, if the driver's programs are installed."""
_FIELDS = "index,name,uuid,driver_version,memory.total,compute_cap,pci.bus_id,mig.mode.current"
"""What `nvidia-smi` is asked for of each GPU; a recorded answer has all of these."""


@record
class Signs:
    """What hints at an NVIDIA GPU, without asking its driver.

    Attributes:
        driver: the version of the kernel module that is loaded; empty for none.
        names: what the kernel module calls the GPUs.
        nodes: whether there are device nodes.
        card: the driver of a card on the PCI bus; None without a card.
        wsl: whether this is Linux on Windows with its device for GPUs.
        program: the path of `nvidia-smi`.
    """

    driver: str
    names: tuple[str, ...]
    nodes: bool
    card: str | None
    wsl: bool
    program: str


def override(here: Here) -> Machine | None:
    """What `CONDA_OVERRIDE_CUDA` says; None where it is not set.

    Set and empty, it says that there is no CUDA; `gpus` are empty either way.

    Raises:
        SeedbedError: when it is no version.
    """
    said = here.environment.get(_OVERRIDE)
    if said is None:
        return None
    version = said.strip()
    if version and not re.fullmatch(r"[0-9]+(\.[0-9]+)*", version):
        raise SeedbedError(
            f"The variable {_OVERRIDE} is {version!r}, which is not a CUDA version.",
            "Write it like 13.0, or leave it empty for a machine without CUDA.",
            code="bad-variable",
        )
    return Machine(kind="cuda" if version else "", cuda=version, found=_OVERRIDE)


def look(here: Here, container: str) -> Machine | None:
    """What NVIDIA GPUs there are; None where nothing hints at one.

    Args:
        here: the machine.
        container: as `Machine.container` has it.
    """
    signs = _signs(here)
    if not any((signs.driver, signs.nodes, signs.card is not None, signs.wsl, signs.program)):
        return None
    found = _asked(here, signs, container)
    if found.fault and found.fault.code in _WITHOUT_GPU and not _certain(signs):
        return None
    hidden = _hidden(here) if found.kind else ""
    return replace(found, driver=found.driver or signs.driver, hidden=hidden)


def _certain(signs: Signs) -> bool:
    """Whether there is a GPU; a program, and the device of WSL, are there without one too."""
    return bool(signs.driver or signs.nodes) or signs.card is not None


def _signs(here: Here) -> Signs:
    version = here.text("/proc/driver/nvidia/version")
    found = re.search(r"\s(\d{3,}\.\d+(?:\.\d+)?)\s", version)
    gpus = "/proc/driver/nvidia/gpus"
    models = (here.text(f"{gpus}/{one}/information") for one in here.names(gpus))
    names = (re.search(r"^Model:\s*(.+)$", model, re.MULTILINE) for model in models)
    nodes = [f"/dev/{name}" for name in here.names("/dev") if re.match(r"nvidia(\d|ctl)", name)]
    cards = pci.cards(here, _PCI)
    return Signs(
        driver=found[1] if found else "",
        names=tuple(name[1].strip() for name in names if name),
        nodes=bool(nodes),
        card=cards[0].driver if cards else None,
        wsl=here.exists("/dev/dxg"),
        program=here.program("nvidia-smi", *_PROGRAMS) if here.system != "darwin" else "",
    )


def _hidden(here: Here) -> str:
    """The assignment by which CUDA sees no GPU, if there is one.

    CUDA takes the devices up to the first that it does not know, such as -1.
    https://docs.nvidia.com/cuda/cuda-c-programming-guide/#env-vars
    """
    value = here.environment.get(_SWITCH)
    if value is None or not (value.strip() == "" or value.startswith(("-", "NoDevFiles"))):
        return ""
    return f"{_SWITCH}={value}"


def _asked(here: Here, signs: Signs, container: str) -> Machine:
    """What the driver says, by the first way that works."""
    reply = _probe(here)
    if reply is None:
        return Machine(fault=Fault(code="driver-hangs", vendor=VENDOR))
    answer = _parsed(reply)
    nvml, cuda = answer.get("nvml"), answer.get("cuda")
    if nvml is not None:
        return _by_nvml(nvml, answer["library"])
    if cuda is not None and cuda["status"] == 0 and cuda["gpus"]:
        return _working("libcuda", cuda, answer["library"])
    if signs.program and (found := _by_program(here, signs.program)):
        return found
    if reply.status < 0:
        return Machine(fault=Fault(code="driver-crashes", vendor=VENDOR, number=-reply.status))
    return Machine(
        gpus=tuple(Gpu(name=name) for name in signs.names),
        fault=_unreachable(signs, container, answer.get("said", "")),
    )


def _probe(here: Here) -> Reply | None:
    """What the script beside this module answers; None where it hangs."""
    script = os.path.join(os.path.dirname(__file__), "nvml_probe.py")
    python = sys.executable or "python3"
    return here.ask([python, "-I", "-S", script, *map(here.path, FOLDERS)])


def _parsed(reply: Reply) -> Mapping[str, Any]:
    import json

    try:
        answer = json.loads(reply.out)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _by_nvml(answer: Mapping[str, Any], library: str) -> Machine:
    status = answer["status"]
    if status:
        fault = Fault(
            code=_FAULTS.get(status, "driver-failed"),
            vendor=VENDOR,
            said=answer["said"],
            number=status,
        )
        return Machine(fault=fault, library=library)
    if answer["gpus"]:
        return _working("nvml", answer, library)
    return Machine(
        driver=answer["driver"],
        cuda=_version(answer["cuda"]),
        library=library,
        fault=Fault(code="no-devices", vendor=VENDOR),
    )


def _working(found: str, answer: Mapping[str, Any], library: str) -> Machine:
    return Machine(
        kind="cuda",
        driver=answer.get("driver", ""),
        cuda=_version(answer["cuda"]),
        gpus=tuple(Gpu(**gpu) for gpu in answer["gpus"]),
        found=found,
        library=library,
    )


def _version(number: int) -> str:
    """CUDA's version from its number: 12060 is 12.6."""
    return f"{number // 1000}.{number % 1000 // 10}" if number else ""


def _by_program(here: Here, program: str) -> Machine | None:
    """What `nvidia-smi` says; None where it fails, or lists no GPU."""
    reply = here.ask([program, "-q", "-x"])
    if reply is None or reply.status:
        return None
    text = reply.out.decode("utf-8", "replace")
    blocks = re.findall(r"<gpu id=.*?</gpu>", text, re.DOTALL)
    capabilities = _capabilities(here, program)
    if len(capabilities) != len(blocks):  # an old one, which does not know that field
        capabilities = [""] * len(blocks)
    gpus = tuple(
        Gpu(name=_element(block, "product_name"), memory=_memory(block), capability=capability)
        for block, capability in zip(blocks, capabilities, strict=True)
    )
    if not gpus:
        return None
    head = text.partition("<gpu ")[0]
    return Machine(
        kind="cuda",
        driver=_element(head, "driver_version"),
        cuda=_element(head, "cuda_version"),
        gpus=gpus,
        found="nvidia-smi",
    )


def _element(text: str, name: str) -> str:
    """What the first element of that name holds; empty where it tells nothing."""
    found = re.search(f"<{name}>(.*?)</{name}>", text, re.DOTALL)
    said = found[1].strip() if found else ""
    return "" if said in {"N/A", "Not Found", "Unknown Error"} else said


def _memory(block: str) -> int:
    """The bytes of a GPU's memory, which the XML gives in MiB."""
    number = _element(_element(block, "fb_memory_usage"), "total").split(" ")[0]
    return int(number) << 20 if number.isdecimal() else 0


def _capabilities(here: Here, program: str) -> list[str]:
    """The compute capability of each GPU."""
    reply = here.ask([program, f"--query-gpu={_FIELDS}", "--format=csv"])
    if reply is None or reply.status:
        return []
    head, *rows = reply.out.decode("utf-8", "replace").splitlines() or [""]
    titles = head.split(", ")
    place = titles.index("compute_cap") if "compute_cap" in titles else len(titles)
    cells = [row.split(", ") for row in rows]
    return [row[place] for row in cells if len(row) > place]


def _unreachable(signs: Signs, container: str, said: str) -> Fault:
    """Why the driver could not even be asked."""
    code = "driver-missing"
    if signs.driver or signs.nodes:
        code = "library-missing"
        if container and not signs.nodes:
            code = "container-without-gpu"
    elif signs.card == "nvidia":  # bound to it, but its files in /proc are covered
        code = "container-without-gpu" if container else "library-missing"
    else:  # nouveau, or vfio-pci, which keeps it for a virtual machine, or none
        said = signs.card or ""
    return Fault(code=code, vendor=VENDOR, said=said)
