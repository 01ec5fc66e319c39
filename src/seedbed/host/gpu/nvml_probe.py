"""Asks NVIDIA's driver, in a process of its own: its library may hang, or crash.

It runs as a script, with nothing but the standard library, and prints one JSON object. Its
arguments are folders that may hold the driver's libraries where the loader does not look.

Bindings of its own, since those of `nvidia-ml-py` take longer to import than all of this takes.
The calls and structures have not changed since they came: https://docs.nvidia.com/deploy/nvml-api/
"""

import ctypes
import json
import os
import sys

_NAMES = {"win32": ("nvml.dll", "nvcuda.dll")}
_NVML, _CUDA = _NAMES.get(sys.platform, ("libnvidia-ml.so.1", "libcuda.so.1"))
_LENGTH = 96
"""Bytes of the longest name or version (NVML_DEVICE_NAME_V2_BUFFER_SIZE)."""
_CAPABILITY = (75, 76)
"""CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR and _MINOR."""


class _Memory(ctypes.Structure):
    """nvmlMemory_t."""

    _fields_ = (
        ("total", ctypes.c_ulonglong),
        ("free", ctypes.c_ulonglong),
        ("used", ctypes.c_ulonglong),
    )


def _load(name: str, folders: list[str]) -> tuple[ctypes.CDLL | None, str, str]:
    """A library, the folder that it is in unless the loader found it, and what the loader said."""
    places = ["", *(folder for folder in folders if os.path.exists(os.path.join(folder, name)))]
    said = ""
    for place in places:
        try:
            return ctypes.CDLL(os.path.join(place, name)), place, ""
        except OSError as error:
            said = str(error)
    return None, "", said


def _asked_nvml(nvml: ctypes.CDLL) -> dict[str, object]:
    """What NVML says of the driver and its GPUs."""
    status = nvml.nvmlInit_v2()
    if status:
        nvml.nvmlErrorString.restype = ctypes.c_char_p
        said = nvml.nvmlErrorString(status) or b""
        return {"status": status, "said": said.decode("utf-8", "replace")}
    version, number, count = ctypes.create_string_buffer(_LENGTH), ctypes.c_int(), ctypes.c_uint()
    nvml.nvmlSystemGetDriverVersion(version, _LENGTH)
    nvml.nvmlSystemGetCudaDriverVersion_v2(ctypes.byref(number))
    nvml.nvmlDeviceGetCount_v2(ctypes.byref(count))
    gpus = [_nvml_gpu(nvml, index) for index in range(count.value)]
    return {
        "status": 0,
        "driver": version.value.decode("utf-8", "replace"),
        "cuda": number.value,
        "gpus": [gpu for gpu in gpus if gpu is not None],
    }


def _nvml_gpu(nvml: ctypes.CDLL, index: int) -> dict[str, object] | None:
    """One GPU; None for one that has dropped off the bus, or is another user's."""
    handle = ctypes.c_void_p()
    if nvml.nvmlDeviceGetHandleByIndex_v2(index, ctypes.byref(handle)):
        return None
    name, memory = ctypes.create_string_buffer(_LENGTH), _Memory()
    major, minor = ctypes.c_int(), ctypes.c_int()
    nvml.nvmlDeviceGetName(handle, name, _LENGTH)
    nvml.nvmlDeviceGetMemoryInfo(handle, ctypes.byref(memory))
    nvml.nvmlDeviceGetCudaComputeCapability(handle, ctypes.byref(major), ctypes.byref(minor))
    return _gpu(name.value, memory.total, major.value, minor.value)


def _asked_cuda(cuda: ctypes.CDLL) -> dict[str, object]:
    """What CUDA itself says; a container may have it without NVML."""
    status = cuda.cuInit(0)
    number, count = ctypes.c_int(), ctypes.c_int()
    cuda.cuDriverGetVersion(ctypes.byref(number))
    if status:
        return {"status": status, "cuda": number.value}
    cuda.cuDeviceGetCount(ctypes.byref(count))
    gpus = [_cuda_gpu(cuda, index) for index in range(count.value)]
    return {"status": 0, "cuda": number.value, "gpus": gpus}


def _cuda_gpu(cuda: ctypes.CDLL, index: int) -> dict[str, object]:
    device, total = ctypes.c_int(), ctypes.c_size_t()
    cuda.cuDeviceGet(ctypes.byref(device), index)
    name = ctypes.create_string_buffer(_LENGTH)
    cuda.cuDeviceGetName(name, _LENGTH, device)
    cuda.cuDeviceTotalMem_v2(ctypes.byref(total), device)
    numbers = []
    for attribute in _CAPABILITY:
        value = ctypes.c_int()
        cuda.cuDeviceGetAttribute(ctypes.byref(value), attribute, device)
        numbers.append(value.value)
    return _gpu(name.value, total.value, *numbers)


def _gpu(name: bytes, memory: int, major: int, minor: int) -> dict[str, object]:
    capability = f"{major}.{minor}" if major else ""
    return {"name": name.decode("utf-8", "replace"), "memory": memory, "capability": capability}


def main(folders: list[str]) -> int:
    """Print what the driver's libraries say."""
    os.environ.pop("CUDA_VISIBLE_DEVICES", None)  # CUDA would see what that leaves of the GPUs
    answer: dict[str, object] = {}
    nvml, place, said = _load(_NVML, folders)
    if nvml is not None:
        answer = {"nvml": _asked_nvml(nvml), "library": place}
    else:
        answer = {"said": said}
        cuda, place, _ = _load(_CUDA, folders)
        if cuda is not None:
            answer |= {"cuda": _asked_cuda(cuda), "library": place}
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(status)  # without the library's own farewell, which may hang too
