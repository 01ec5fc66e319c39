"""What is known of a project's accelerator, from all sides; the rules judge it."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.accelerators.builds import Build, Framework
    from seedbed.model.machine import Machine
    from seedbed.model.seen import Seen

KINDS = {"nvidia": "cuda", "amd": "rocm", "intel": "xpu", "apple": "metal"}
"""What the GPUs of each maker are programmed with."""


@record
class Commands:
    """What people type in a project.

    Attributes:
        sync: makes the environment match the lock.
        lock: makes or renews the lock.
        reinstall: installs all packages again.
    """

    sync: str
    lock: str
    reinstall: str


@record
class Facts:
    """What the rules judge.

    Attributes:
        framework: the framework that the project declares.
        kind: the accelerator that it declares; `auto` where it leaves that to the machine.
        version: the version of the accelerator that it declares; empty for any.
        machine: what this machine has.
        lock: the name of the lock.
        has_lock: whether there is one.
        locked: the builds that it may install here; empty where it has none.
        environment: where the environment is, or should be.
        has_environment: whether it has a Python.
        installed: the build in the environment; None for none.
        seen: what the framework sees; None where it was not asked.
        commands: what people type.
        system: as `sys.platform` has it.
        nix: how the project uses Nix.
        uses_channels: whether the framework comes from a conda channel, which has builds of its
            own for each major version of CUDA.
        others: the builds that the lock has for such a machine with another driver, or none.
        applies: whether the declared accelerator is for this kind of machine; others take the build
            that PyPI has for them.
    """

    framework: Framework
    kind: str
    version: str
    machine: Machine
    lock: str
    has_lock: bool
    locked: tuple[Build, ...]
    environment: str
    has_environment: bool
    installed: Build | None
    seen: Seen | None
    commands: Commands
    system: str = "linux"
    nix: str = "none"
    uses_channels: bool = False
    others: tuple[Build, ...] = ()
    applies: bool = True

    @property
    def goal(self) -> str:
        """The accelerator that is to be used: the declared one, else what the machine has."""
        if not self.framework.uses_gpus:
            return "cpu"
        if self.kind != "auto" and self.applies:
            return self.kind
        if self.machine.kind:
            return self.machine.kind
        fault = self.machine.fault
        return KINDS[fault.vendor] if fault else "cpu"

    @property
    def waiting(self) -> Build | None:
        """The build in the lock for what is to be used, which waits for a driver; None for none."""
        if any(one.kind == self.goal for one in self.locked):
            return None
        return next((one for one in self.others if one.kind == self.goal), None)

    @property
    def is_needed(self) -> bool:
        """Whether the project needs a GPU, so that it is wrong where none can be used."""
        return self.applies and self.kind not in {"auto", "cpu"}

    @property
    def is_used(self) -> bool:
        """Whether the framework computes on the accelerator that is to be used."""
        if self.seen is None or not self.seen.version:
            return False
        return self.goal == "cpu" or (self.seen.kind == self.goal and self.seen.computes)

    @property
    def is_usable(self) -> bool:
        """Whether what the project declares can be used: any device will do for `auto`."""
        works = self.seen is not None and bool(self.seen.version)
        return self.is_used if self.is_needed else works


@record
class Finding:
    """Something that does not fit.

    Attributes:
        code: a stable name, for programs; docs/gpu.md lists them all.
        message: what does not fit, in one or two sentences.
        command: the one command that mends it; empty where none does.
        hint: what else to do; may be empty.
        is_problem: whether it keeps what is declared from being used; else it is a remark.
    """

    code: str
    message: str
    command: str = ""
    hint: str = ""
    is_problem: bool = True


UNJUDGED = frozenset(("environment-missing", "environment-broken"))
"""Codes of findings with which an environment could not be judged at all."""
