"""The GPUs on the PCI bus, with or without a driver, as Linux lists them in `/sys`."""

from __future__ import annotations

import os

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.host.gpu.here import Here

_DEVICES = "/sys/bus/pci/devices"
_DISPLAY = "0x03"
"""How the class of display controllers begins: VGA (0x0300) and 3D (0x0302)."""


@record
class Card:
    """A display controller.

    Attributes:
        vendor: as `0x10de`.
        device: as `0x2335`.
        driver: the kernel's driver for it, such as `nouveau`; empty for none.
    """

    vendor: str
    device: str
    driver: str


def cards(here: Here, vendor: str) -> list[Card]:
    """The display controllers of a vendor, in the order of the bus."""
    found = []
    for name in here.names(_DEVICES):
        folder = f"{_DEVICES}/{name}"
        if here.text(f"{folder}/vendor") != vendor:
            continue
        if here.text(f"{folder}/class").startswith(_DISPLAY):
            driver = os.path.basename(os.path.realpath(here.path(f"{folder}/driver")))
            found.append(
                Card(
                    vendor=vendor,
                    device=here.text(f"{folder}/device"),
                    driver="" if driver == "driver" else driver,
                )
            )
    return found
