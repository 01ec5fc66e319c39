"""The one gate to the file system, with `journal`: a tree is written whole or not at all.

A new project is staged beside its target and renamed into place; what a killed run staged, the
next one for the same target removes. What changes in a folder that exists goes through `journal`.
"""

from __future__ import annotations

import os
import time

from seedbed.errors import SeedbedError
from seedbed.host.paths import inside, is_link
from seedbed.model.tree import BASE_PATH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from seedbed.model.tree import File

_STALE = 600
"""Seconds after which a staging folder is what a killed run left; writing takes far less."""
CLEAN = "Nothing was left half-done; fix that, then run the same command again."
"""What to do after an error before which nothing was changed."""


def create(target: str, files: Mapping[str, File]) -> None:
    """Make a new folder that holds some files.

    Args:
        target: the folder; it must not exist.
        files: path in the folder to file.

    Raises:
        SeedbedError: when it cannot be made; nothing stays behind.
    """
    parent, name = os.path.split(os.path.abspath(target))
    mark = f".{name[:50]}.seedbed-new-"  # 50 characters are at most 200 of the 255 bytes of a name
    stage = os.path.join(parent, f"{mark}{os.getpid()}")
    with SaidPlainly(target):
        _sweep(parent, mark)
        if os.path.lexists(stage):
            raise blocked(stage, "is in the way and was not made by seedbed", "Move it away.")
        try:
            os.mkdir(stage)
            write_files(stage, files)
            os.rename(stage, target)
        finally:
            remove(stage)  # after the rename there is none


def check_target(target: str, may_stay: Callable[[str], bool]) -> bool:
    """Refuse a target in which a project cannot be made, before anything is asked or written.

    Args:
        target: the folder.
        may_stay: tells of the name of a file whether it is no obstacle.

    Returns:
        Whether the folder exists; then it holds nothing but what a forge puts into a repository.

    Raises:
        SeedbedError: says what stands in the way.
    """
    if not os.path.lexists(target):
        parent = os.path.dirname(os.path.abspath(target))
        if not os.path.isdir(parent):
            if os.path.lexists(parent):
                what, hint = "is not a folder", "Give a path in a folder."
            else:
                what, hint = "does not exist", "Create that folder first."
            raise blocked(target, f"cannot be created: {parent} {what}", hint)
        return False
    if not os.path.isdir(target) or os.path.islink(os.path.abspath(target)):
        raise blocked(target, "exists and is not a folder", "Give a path that does not exist yet.")
    with SaidPlainly(target):
        found = sorted(os.listdir(target))
    if not all(map(may_stay, found)):
        if os.path.isfile(os.path.join(target, BASE_PATH)):
            hint = "Run 'seedbed sync' in it to create its environment, or give another path."
            raise blocked(target, "is already a seedbed project", hint)
        others = [name for name in found if not may_stay(name)]
        shown = ", ".join(others[:3]) + (", …" if len(others) > 3 else "")
        raise blocked(
            target,
            f"is not empty: it contains {shown}",
            "Give a path that does not exist yet. An existing folder may contain only the files of "
            "a new repository, such as README.md, LICENSE, and .gitignore.",
        )
    return True


class SaidPlainly:
    """Turns an operating system's error into one sentence about a path.

    Args:
        path: what the sentence is about.
        hint: gives the sentence that says what to do.
    """

    def __init__(self, path: str, hint: Callable[[], str] = lambda: CLEAN) -> None:
        self._path = path
        self._hint = hint

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, OSError):
            where = error.filename if isinstance(error.filename, str) else self._path
            at = f" ({where})" if where != self._path else ""
            raise SeedbedError(
                f"{self._path} cannot be written or read: {error.strerror or error}{at}.",
                self._hint(),
                code="disk-error",
            ) from None


def _sweep(parent: str, mark: str) -> None:
    """Remove what killed runs staged for the same target; what cannot be removed may stay."""
    try:
        for name in os.listdir(parent):
            owner = name.removeprefix(mark)
            stage = os.path.join(parent, name)
            mine = name.startswith(mark) and owner.isdecimal() and len(owner) < 10
            if mine and _is_made_here(stage) and not _is_at_work(stage, int(owner)):
                remove(stage)
    except OSError:
        return


def _is_made_here(stage: str) -> bool:
    """Whether a folder can be one that a run of this user staged, and no link that came along."""
    return _is_folder(stage) and (os.name == "nt" or os.lstat(stage).st_uid == os.geteuid())


def _is_at_work(stage: str, process: int) -> bool:
    if process == os.getpid() or time.time() - os.stat(stage).st_mtime > _STALE:
        return False
    if os.name == "nt":
        return True  # Windows has no signal that only asks
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True


def write_files(root: str, files: Mapping[str, File], *, durable: bool = False) -> None:
    """Write new files below a folder.

    Args:
        root: the folder, which exists and is empty.
        files: path in it to file.
        durable: whether they have to survive a power cut right away.
    """
    made = {root}
    for path, file in files.items():
        target = inside(root, path)
        _make_folder(os.path.dirname(target), made)
        mode = 0o777 if file.executable else 0o666
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        descriptor = os.open(target, flags, mode)
        try:
            left = memoryview(file.data)
            while left:
                left = left[os.write(descriptor, left) :]
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _make_folder(folder: str, made: set[str]) -> None:
    if folder not in made:
        _make_folder(os.path.dirname(folder), made)
        os.mkdir(folder)
        made.add(folder)


def remove(folder: str) -> None:
    """Remove a folder with all that is in it, if it is there; links are removed, not followed."""
    waiting = [folder]
    while waiting:
        path = waiting[-1]
        if _is_folder(path):
            if names := os.listdir(path):
                waiting += [os.path.join(path, name) for name in names]
                continue
            os.rmdir(path)
        elif os.path.lexists(path):
            os.unlink(path)
        waiting.pop()


def _is_folder(path: str) -> bool:
    """Whether a path is a folder, and no link to one."""
    return os.path.isdir(path) and not is_link(path)


def remove_if_empty(folder: str) -> None:
    """Remove a folder that holds nothing."""
    if _is_folder(folder) and not os.listdir(folder):
        os.rmdir(folder)


def blocked(target: str, what: str, hint: str) -> SeedbedError:
    """The error for something that stands where a file is to be written."""
    return SeedbedError(f"{target} {what}.", hint, code="target-blocked")
