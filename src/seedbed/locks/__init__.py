"""What the locks of all managers say of a package on one machine. Pure."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from seedbed.accelerators.builds import Build, Framework


@record
class Target:
    """The machine that a lock is read for.

    Attributes:
        system: as `sys.platform` has it.
        architecture: as Python's `platform.machine()` has it.
        subdir: as conda calls both.
        python: the minor version of Python in the environment, such as `3.12`; empty where there
            is none yet.
        cuda: the newest CUDA that the driver supports; empty for none.
        environments: the names of the environment that counts, the best first; Pixi has several.
    """

    system: str
    architecture: str
    subdir: str
    python: str = ""
    cuda: str = ""
    environments: tuple[str, ...] = ("default",)

    @property
    def is_mac(self) -> bool:
        """Whether it is Apple silicon."""
        return self.system == "darwin" and self.architecture == "arm64"


def builds(manager: str, text: str, framework: Framework, target: Target) -> tuple[Build, ...]:
    """The builds of a framework that a lock may install on a machine: one, or those of extras.

    Args:
        manager: who made the lock.
        text: what it holds.
        framework: the framework.
        target: the machine.

    Raises:
        ValueError: when it is no lock of that manager.
    """
    found = _reader(manager)(text, framework, target)
    return tuple(dict.fromkeys(found))


def other_builds(
    manager: str, text: str, framework: Framework, target: Target
) -> tuple[Build, ...]:
    """The builds that the same lock installs on such a machine where it has another driver.

    Only Pixi chooses by the driver.

    Args:
        manager: who made the lock.
        text: what it holds.
        framework: the framework.
        target: the machine.

    Raises:
        ValueError: when it is no lock of that manager.
    """
    if manager != "pixi":
        return ()
    from seedbed.locks.pixi import read_others

    return tuple(dict.fromkeys(read_others(text, framework, target)))


def _reader(manager: str) -> Callable[[str, Framework, Target], list[Build]]:
    if manager == "uv":
        from seedbed.locks.uv import read
    elif manager == "poetry":
        from seedbed.locks.poetry import read
    elif manager == "pixi":
        from seedbed.locks.pixi import read
    else:
        from seedbed.locks.conda import read
    return read
