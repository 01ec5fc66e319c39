"""Changes in a folder that exists: all of them or none, and what they replace is kept.

They go through `.tilth/journal`. First all is laid down in `open`: the new files in `new`, what
they replace in `old`, and the paths that go in `gone`. One rename, to `committed`, decides. Then
the new files are moved to their places, and the old ones stay in `last` until the next change. A
run that was killed before the rename left only `open`, which the next one throws away; one that was
killed after it is finished by the next one (`recover`).
"""

from __future__ import annotations

import os

from tilth.disk import CLEAN, SaidPlainly, blocked, remove, remove_if_empty, write_files
from tilth.errors import TilthError
from tilth.lock import Lock
from tilth.paths import inside
from tilth.record import record
from tilth.tree import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

JOURNAL = ".tilth/journal"
LAST = f"{JOURNAL}/last"
"""Where the files stay that the last change replaced or removed."""
LINK = "link"
"""The layer of a file that stands behind a symbolic link."""
_OPEN = f"{JOURNAL}/open"
_COMMITTED = f"{JOURNAL}/committed"
_UNFINISHED = ("open", "committed", "lock")
_WAITING = f"Mend that and run the same command again: it finishes what waits in {JOURNAL}."


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
        TilthError: when they cannot be written, or one exists; nothing was changed.
    """
    apply(root, {path: Step(before=None, after=file) for path, file in files.items()})


def apply(root: str, steps: Mapping[str, Step]) -> None:
    """Change files in a folder, all or none of them.

    Args:
        root: the folder.
        steps: path in the folder to what becomes of it.

    Raises:
        TilthError: when it cannot be done, or a file is not as the step says; nothing was changed.
    """
    try:
        with _Journal(root):
            _apply(root, steps)
    finally:
        recover(root)  # what an interrupt left between these lines; else it idles


def recover(root: str) -> bool:
    """Finish or throw away what a change began in a folder; it may itself be killed.

    Returns:
        Whether there was something to finish.

    Raises:
        TilthError: when it cannot be done; nothing is lost.
    """
    journal = inside(root, JOURNAL)
    if not any(os.path.lexists(os.path.join(journal, name)) for name in _UNFINISHED):
        _tidy(root)
        return False
    with _Journal(root):
        try:
            return _recover(root)
        finally:
            _recover(root)  # what Ctrl-C broke off; else it idles


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


def _tidy(root: str) -> None:
    with _said_plainly(root):
        remove_if_empty(os.path.join(root, JOURNAL))
        remove_if_empty(os.path.join(root, os.path.dirname(JOURNAL)))


def _apply(root: str, steps: Mapping[str, Step]) -> None:
    _recover(root)
    gone = {path for path, step in steps.items() if step.after is None}
    for path, step in steps.items():
        _check(inside(root, path), step)
        _check_parents(root, path, gone)
    with _said_plainly(root):
        try:
            _lay_down(root, steps)
            os.rename(os.path.join(root, _OPEN), os.path.join(root, _COMMITTED))
            _recover(root)
        finally:
            # before the commit this takes all back; an interrupted move it finishes; else it idles
            _recover(root)


def _recover(root: str) -> bool:
    committed = inside(root, _COMMITTED)
    with _said_plainly(root):
        if found := os.path.isdir(committed):
            _remove_gone(root)
            _move(root, "")
            _keep_old(root)
            remove(committed)
        remove(inside(root, _OPEN))
    return found


def read_files(root: str, paths: list[str], modes: Mapping[str, bool]) -> dict[str, File]:
    """The files that stand at some paths; paths at which nothing stands are left out.

    What stands behind a symbolic link has the layer `LINK`, and is not to be written.

    Args:
        root: the folder.
        paths: paths in it.
        modes: for systems that know no executable bit: which files are to pass as executable.

    Raises:
        TilthError: when one cannot be read, or is no file.
    """
    found = {}
    for path in paths:
        place = os.path.join(root, path)
        linked = _is_linked(root, path)
        if os.path.lexists(place) and not linked and not os.path.isfile(place):
            raise blocked(place, "is no file, where one is expected", "Move it away.")
        with SaidPlainly(place):
            try:
                with open(place, "rb") as file:
                    data = file.read()
                    mode = os.fstat(file.fileno()).st_mode
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                if linked:
                    found[path] = File(data=b"", layer=LINK)
                continue
        executable = modes.get(path, False) if os.name == "nt" else bool(mode & 0o100)
        found[path] = File(data=data, layer=LINK if linked else "", executable=executable)
    return found


def _is_linked(root: str, path: str) -> bool:
    """Whether a path, or a folder on the way to it, is a symbolic link."""
    try:
        inside(root, path)
    except TilthError:
        return True
    return False


def _said_plainly(root: str) -> SaidPlainly:
    return SaidPlainly(
        root, lambda: _WAITING if os.path.isdir(os.path.join(root, _COMMITTED)) else CLEAN
    )


def _check(target: str, step: Step) -> None:
    if step.before is None:
        if os.path.lexists(target):
            raise blocked(target, "exists already", "Move it away.")
    elif _read(target) != step.before.data:
        raise blocked(target, "was changed just now", "Run the same command again.")


def _check_parents(root: str, path: str, gone: set[str]) -> None:
    """Refuse a path below something that is no folder, unless that goes."""
    parts = path.split("/")[:-1]
    for depth in range(1, len(parts) + 1):
        above = "/".join(parts[:depth])
        place = os.path.join(root, above)
        if os.path.lexists(place) and not os.path.isdir(place) and above not in gone:
            raise blocked(place, "is a file, where a folder is expected", "Move it away.")
    above = os.path.dirname(os.path.join(root, path))
    while not os.path.isdir(above):
        above = os.path.dirname(above)
    if not os.access(above, os.W_OK):
        raise blocked(above, "cannot be written", "Allow it, or ask whoever owns the folder.")


def _lay_down(root: str, steps: Mapping[str, Step]) -> None:
    stage = os.path.join(root, _OPEN)
    os.makedirs(stage)
    new = {path: step.after for path, step in steps.items() if step.after}
    old = {path: step.before for path, step in steps.items() if step.before}
    for name, files in (("new", new), ("old", old)):
        if files:
            os.mkdir(os.path.join(stage, name))
            write_files(os.path.join(stage, name), files, durable=True)
    for path, file in old.items():
        mode = os.stat(inside(root, path)).st_mode & 0o777
        _set_mode(os.path.join(stage, "old", path), mode)
        if path in new:
            _set_mode(os.path.join(stage, "new", path), _mode(mode, file, new[path]))
    gone = [path for path in old if path not in new]
    if gone:
        lines = "".join(f"{path}\n" for path in gone).encode()
        write_files(stage, {"gone": File(data=lines, layer="")}, durable=True)


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


def _move(root: str, folder: str) -> None:
    """Move what is committed below a folder to its place; a folder that is new moves whole."""
    waiting = os.path.join(root, _COMMITTED, "new", folder)
    for name in sorted(os.listdir(waiting)) if os.path.isdir(waiting) else ():
        path = f"{folder}/{name}" if folder else name
        source, target = os.path.join(waiting, name), inside(root, path)
        if os.path.isdir(target) and os.path.isdir(source):
            _move(root, path)
        elif os.path.lexists(target) and _read(target) != _read(_old(root, path)):
            raise TilthError(
                f"{target} stands in the way of what an interrupted run had still to write there.",
                "Move it away, then run the same command again.",
                code="journal-clash",
            )
        else:
            os.replace(source, target)


def _remove_gone(root: str) -> None:
    listed = _read(os.path.join(root, _COMMITTED, "gone")) or b""
    for path in listed.decode().splitlines():
        target = inside(root, path)
        before = _read(_old(root, path))
        # one that was changed since belongs to the user
        if before is not None and _read(target) == before:
            os.unlink(target)
        folder = os.path.dirname(target)
        while folder != root and (not os.path.isdir(folder) or not os.listdir(folder)):
            if os.path.isdir(folder):
                os.rmdir(folder)
            folder = os.path.dirname(folder)


def _keep_old(root: str) -> None:
    old = os.path.join(root, _COMMITTED, "old")
    # what only tilth reads is no reason to give up what the last change of the project replaced
    if os.path.isdir(old) and os.listdir(old) != [".tilth"]:
        last = inside(root, LAST)
        remove(last)
        os.rename(old, last)


def _old(root: str, path: str) -> str:
    return os.path.join(root, _COMMITTED, "old", path)


def _read(path: str) -> bytes | None:
    """What a file holds; None when there is none."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
