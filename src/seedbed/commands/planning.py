"""Plans an update: reads the three sides of a project, merges them, and says what to write."""

from __future__ import annotations

import os

from seedbed.commands import settling
from seedbed.commands.bases import FAULTS, manager_in, read_base
from seedbed.commands.comparing import compare
from seedbed.commands.refusing import check_toml, check_update, check_writable
from seedbed.commands.settings import apply_settings
from seedbed.commands.stored_choices import read_choices
from seedbed.errors import SeedbedError
from seedbed.host import journal, unfinished
from seedbed.host.guarded import read_files
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import lock_of
from seedbed.managers.registry import load_dialect
from seedbed.model.record import record, replace
from seedbed.model.tree import BASE_PATH, File
from seedbed.render.compose import compose
from seedbed.update import base as bases
from seedbed.update import conflicts as reports
from seedbed.update.change import Change
from seedbed.update.plan import next_base, plan_files
from seedbed.workspace import driver_for, manager_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from seedbed.managers.protocols import Dialect
    from seedbed.model.choices import Choices
    from seedbed.model.tree import Tree
    from seedbed.update.rows import Row
    from seedbed.update.switch import Switching
    from seedbed.workspace import Workspace

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
        told: what is to be said of the range of the manager's versions, each as a sentence.
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
        from seedbed.update.rows import WARNING

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


def planned(project: Workspace, settings: Mapping[str, Any], *, new_base: bool) -> UpdatePlan:
    """Plan the update of a project that was found.

    Args:
        project: the project.
        settings: the values of options that change choices, by name.
        new_base: only take what would be generated as the base of later updates.

    Raises:
        SeedbedError: when conflicts wait to be settled, or a choice cannot be.
    """
    pending = settling.settled_conflicts(project.root)
    stored = read_choices(project.manifest)
    choices = apply_settings(stored, settings)
    if settings:
        check_writable(project.root)
    try:
        before = read_base(project.root)
        switching = None if new_base else _switching(project, choices, before)
    except SeedbedError as fault:
        if fault.code not in FAULTS:
            raise
        tree = _compose(stored, choices)
        return _without_base(project, choices, tree, None if new_base else fault)
    if switching:
        check_writable(project.root)
        choices = replace(choices, python=switching.python(choices.python))
    tree = _compose(stored, choices)
    if new_base:
        return _without_base(project, choices, tree, None)
    plan = _plan(project, choices, tree, before, switching)
    told = _told(stored, choices, tree)
    return replace(plan, steps={**pending, **plan.steps}, settled=bool(pending), told=told)


def _told(stored: Choices, choices: Choices, tree: Tree) -> tuple[str, ...]:
    """What is to be said where another range of the manager's versions is set, or one goes."""
    if stored.manager_version == choices.manager_version:
        return ()
    from seedbed.commands.manager_version import dropped_remark, nix_remark

    return (*dropped_remark(stored, choices), *nix_remark(choices, tree.files))


def _compose(stored: Choices, choices: Choices) -> Tree:
    try:
        return compose(choices)
    except SeedbedError as error:
        if error.code not in {"choices-exclude", "no-such-build"}:
            raise
        from seedbed.commands.ways_out import for_update

        raise for_update(error, stored, choices) from None


def _switching(
    project: Workspace, choices: Choices, before: Mapping[str, File]
) -> Switching | None:
    """What is set aside and comes back; None when the manager stays."""
    managers = (manager_in(before) or manager_of(project), choices.manager)
    if managers[0] == managers[1]:
        return None
    from seedbed.commands.asides import read_asides
    from seedbed.commands.switching import way_back
    from seedbed.update.switch import Switching

    return Switching(
        managers, read_asides(project.root), lambda name, text: way_back(name, text, before)
    )


def _plan(
    project: Workspace,
    choices: Choices,
    tree: Tree,
    before: dict[str, File],
    switching: Switching | None,
) -> UpdatePlan:
    root, new = project.root, choices.manager
    old = switching.managers[0] if switching else new
    dialects = load_dialect(old), load_dialect(new)
    sides = compare(root, before, tree.files, dialects)
    if switching:
        from seedbed.commands.switching import check_no_secrets

        check_no_secrets(new, sides.ours, sides.manifests)
    changes = plan_files(sides.base, sides.ours, sides.theirs, dialects, switching)
    changes += waiting(sides.waiting)
    rows: tuple[Row, ...] = ()
    if switching:
        from seedbed.commands.switching import table_of

        changes += settling.switch_locks(root, old, new)
        rows = table_of(dialects, (before, sides.ours), changes, switching.switch)
    after = next_base(sides.base, sides.ours, sides.theirs, changes, dialects[0])
    after = dict(sorted({**after, **sides.waiting}.items()))
    steps = steps_of(root, changes, dialects[1], before=sides.before, after=after)
    if switching:
        from seedbed.commands.asides import aside_steps

        steps |= aside_steps(root, switching.switch.asides)
    told = tuple(
        change for change in changes if change.kind and not change.path.startswith(settling.LOCKS)
    )
    return UpdatePlan(
        root=root,
        choices=choices,
        managers=(old, new),
        changes=told,
        steps=steps,
        rows=rows,
        remark=check_is_read(root, choices, sides.ours, changes),
    )


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


def _without_base(
    project: Workspace, choices: Choices, tree: Tree, fault: SeedbedError | None
) -> UpdatePlan:
    """Compare two ways: say what differs, and overwrite nothing."""
    disk = read_files(project.root, sorted(tree.files), {})
    changes = [
        Change(path=path, before=disk.get(path), after=file)
        for path, file in tree.files.items()
        if path not in disk or disk[path].data != file.data
    ]
    steps = {}
    if fault is None:
        steps[BASE_PATH] = settling.step(project.root, BASE_PATH, bases.encode(tree.files))
    manager = manager_of(project)
    return UpdatePlan(
        root=project.root,
        choices=choices,
        managers=(manager, manager),
        changes=tuple(changes),
        steps=steps,
        fault=fault,
    )


def _same_files(one: Mapping[str, File], other: Mapping[str, File]) -> bool:
    return {path: (file.data, file.executable) for path, file in one.items()} == {
        path: (file.data, file.executable) for path, file in other.items()
    }
