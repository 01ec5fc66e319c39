"""What a framework itself sees of a machine, in a project's environment."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.model.machine import Gpu


@record
class Seen:
    """What a framework said.

    Attributes:
        version: its own version, with its local part; empty where it could not be imported.
        cuda: the CUDA that it was built with, such as `13.0`; empty for none.
        rocm: the ROCm that it was built with, such as `7.2`; empty for none.
        kind: the accelerator that it can use: `cuda`, `rocm`, `xpu`, or `metal`; empty for none.
        gpus: the GPUs that it sees.
        architectures: the GPUs that it has code for, such as `sm_90`; empty where it does not say.
        computes: whether a small calculation on the first GPU gave the right result.
        error: what it says of the GPU that it cannot use.
        fault: why it says nothing: one of `FAULTS`, or empty.
    """

    version: str = ""
    cuda: str = ""
    rocm: str = ""
    kind: str = ""
    gpus: tuple[Gpu, ...] = ()
    architectures: tuple[str, ...] = ()
    computes: bool = False
    error: str = ""
    fault: str = ""


FAULTS = {
    "import": "it cannot be imported",
    "crash": "its process crashed",
    "hang": "it did not answer in time",
    "start": "the environment's Python does not start",
}
"""All values of `Seen.fault`, with what each means."""
