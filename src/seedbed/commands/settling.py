"""What is left to resolve after an update: conflicts, and the locks of earlier managers."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.host import journal
from seedbed.host.guarded import read_files
from seedbed.managers.base import MANAGERS
from seedbed.managers.shared import program
from seedbed.model.tree import File
from seedbed.update import conflicts as reports
from seedbed.update.change import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

LOCKS = program.LOCKS
"""Where the locks of managers lie that the project had before."""
_BACK = "the lock that stood here before comes back"
_LARGEST_LOCK = 256 * 1024 * 1024


def tell_git(root: str, conflicts: Iterable[Change]) -> tuple[bool, str]:
    """Let git know of the files in which both sides changed something.

    Returns:
        Whether there are some, and git has taken note of them; and why not, where git fails.

    Raises:
        SeedbedError: when the report of conflicts cannot be written.
    """
    conflicts = tuple(conflicts)
    if not conflicts:
        return False, ""
    from seedbed.host.git_conflicts import Versions, stage_conflicts

    versions = {}
    for change in conflicts:
        ours = change.before if reports.is_marked(change) else change.after
        if ours:
            versions[change.path] = Versions(
                base=change.base,
                ours=ours.data,
                theirs=change.theirs,
                executable=ours.executable,
            )
    try:
        if not stage_conflicts(root, versions):
            return False, ""
    except SeedbedError as error:
        return False, f"git could not record the conflicts: {error.message} {error.hint}"
    found = {change.path: change.conflicts for change in conflicts}
    notes = {change.path: change.notes for change in conflicts}
    report = step(root, reports.PATH, reports.write(found, by_git=True, notes=notes))
    journal.apply(root, {reports.PATH: report})
    return True, ""


def settled_conflicts(root: str) -> dict[str, journal.Step]:
    """The step that removes the report of conflicts once all of them are settled.

    Raises:
        SeedbedError: when some are not.
    """
    found = read_files(root, [reports.PATH], {})
    if reports.PATH not in found:
        return {}
    from seedbed.formats import encodings
    from seedbed.host.git import unmerged
    from seedbed.merge3.lines import has_markers

    report = found[reports.PATH]
    text = report.data.decode(errors="replace")
    paths = reports.read_paths(text)
    files = read_files(root, paths, {})
    waiting = {path for path, file in files.items() if has_markers(encodings.read(file.data) or "")}
    by_git = reports.is_by_git(text)
    waiting |= unmerged(root, paths) if by_git else set(paths)
    if not waiting:
        return {reports.PATH: journal.Step(before=report, after=None)}
    settle = "'git add' them" if by_git else f"remove {reports.PATH}"
    raise SeedbedError(
        f"The last update left conflicts in {', '.join(sorted(waiting))}.",
        f"{reports.PATH} lists them. Resolve them, {settle}, and run 'seedbed update' again.",
        code="conflicts-pending",
    )


def switch_locks(root: str, old: str, new: str) -> list[Change]:
    """The changes that lay the old manager's lock aside, and take back the new one's.

    A lock of last time is no worse a start than none: the manager brings it up to date. Where only
    another program could, as conda-lock does conda's, it would be installed as it is: it stays
    aside.

    A lock of the new manager that stands there already is of somebody who uses that manager beside
    the old one: a copy of it is kept, and comes back at the return.
    """
    lock, other = MANAGERS[old].lock_file, MANAGERS[new].lock_file
    aside, back = f"{LOCKS}/{lock}", f"{LOCKS}/{other}"
    found = read_files(root, [lock, other, aside, back], {}, _LARGEST_LOCK)
    changes: list[Change] = []
    if lock in found and aside in found and MANAGERS[old].locks:
        is_same = found[lock].data == found[aside].data
        if not is_same:
            given = Change(path=lock, before=found[lock], after=found[aside], notes=(_BACK,))
            changes.append(given)
        kept = None if is_same else found[lock]
        changes.append(Change(path=aside, before=found[aside], after=kept))
    elif lock in found:
        changes += [
            Change(path=lock, before=found[lock], after=None),
            Change(path=aside, before=found.get(aside), after=found[lock]),
        ]
    if MANAGERS[new].locks and back in found and other not in found:
        changes += [
            Change(path=other, before=None, after=found[back]),
            Change(path=back, before=found[back], after=None),
        ]
    elif MANAGERS[new].locks and other in found:
        changes += [Change(path=back, before=found.get(back), after=found[other])]
    return changes


def step(root: str, path: str, data: bytes) -> journal.Step:
    """The step that writes a file of seedbed's own."""
    before = read_files(root, [path], {}).get(path)
    return journal.Step(before=before, after=File(data=data, layer="base"))
