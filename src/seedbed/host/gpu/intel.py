"""Intel's cards that PyTorch supports as `xpu`.

Those inside of a CPU are left out: most are too small, and for the others it would be a surprise if
a new project took them. A framework that uses one anyway is believed.
"""

from __future__ import annotations

from seedbed.host.gpu import pci
from seedbed.model.machine import Fault, Gpu, Machine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.host.gpu.here import Here

VENDOR = "intel"
_PCI = "0x8086"
_SERIES = {
    "0x0bd": "Intel Data Center GPU Max",
    "0x56c": "Intel Data Center GPU Flex",
    "0x56": "Intel Arc A-Series",
    "0xe2": "Intel Arc B-Series",
}
"""How the numbers of devices begin, by the first that fits; include/drm/intel/pciids.h of Linux."""
_DRIVERS = ("xe", "i915")
_NODES = "/dev/dri"


def look(here: Here, container: str) -> Machine | None:
    """What Intel GPUs there are that PyTorch supports; None where nothing hints at one.

    Args:
        here: the machine.
        container: as `Machine.container` has it.
    """
    cards = [(card, _series(card.device)) for card in pci.cards(here, _PCI)]
    known = [(card, series) for card, series in cards if series]
    if not known:
        return None
    gpus = tuple(Gpu(name=series) for _, series in known)
    if not any(card.driver in _DRIVERS for card, _ in known):
        fault = Fault(code="driver-missing", vendor=VENDOR, said=known[0][0].driver)
        return Machine(gpus=gpus, fault=fault)
    nodes = [name for name in here.names(_NODES) if name.startswith("renderD")]
    if not nodes:
        code = "container-without-gpu" if container else "devices-hidden"
        return Machine(gpus=gpus, fault=Fault(code=code, vendor=VENDOR, said=_NODES))
    if not any(here.opens(f"{_NODES}/{node}") for node in nodes):
        fault = Fault(code="no-permission", vendor=VENDOR, said=f"{_NODES}/{nodes[0]}")
        return Machine(gpus=gpus, fault=fault)
    return Machine(kind="xpu", gpus=gpus, found="sysfs")


def _series(device: str) -> str:
    return next((name for start, name in _SERIES.items() if device.startswith(start)), "")
