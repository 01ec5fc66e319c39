"""Explicit lists of conda packages: the address and the hash of each, for one platform."""

from __future__ import annotations

from seedbed.commands.export_body import Body
from seedbed.commands.export_conda import platform_of
from seedbed.commands.export_wanted import Wanted, pixi_environment
from seedbed.errors import SeedbedError, usage_error
from seedbed.host.reading import LARGEST_LOCK, read_text
from seedbed.locks.explicit import Entry, of_conda_lock, of_pixi_lock
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import lock_of
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from seedbed.workspace import Workspace

_SHOWN = 4


def explicit(project: Workspace, manager: str, wanted: Wanted) -> Body:
    """What a lock installs on one platform, as `conda create --file` takes it.

    Raises:
        SeedbedError: when the lock has no such platform, or packages that are not conda's.
    """
    row = MANAGERS[manager]
    if not row.uses_channels:
        raise SeedbedError(
            f"{row.title} installs packages from package indexes, and an explicit list has only "
            "conda packages.",
            "Export a requirements file instead: seedbed export --format requirements",
            code="no-conda-packages",
        )
    subdir = platform_of(wanted)
    text = read_text(lock_of(project.root, row), LARGEST_LOCK)
    if manager == "pixi":
        entries = of_pixi_lock(text, pixi_environment(wanted, project.manifest), subdir)
    else:
        groups = {canonical(name) for name in wanted.groups}
        entries = of_conda_lock(text, None if wanted.dev else {"main", *groups}, subdir)
    if not entries:
        raise usage_error(
            f"{row.lock_file} has nothing for {subdir}.",
            "Name a platform that it was made for: --platform NAME",
            code="no-such-platform",
        )
    _check(entries, row.lock_file)
    lines = [f"# platform: {subdir}", "@EXPLICIT", *(one.line for one in entries)]
    return Body(
        text="".join(f"{line}\n" for line in lines),
        remarks=(f"It is for {subdir} alone; --platform exports it for another one.",),
        install=lambda name: [f"conda create --prefix ./.conda --file {name}"],
        prefix="conda run --prefix ./.conda",
    )


def _check(entries: Sequence[Entry], lock: str) -> None:
    odd = sorted(one.name for one in entries if not one.is_conda)
    if odd:
        more = f" and {len(odd) - _SHOWN} more" if len(odd) > _SHOWN else ""
        raise SeedbedError(
            f"{lock} has packages from package indexes, and an explicit list has only conda "
            f"packages: {', '.join(odd[:_SHOWN])}{more}.",
            "Export an environment file instead: seedbed export --format environment",
            code="no-conda-packages",
        )
