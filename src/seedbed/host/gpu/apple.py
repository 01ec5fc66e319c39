"""Apple silicon, whose GPU frameworks reach through Metal; that of Intel Macs counts as none."""

from __future__ import annotations

from seedbed.model.machine import Fault, Gpu, Machine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.host.gpu.here import Here

VENDOR = "apple"


def look(here: Here, _container: str) -> Machine | None:
    """Whether this is Apple silicon; None elsewhere."""
    if here.system != "darwin":
        return None
    if here.architecture == "arm64":
        gpu = Gpu(name=_told(here, "machdep.cpu.brand_string"))
        return Machine(kind="metal", gpus=(gpu,), found="system")
    if _told(here, "sysctl.proc_translated") == "1":  # by Rosetta
        return Machine(fault=Fault(code="emulated-python", vendor=VENDOR))
    return None


def _told(here: Here, name: str) -> str:
    """A fact of the system; empty where it does not know it."""
    reply = here.ask([here.program("sysctl", "/usr/sbin") or "/usr/sbin/sysctl", "-n", name])
    return "" if reply is None or reply.status else reply.out.decode("utf-8", "replace").strip()
