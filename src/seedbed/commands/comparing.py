"""What an update compares: the files as last generated, as they are now, and as of today."""

from __future__ import annotations

import os

from seedbed.commands.ignoring import still_ignored
from seedbed.host.guarded import read_files
from seedbed.model.record import record
from seedbed.update.modes import without_noise
from seedbed.update.renaming import as_renamed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.managers.protocols import Dialect
    from seedbed.model.tree import File

    Files = Mapping[str, File]


@record
class Sides:
    """The three sides of an update, by path.

    Attributes:
        before: the files as generated last.
        base: the files as generated last, without those that wait.
        ours: what stands there.
        theirs: the files as they would be generated now, without those that wait.
        waiting: the files as generated last that a sparse checkout leaves out and that changed.
        manifests: which of the files are of a manager's manifest.
    """

    before: Files
    base: Files
    ours: Files
    theirs: Files
    waiting: Files
    manifests: frozenset[str]


def compare(root: str, before: Files, theirs: Files, dialects: tuple[Dialect, Dialect]) -> Sides:
    """Read what stands in a project, and pair it with what was and would be generated.

    Args:
        root: the project's folder.
        before: the files as generated last.
        theirs: the files as they would be generated now.
        dialects: that of the manager that the project has, and of the one that it is to have.

    Raises:
        SeedbedError: when a file cannot be read, or git cannot tell what it leaves out.
    """
    manifests = frozenset(
        name
        for one in dialects
        for name in filter(one.is_manifest, os.listdir(root))
        if os.path.isfile(os.path.join(root, name))
    )
    generated = {**theirs, **before}
    modes = {path: file.executable for path, file in generated.items()}
    ours = read_files(root, sorted({*generated, *manifests}), modes)
    ours = without_noise(ours, generated, lambda: _keeps_modes(root))
    waiting = {path: before[path] for path in _skipped(root, before, ours, theirs)}
    today = still_ignored(root, before, theirs)
    today = {path: file for path, file in today.items() if path not in waiting}
    known = {path: file for path, file in before.items() if path not in waiting}
    base = as_renamed(known, ours, today, dialects[0].is_manifest)
    return Sides(
        before=before, base=base, ours=ours, theirs=today, waiting=waiting, manifests=manifests
    )


def _skipped(root: str, base: Files, ours: Files, theirs: Files) -> list[str]:
    """The files that changed and that a sparse checkout leaves out: nobody removed those."""
    missing = [path for path, file in base.items() if path not in ours and theirs.get(path) != file]
    if not missing:
        return []
    from seedbed.host.git import skipped

    return sorted(skipped(root, missing))


def _keeps_modes(root: str) -> bool | None:
    from seedbed.host.git import keeps_modes  # only where a bit is not as it was generated

    return keeps_modes(root)
