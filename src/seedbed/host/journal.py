"""Changes an existing folder, all or nothing, and keeps what it replaces.

They go through `.seedbed/journal`. First all is laid down in `open`: the new files in `new`, what
they replace in `old`, and a list of the paths in `steps`. One rename, to `committed`, decides. Then
the new files are moved to their places, and the old ones stay in `last` until the next change. A
run that was killed before the rename left only `open`, which the next one throws away; one that was
killed after it is finished by the next one (`recover`). Where somebody has written one of the files
meanwhile, all is taken back from `undoing`.

A clone may bring such a folder, so that nothing in it is believed before `guarded` has looked.
"""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.host.disk import CLEAN, SaidPlainly, blocked, remove, remove_if_empty, write_files
from seedbed.host.guarded import check_own
from seedbed.host.journal_moves import (
    COMMITTED,
    JOURNAL,
    LIST,
    OPEN,
    UNDOING,
    Finished,
    Sums,
    finish,
    line_of,
    sum_of,
    take_back,
)
from seedbed.host.lock import Lock
from seedbed.host.paths import inside
from seedbed.host.reading import standing
from seedbed.model.record import record
from seedbed.model.tree import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_UNFINISHED = ("open", "committed", "undoing", "lock")
_WAITING = f"Fix that, then run the same command again: it finishes what waits in {JOURNAL}."
_AGAIN = "Run the same command again."


@record
class Step:
    """What becomes of one path.

    Attributes:
        before: what stands there now, or None for nothing.
        after: what will stand there, or None for nothing.
    """

    before: File | None
    after: File | None


def fill(root: str, files: Mapping[str, File]) -> None:
    """Write new files into a folder that exists, all or none of them.

    Args:
        root: the folder.
        files: path in the folder to file; none of them may exist.

    Raises:
        SeedbedError: when they cannot be written, or one exists; nothing was changed.
    """
    apply(root, {path: Step(before=None, after=file) for path, file in files.items()})


def apply(root: str, steps: Mapping[str, Step], *, undoable: bool = False) -> None:
    """Change files in a folder, all or none of them.

    Args:
        root: the folder.
        steps: path in the folder to what becomes of it.
        undoable: whether `last_change` takes it back even if it only adds files.

    Raises:
        SeedbedError: when it cannot be done, or a file is not as the step says; nothing was
        changed.
    """
    check_own(root, JOURNAL, deep=False)
    try:
        with _Journal(root):
            _apply(root, steps, undoable=undoable)
    finally:
        recover(root)  # what an interrupt left between these lines; else it idles


def recover(root: str) -> tuple[str, ...]:
    """Finish or throw away what a change began in a folder; it may itself be killed.

    Returns:
        The paths of the change that was finished; empty when there was none, or when it was taken
        back because somebody has written one of its files since.

    Raises:
        SeedbedError: when it cannot be done, or a clone brought the journal; nothing is lost.
    """
    if not is_unfinished(root):
        _tidy(root)
        return ()
    _check_made_here(root)
    with _Journal(root):
        try:
            return _recover(root).paths
        finally:
            _recover(root)  # what Ctrl-C broke off; else it idles


def is_applied(root: str, steps: Mapping[str, Step]) -> bool:
    """Whether all paths of a change are as it was to leave them."""
    for path, step in steps.items():
        stands = standing(inside(root, path))
        if (stands and stands.data) != (step.after and step.after.data):
            return False
    return True


def is_unfinished(root: str) -> bool:
    """Whether a change in a folder was interrupted, or is at work."""
    journal = inside(root, JOURNAL)
    return any(os.path.lexists(os.path.join(journal, name)) for name in _UNFINISHED)


def is_half_done(root: str) -> bool:
    """Whether an interrupted run has decided on a change in a folder, and not finished it."""
    return any(os.path.lexists(os.path.join(root, name)) for name in (COMMITTED, UNDOING))


def check_untracked(root: str) -> None:
    """Refuse a journal that git tracks.

    Raises:
        SeedbedError: says what to do.
    """
    from seedbed.host.git import tracked

    if tracked(root, [JOURNAL]):
        raise SeedbedError(
            f"git tracks {JOURNAL}, where only seedbed may put files.",
            f"It came with the clone: check it, then run 'git rm -r {JOURNAL}'.",
            code="journal-foreign",
        )


class _Journal:
    """The journal's folder, which no other run may touch meanwhile; it goes when it is empty."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._folder = inside(root, JOURNAL)
        self._lock = Lock(os.path.join(self._folder, "lock"), root)

    def __enter__(self) -> None:
        with _said_plainly(self._root):
            os.makedirs(self._folder, exist_ok=True)
            self._lock.__enter__()

    def __exit__(self, *_: object) -> None:
        with _said_plainly(self._root):
            self._lock.__exit__()
        _tidy(self._root)


def _check_made_here(root: str) -> None:
    """Refuse a journal that a clone brought: only a run that was killed here leaves one."""
    check_own(root, JOURNAL)
    journal = os.path.join(root, JOURNAL)
    if any(os.path.lexists(os.path.join(journal, name)) for name in _UNFINISHED[:3]):
        check_untracked(root)


def _tidy(root: str) -> None:
    with _said_plainly(root):
        remove_if_empty(os.path.join(root, JOURNAL))
        remove_if_empty(os.path.join(root, os.path.dirname(JOURNAL)))


def _apply(root: str, steps: Mapping[str, Step], *, undoable: bool) -> None:
    _recover(root)
    _check_all(root, steps)
    committed = os.path.join(root, COMMITTED)
    with _said_plainly(root):
        try:
            _lay_down(root, steps, undoable=undoable)
            _check_all(root, steps)
            os.rename(os.path.join(root, OPEN), committed)
            try:
                _check_all(root, steps)
            except SeedbedError:  # somebody saved one of them while it was decided
                os.rename(committed, os.path.join(root, OPEN))
                raise
            if clash := _recover(root).clash:
                raise blocked(clash, "was changed just now", f"Nothing was changed. {_AGAIN}")
        finally:
            # before the commit this takes all back; an interrupted move it finishes; else it idles
            _recover(root)


def _check_all(root: str, steps: Mapping[str, Step]) -> None:
    gone = {path for path, step in steps.items() if step.after is None}
    for path, step in steps.items():
        _check(inside(root, path), step)
        _check_parents(root, path, gone)


def _recover(root: str) -> Finished:
    committed, undoing = inside(root, COMMITTED), inside(root, UNDOING)
    found = Finished()
    with _said_plainly(root):
        if os.path.isdir(undoing):
            take_back(root)
        if os.path.isdir(committed):
            found = finish(root)
            if found.clash:
                os.rename(committed, undoing)
                take_back(root)
        remove(inside(root, OPEN))
    return found


def _said_plainly(root: str) -> SaidPlainly:
    return SaidPlainly(
        root, lambda: _WAITING if os.path.isdir(os.path.join(root, COMMITTED)) else CLEAN
    )


def _check(target: str, step: Step) -> None:
    if step.before is None:
        if os.path.lexists(target):
            raise blocked(target, "exists already", "Move it away.")
        return
    stands = standing(target)
    if stands is None or not stands.regular or stands.data != step.before.data:
        raise blocked(target, "was changed just now", _AGAIN)


def _check_parents(root: str, path: str, gone: set[str]) -> None:
    """Refuse a path below something that is no folder, unless that goes."""
    parts = path.split("/")[:-1]
    for depth in range(1, len(parts) + 1):
        above = "/".join(parts[:depth])
        place = os.path.join(root, above)
        if os.path.lexists(place) and not os.path.isdir(place) and above not in gone:
            raise blocked(place, "is a file, but must be a folder", "Move it away.")
    above = os.path.dirname(os.path.join(root, path))
    while not os.path.isdir(above):
        above = os.path.dirname(above)
    if not os.access(above, os.W_OK):
        raise blocked(
            above,
            "cannot be written, so nothing was changed",
            "Make it writable, or ask the owner of the folder.",
        )


def _lay_down(root: str, steps: Mapping[str, Step], *, undoable: bool) -> None:
    stage = os.path.join(root, OPEN)
    os.makedirs(stage)
    new = {path: step.after for path, step in steps.items() if step.after}
    old = {path: step.before for path, step in steps.items() if step.before}
    lines = [
        line_of(path, Sums(new=sum_of(step.after), old=sum_of(step.before)))
        for path, step in steps.items()
    ]
    listing = File(data="".join(lines).encode(), layer="")
    replaced = {**old, LIST: listing} if old or undoable else {}
    for name, files in (("new", new), ("old", replaced)):
        if files:
            os.mkdir(os.path.join(stage, name))
            write_files(os.path.join(stage, name), files, durable=True)
    for path, file in old.items():
        mode = os.stat(inside(root, path)).st_mode & 0o777
        _set_mode(os.path.join(stage, "old", path), mode)
        if path in new:
            _set_mode(os.path.join(stage, "new", path), _mode(mode, file, new[path]))
    write_files(stage, {"steps": listing}, durable=True)


def _mode(mode: int, before: File, after: File) -> int:
    """The permissions of a new file: those of the one that it replaces, executable or not."""
    if before.executable == after.executable:
        return mode
    readable = (mode & 0o444) >> 2
    return mode | readable if after.executable else mode & ~0o111


def _set_mode(path: str, mode: int) -> None:
    if os.stat(path).st_mode & 0o777 != mode:
        try:
            os.chmod(path, mode)
        except PermissionError:  # on a drive that keeps none
            return
