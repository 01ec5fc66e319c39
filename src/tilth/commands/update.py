"""`tilth update`: bring a project up to date with its choices and with this tilth."""

from __future__ import annotations

import os

from tilth import journal
from tilth.commands.stored import apply_settings, read_choices
from tilth.compose import compose
from tilth.errors import TilthError, usage_error
from tilth.managers import MANAGERS, load_dialect
from tilth.record import record, replace
from tilth.state import locate, manager_of
from tilth.tree import BASE_PATH, File
from tilth.update import base as bases
from tilth.update import conflicts as reports
from tilth.update.plan import Change, plan_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tilth.choices import Choices
    from tilth.managers import Dialect, Driver
    from tilth.state import Located
    from tilth.tree import Tree

LOCKS = ".tilth/locks"
"""Where the locks of managers lie that the project had before."""


@record
class UpdatePlan:
    """What `tilth update` is about to do.

    Attributes:
        root: the project's folder, absolute.
        choices: what the project is to be.
        managers: the manager that it has, and the one that it is to have.
        changes: what becomes of each file; those of which nothing is to be said are left out.
        steps: what will be written, by path, the base and the report of conflicts among them.
        lost: what the new manager cannot hold, each as the object of a sentence.
        fault: why there is no base to merge with; then nothing is written.
        settled: whether conflicts of the last update are settled now.
    """

    root: str
    choices: Choices
    managers: tuple[str, str]
    changes: tuple[Change, ...]
    steps: Mapping[str, journal.Step]
    lost: tuple[str, ...] = ()
    fault: TilthError | None = None
    settled: bool = False

    @property
    def conflicts(self) -> tuple[Change, ...]:
        """The files in which both sides changed something."""
        return tuple(change for change in self.changes if change.conflicts)

    @property
    def needs_lock(self) -> bool:
        """Whether the manager has to lock anew, or still has to since the last update."""
        return "pyproject.toml" in self.steps or (self.settled and not self.has_lock)

    @property
    def has_lock(self) -> bool:
        """Whether the manager's lock is there."""
        return os.path.exists(os.path.join(self.root, MANAGERS[self.managers[1]].lock_file))


def plan_update(
    start: str, settings: Sequence[str] = (), *, new_base: bool = False, mend: bool = True
) -> UpdatePlan:
    """Find out what an update would do; nothing is written.

    Args:
        start: a folder in the project.
        settings: choices to set, each as `key=value`.
        new_base: only take what would be generated as the base of later updates.
        mend: finish first what an interrupted run left, which writes.

    Raises:
        TilthError: when there is no project, conflicts wait to be settled, or a choice cannot be.
    """
    if settings and new_base:
        raise usage_error(
            "--set and --new-base exclude each other.",
            "Make the new base first, then set what you want with another 'tilth update'.",
            code="bad-usage",
        )
    project = locate(start)
    if mend and journal.recover(project.root):
        project = locate(project.root)
    pending = _settled_conflicts(project.root)
    choices = apply_settings(read_choices(project.manifest), settings)
    tree = _compose(choices)
    try:
        before = _read_base(project.root)
    except TilthError as fault:
        return _without_base(project, choices, tree, None if new_base else fault)
    if new_base:
        return _without_base(project, choices, tree, None)
    plan = _plan(project, choices, tree, before)
    return replace(plan, steps={**pending, **plan.steps}, settled=bool(pending))


def write_update(plan: UpdatePlan) -> bool:
    """Write the files, all or none of them, and tell git of conflicts.

    Returns:
        Whether git has taken note of the conflicts.

    Raises:
        TilthError: when they cannot be written; nothing was changed.
    """
    if plan.steps:
        journal.apply(plan.root, plan.steps)
    if not plan.conflicts:
        return False
    from tilth.git import Versions, stage_conflicts

    versions = {}
    for change in plan.conflicts:
        ours = change.before if reports.is_marked(change) else change.after
        if ours:
            versions[change.path] = Versions(
                base=change.base,
                ours=ours.data,
                theirs=change.theirs,
                executable=ours.executable,
            )
    if not stage_conflicts(plan.root, versions):
        return False
    found = {change.path: change.conflicts for change in plan.conflicts}
    report = _step(plan.root, reports.PATH, reports.write(found, by_git=True))
    journal.apply(plan.root, {reports.PATH: report})
    return True


def make_environment(plan: UpdatePlan, driver: Driver) -> None:
    """Lock and install after an update.

    Raises:
        TilthError: when the manager cannot; the project's files stay as they are, complete.
    """
    manager = MANAGERS[plan.managers[1]]
    try:
        driver.lock(plan.root)
        driver.sync(plan.root)
    except TilthError as error:
        kept = ""
        old = MANAGERS[plan.managers[0]].lock_file
        if f"{LOCKS}/{old}" in plan.steps:
            kept = f"; the old lock is {LOCKS}/{old}"
        raise TilthError(
            f"The files are up to date, but the environment is not: {error.message}",
            f"{error.hint} The lock is made by '{manager.lock}'{kept}.",
            code=error.code,
            status=error.status,
        ) from None


def _compose(choices: Choices) -> Tree:
    try:
        return compose(choices)
    except TilthError as error:
        if error.code != "choices-exclude":
            raise
        hint = "Clear the other one too, such as with --set channels= or --set extras=github."
        raise TilthError(error.message, hint, code=error.code, status=error.status) from None


def _plan(project: Located, choices: Choices, tree: Tree, before: dict[str, File]) -> UpdatePlan:
    root, new = project.root, choices.manager
    old = _manager_of(before) or manager_of(project)
    paths = sorted({*before, *tree.files})
    modes = {path: file.executable for path, file in {**tree.files, **before}.items()}
    disk = journal.read_files(root, paths, modes)
    dialects = load_dialect(old), load_dialect(new)
    changes = plan_files(before, disk, tree.files, dialects)
    lost: tuple[str, ...] = ()
    if old != new:
        changes += _switch_locks(root, old, new)
        lost = _lost(disk["pyproject.toml"], dialects)
    steps = {
        change.path: journal.Step(before=change.before, after=change.after)
        for change in changes
        if change.before != change.after
    }
    if not _same_files(before, tree.files):
        steps[BASE_PATH] = _step(root, BASE_PATH, bases.encode(tree.files))
    found = {change.path: change.conflicts for change in changes if change.conflicts}
    if found:
        steps[reports.PATH] = _step(root, reports.PATH, reports.write(found, by_git=False))
    told = tuple(change for change in changes if change.kind and not change.path.startswith(LOCKS))
    return UpdatePlan(
        root=root, choices=choices, managers=(old, new), changes=told, steps=steps, lost=lost
    )


def _without_base(
    project: Located, choices: Choices, tree: Tree, fault: TilthError | None
) -> UpdatePlan:
    """Compare two ways: say what differs, and overwrite nothing."""
    disk = journal.read_files(project.root, sorted(tree.files), {})
    changes = [
        Change(path=path, before=disk.get(path), after=file)
        for path, file in tree.files.items()
        if path not in disk or disk[path].data != file.data
    ]
    steps = {}
    if fault is None:
        steps[BASE_PATH] = _step(project.root, BASE_PATH, bases.encode(tree.files))
    manager = manager_of(project)
    return UpdatePlan(
        root=project.root,
        choices=choices,
        managers=(manager, manager),
        changes=tuple(changes),
        steps=steps,
        fault=fault,
    )


def _manager_of(base: Mapping[str, File]) -> str:
    """The manager that the files were generated for: [tool.tilth] may name another by now."""
    from tilth.text.tables import Section, parse

    text = base["pyproject.toml"].data.decode() if "pyproject.toml" in base else ""
    named = Section(parse(text, BASE_PATH)).section("tool", "tilth").string("manager")
    return named if named in MANAGERS else ""


def _read_base(root: str) -> dict[str, File]:
    found = journal.read_files(root, [BASE_PATH], {})
    if BASE_PATH not in found:
        raise TilthError(
            f"{BASE_PATH} is missing: it holds the files as tilth last wrote them.",
            bases.AGAIN,
            code="base-missing",
        )
    return bases.decode(found[BASE_PATH].data)


def _settled_conflicts(root: str) -> dict[str, journal.Step]:
    """The step that removes the report of conflicts once all of them are settled.

    Raises:
        TilthError: when some are not.
    """
    found = journal.read_files(root, [reports.PATH], {})
    if reports.PATH not in found:
        return {}
    from tilth.git import unmerged
    from tilth.update.lines import has_markers

    report = found[reports.PATH]
    text = report.data.decode(errors="replace")
    paths = reports.read_paths(text)
    files = journal.read_files(root, paths, {})
    waiting = {path for path, file in files.items() if has_markers(file.data.decode("latin-1"))}
    by_git = reports.is_by_git(text)
    waiting |= unmerged(root, paths) if by_git else set(paths)
    if not waiting:
        return {reports.PATH: journal.Step(before=report, after=None)}
    settle = "'git add' them" if by_git else f"remove {reports.PATH}"
    raise TilthError(
        f"Conflicts of the last update are not settled yet: {', '.join(sorted(waiting))}.",
        f"{reports.PATH} says what they are. Settle them, {settle}, and run 'tilth update' again.",
        code="conflicts-pending",
    )


def _lost(manifest: File, dialects: tuple[Dialect, Dialect]) -> tuple[str, ...]:
    from tilth.update.model import lost

    old, new = dialects
    project = old.read({"pyproject.toml": manifest.data.decode()}).project
    return (*lost(project, new.expressible(project)), *new.caveats(project))


def _switch_locks(root: str, old: str, new: str) -> list[Change]:
    """The changes that lay the old manager's lock aside, and take back the new one's.

    A lock of last time is no worse a start than none: the manager brings it up to date.
    """
    lock, other = MANAGERS[old].lock_file, MANAGERS[new].lock_file
    aside, back = f"{LOCKS}/{lock}", f"{LOCKS}/{other}"
    found = journal.read_files(root, [lock, other, aside, back], {})
    changes = []
    if lock in found:
        changes += [
            Change(path=lock, before=found[lock], after=None),
            Change(path=aside, before=found.get(aside), after=found[lock]),
        ]
    if back in found and other not in found:
        changes += [
            Change(path=other, before=None, after=found[back]),
            Change(path=back, before=found[back], after=None),
        ]
    return changes


def _step(root: str, path: str, data: bytes) -> journal.Step:
    before = journal.read_files(root, [path], {}).get(path)
    return journal.Step(before=before, after=File(data=data, layer="base"))


def _same_files(one: Mapping[str, File], other: Mapping[str, File]) -> bool:
    return {path: (file.data, file.executable) for path, file in one.items()} == {
        path: (file.data, file.executable) for path, file in other.items()
    }
