"""What this machine has to compute on, told without a framework."""

from __future__ import annotations

from seedbed.host.gpu import amd, apple, intel, nvidia, places
from seedbed.host.gpu.here import Here
from seedbed.model.machine import Machine
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


def detect(here: Here | None = None) -> Machine:
    """What a machine has: the first GPU that works, else the first that does not, and why.

    It does not hang: what a driver's library does happens in a process of its own, which has a
    limited time. Programs are started only where something hints at a GPU of their maker.

    Args:
        here: the machine; this one when left out.

    Raises:
        SeedbedError: only for a variable that makes no sense.
    """
    here = Here() if here is None else here
    container = places.container(here)
    facts = {
        "container": container,
        "wsl": places.is_wsl(here),
        "nixos": places.is_nixos(here),
    }
    broken = None
    for machine in _looked(here, container):
        if machine.kind:
            return replace(machine, **facts)
        if broken is None and machine.fault is not None:
            broken = machine
    return replace(broken or Machine(), **facts)


def _looked(here: Here, container: str) -> Iterator[Machine]:
    """What each maker's GPUs are, one after the other, as far as the caller asks."""
    told = nvidia.override(here)
    if found := nvidia.look(here, container) if told is None else told:
        yield found
    for look in (amd.look, intel.look, apple.look):
        if found := look(here, container):
            yield found
