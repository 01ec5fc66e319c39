"""AMD's GPUs: what the kernel says, and `rocminfo` where it says nothing, as on WSL."""

from __future__ import annotations

import re

from seedbed.host.gpu import pci
from seedbed.model.machine import Fault, Gpu, Machine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.host.gpu.here import Here

VENDOR = "amd"
_PCI = "0x1002"
_KERNEL_VENDOR = 0x1002
_NODES = "/sys/class/kfd/kfd/topology/nodes"
"""https://docs.kernel.org/gpu/amdgpu: each processor is a node, CPUs too."""
_SWITCHES = ("HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "CUDA_VISIBLE_DEVICES")
"""https://rocm.docs.amd.com/en/latest/conceptual/gpu-isolation.html"""
_COMPUTE = "/dev/kfd"
_LEFT_OUT = re.compile(r"gfx([678]\d\d|902|909|90c|101\d|103[1-6]|1103|115[23])")
"""Old cards, and small GPUs in CPUs, that the wheels of PyTorch 2.12 have no code for.

PyTorch's .ci/docker/manywheel/build.sh lists those that they do; what is newer is given a chance.
"""
_OVERRIDE = "HSA_OVERRIDE_GFX_VERSION"
"""By this variable, users let ROCm treat a GPU as another one."""


def look(here: Here, container: str) -> Machine | None:
    """What AMD GPUs there are; None where nothing hints at one.

    Args:
        here: the machine.
        container: as `Machine.container` has it.
    """
    gpus = _by_kernel(here)
    if gpus:
        if fault := _closed(here, container):
            return Machine(gpus=gpus, fault=fault)
        return _working(here, gpus, "sysfs")
    cards = pci.cards(here, _PCI)
    program = ""
    if cards or here.exists("/dev/dxg") or here.exists(_COMPUTE):
        program = here.program("rocminfo", "/opt/rocm/bin")
    if program and (gpus := _by_program(here, program)):
        return _working(here, gpus, "rocminfo")
    if not cards or any(card.driver == "amdgpu" for card in cards):
        return None  # a card that only shows pictures is no fault
    fault = Fault(code="driver-missing", vendor=VENDOR, said=cards[0].driver)
    return Machine(fault=fault)


def _working(here: Here, gpus: tuple[Gpu, ...], found: str) -> Machine:
    values = {name: here.environment.get(name) for name in _SWITCHES}
    hidden = [f"{name}={value}" for name, value in values.items() if value in {"", "-1"}]
    return Machine(
        kind="rocm",
        driver=here.text("/sys/module/amdgpu/version"),
        gpus=gpus,
        found=found,
        hidden=next(iter(hidden), ""),
    )


def _closed(here: Here, container: str) -> Fault | None:
    """Why a GPU that the kernel knows cannot be opened."""
    if not here.exists(_COMPUTE):
        code = "container-without-gpu" if container else "devices-hidden"
        return Fault(code=code, vendor=VENDOR, said=_COMPUTE)
    if not here.opens(_COMPUTE):
        return Fault(code="no-permission", vendor=VENDOR, said=_COMPUTE)
    return None


def _by_kernel(here: Here) -> tuple[Gpu, ...]:
    found = []
    for node in sorted(here.names(_NODES), key=lambda name: name.zfill(4)):
        facts = _facts(here.text(f"{_NODES}/{node}/properties"))
        version = facts.get("gfx_target_version", 0)
        if facts.get("vendor_id") != _KERNEL_VENDOR or not version:
            continue  # a CPU, or the GPU of another maker
        banks = f"{_NODES}/{node}/mem_banks"
        sizes = (
            _facts(here.text(f"{banks}/{bank}/properties")).get("size_in_bytes", 0)
            for bank in here.names(banks)
        )
        name = here.text(
            f"/sys/class/drm/renderD{facts.get('drm_render_minor')}/device/product_name"
        )
        gpu = Gpu(name=name, memory=sum(sizes), capability=_architecture(version))
        if _counts(here, gpu.capability):
            found.append(gpu)
    return tuple(found)


def _counts(here: Here, architecture: str) -> bool:
    """Whether frameworks have code for an architecture, as far as is known."""
    return bool(here.environment.get(_OVERRIDE)) or not _LEFT_OUT.fullmatch(architecture)


def _facts(text: str) -> dict[str, int]:
    """Lines of a name and a number."""
    pairs = (line.split() for line in text.splitlines())
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) == 2 and pair[1].isdecimal()}


def _architecture(version: int) -> str:
    """AMD's name from the kernel's number: 90010 is gfx90a, with the last two in base 16."""
    major, minor, stepping = version // 10000, version // 100 % 100, version % 100
    return f"gfx{major}{minor:x}{stepping:x}"


def _by_program(here: Here, program: str) -> tuple[Gpu, ...]:
    """The GPUs among the agents that `rocminfo` lists."""
    reply = here.ask([program])
    if reply is None or reply.status:
        return ()
    found = []
    for block in re.split(r"\*+\s*\nAgent \d+\s*\n\*+", reply.out.decode("utf-8", "replace"))[1:]:
        values = dict(re.findall(r"^  (\w[\w ]*?):\s+(.*?)\s*$", block, re.MULTILINE))
        if values.get("Device Type") == "GPU":
            sizes = [int(size) for size in re.findall(r"^\s+Size:\s+(\d+)\(", block, re.MULTILINE)]
            name = values.get("Marketing Name", "")
            memory = max(sizes, default=0) << 10  # in KB
            if _counts(here, values.get("Name", "")):
                found.append(Gpu(name=name, memory=memory, capability=values.get("Name", "")))
    return tuple(found)
