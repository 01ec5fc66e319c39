"""What `seedbed update` is about to do, and the steps that do it."""

from __future__ import annotations

import os

from seedbed.commands import settling
from seedbed.commands.refusing import check_toml, check_update
from seedbed.host import journal, unfinished
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import lock_of
from seedbed.managers.registry import load_dialect
from seedbed.model.record import record
from seedbed.model.tree import BASE_PATH, File
from seedbed.update import base as bases
from seedbed.update import conflicts as reports
from seedbed.update.change import Change
from seedbed.workspace import driver_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from seedbed.errors import SeedbedError
    from seedbed.managers.protocols import Dialect
    from seedbed.model.choices import Choices
    from seedbed.update.row import Row

_SKIPPED = "git's sparse checkout leaves it out, so its update waits until it is there"


@record
class UpdatePlan:
    """What `seedbed update` is about to do.

    Attributes:
        root: the project's folder, absolute.
        choices: what the project is to be.
        managers: the manager that it has, and the one that it is to have.
        changes: what becomes of each file; those of which nothing is to be said are left out.
        steps: what will be written, by path, the base and the report of conflicts among them.
        rows: what a switch carries, translates, sets aside, and cannot.
        fault: why there is nothing to merge with; then nothing is written.
        settled: whether conflicts of the last update are settled now.
        finished: the files of an interrupted update that has been finished now.
        due: whether lock and environment have not followed an update that was interrupted.
        remark: what is to be said of the manifest, which the manager refuses as it stands.
        dropped: the extras that `--set extras=` leaves out, and the project has.
        told: what is to be said of the range of the manager's versions, or of what tasks need.
        unread: whether manifests change only in what their manager does not read.
    """

    root: str
    choices: Choices
    managers: tuple[str, str]
    changes: tuple[Change, ...]
    steps: Mapping[str, journal.Step]
    rows: tuple[Row, ...] = ()
    fault: SeedbedError | None = None
    settled: bool = False
    finished: tuple[str, ...] = ()
    due: bool = False
    remark: str = ""
    dropped: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    unread: bool = False

    @property
    def displaces(self) -> bool:
        """Whether a package would be missing, or come from another place and so be another one."""
        from seedbed.update.row import WARNING

        return any(row.kind == WARNING for row in self.rows)

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """The files in which both sides changed something."""
        return tuple(change for change in self.changes if change.conflicts)

    @property
    def is_due(self) -> bool:
        """Whether there is something to write, or lock and environment have not followed yet."""
        return bool(self.steps) or self.due

    @property
    def needs_lock(self) -> bool:
        """Whether the manager has to lock anew, or still has to since the last update."""
        is_manifest = load_dialect(self.managers[1]).is_manifest
        missing = self.settled and not self.has_lock
        return self.due or missing or (not self.unread and any(map(is_manifest, self.steps)))

    @property
    def has_lock(self) -> bool:
        """Whether the manager's lock is there, or it can do without."""
        manager = MANAGERS[self.managers[1]]
        return not manager.locks or os.path.exists(lock_of(self.root, manager))


def waiting(paths: Iterable[str]) -> list[Change]:
    """What is told of the files that a sparse checkout leaves out."""
    return [Change(path=path, before=None, after=None, notes=(_SKIPPED,)) for path in paths]


def steps_of(
    root: str,
    changes: Sequence[Change],
    dialect: Dialect,
    *,
    before: Mapping[str, File],
    after: Mapping[str, File],
) -> dict[str, journal.Step]:
    """What is written for some changes: the files, and what seedbed keeps in `.seedbed/`.

    Args:
        root: the project's folder.
        changes: what an update does.
        dialect: that of the manager that the project is to have.
        before: the base as it is.
        after: the base as it is to be.
    """
    steps = {
        change.path: journal.Step(before=change.before, after=change.after)
        for change in changes
        if change.before != change.after
    }
    if any(map(dialect.is_manifest, steps)) and not unfinished.is_due(root):
        steps |= unfinished.due_step()
    if not _same_files(before, after):
        steps[BASE_PATH] = settling.step(root, BASE_PATH, bases.encode(after))
    found = {change.path: change.conflicts for change in changes if change.conflicts}
    if found:
        notes = {change.path: change.notes for change in changes}
        report = reports.write(found, by_git=False, notes=notes)
        steps[reports.PATH] = settling.step(root, reports.PATH, report)
    return steps


def check_is_read(
    root: str, choices: Choices, disk: Mapping[str, File], changes: Sequence[Change]
) -> str:
    """Refuse an update after which the manager would not read the manifest.

    Args:
        root: the project's folder.
        choices: what the project is to be.
        disk: what stands there.
        changes: what the update does.

    Returns:
        What is to be said of a manifest that the manager refuses and the update leaves alone.

    Raises:
        SeedbedError: names the file and the rule.
    """
    changed = {**disk, **{change.path: change.after for change in changes}}
    after = {path: file for path, file in changed.items() if file}
    check_toml(disk, after)
    return check_update(
        choices.manager,
        disk,
        after,
        lambda: driver_for(root, choices.manager, choices.nix),
        root,
    )


def _same_files(one: Mapping[str, File], other: Mapping[str, File]) -> bool:
    return {path: (file.data, file.executable) for path, file in one.items()} == {
        path: (file.data, file.executable) for path, file in other.items()
    }
