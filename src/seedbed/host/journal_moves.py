"""Moves files between the journal and their place; a killed move can be repeated."""

from __future__ import annotations

import os
import zlib

from seedbed.host.disk import remove
from seedbed.host.guarded import foreign
from seedbed.host.paths import inside
from seedbed.host.reading import standing
from seedbed.model.record import record
from seedbed.model.relative import fault_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.host.reading import Standing
    from seedbed.model.tree import File

JOURNAL = ".seedbed/journal"
LAST = f"{JOURNAL}/last"
"""Where the files stay that the last change replaced or removed."""
LIST = ".seedbed/steps"
LAST_STEPS = f"{LAST}/{LIST}"
"""What that change was about: its paths, with the checksums of the new and the old files."""
OPEN = f"{JOURNAL}/open"
COMMITTED = f"{JOURNAL}/committed"
UNDOING = f"{JOURNAL}/undoing"


@record
class Sums:
    """The checksums (CRC-32) of what a change wrote to a path, and of what it replaced.

    Attributes:
        new: that of the new file; None for one that goes.
        old: that of the old file; None where nothing stood.
    """

    new: int | None
    old: int | None


@record
class Finished:
    """How a change ended.

    Attributes:
        paths: what it is about.
        clash: the file that stands in its way, written by somebody since; then it is to be taken
            back.
    """

    paths: tuple[str, ...] = ()
    clash: str = ""


def finish(root: str) -> Finished:
    """Move what is committed to its place, and keep what it replaces.

    Raises:
        SeedbedError: when what is committed is not of seedbed's making.
    """
    committed = os.path.join(root, COMMITTED)
    found = listed(os.path.join(committed, "steps"))
    _remove_gone(root, [path for path, sums in found.items() if sums.new is None])
    if clash := _move(root, ""):
        return Finished(clash=clash)
    _keep_old(root, found)
    remove(committed)
    return Finished(paths=tuple(found))


def take_back(root: str) -> None:
    """Put back what was moved; what somebody has written since stays. It may be killed and redone.

    Args:
        root: the project's folder; what is to be taken back waits in `UNDOING`.
    """
    journal = os.path.join(root, UNDOING)
    changes = listed(os.path.join(journal, "steps"))
    for path, sums in changes.items():
        if sums.new is not None and not os.path.lexists(os.path.join(journal, "new", path)):
            _put_back(root, journal, path, sums.new)
    for path, sums in changes.items():
        old, target = os.path.join(journal, "old", path), inside(root, path)
        if sums.new is None and os.path.lexists(old) and not os.path.lexists(target):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.replace(old, target)
    remove(journal)


def sum_of(file: File | None) -> int | None:
    """The checksum of a file; None for none."""
    return None if file is None else zlib.crc32(file.data)


def line_of(path: str, sums: Sums) -> str:
    """The line of a list that says what a change does to a path."""
    numbers = ("-" if one is None else f"{one:08x}" for one in (sums.new, sums.old))
    return f"{' '.join(numbers)} {path}\n"


def listed(place: str) -> dict[str, Sums]:
    """What a change is about: path to the checksums of the new file and the old one.

    Args:
        place: the file that holds the list; without it, the change is about nothing.

    Raises:
        SeedbedError: when it is damaged, or names what is never written.
    """
    found = standing(place)
    paths: dict[str, Sums] = {}
    for line in (found.data if found else b"").splitlines():
        try:
            *numbers, path = line.decode().split(" ", 2)
            new, old = (int(one, 16) if one != "-" else None for one in numbers)
            paths[path] = Sums(new=new, old=old)
        except ValueError:
            raise foreign(place, "has a line that cannot be read") from None
        if fault_of(path):
            raise foreign(place, f"names {path!a}")
    return paths


def _remove_gone(root: str, paths: list[str]) -> None:
    for path in paths:
        target = inside(root, path)
        before = standing(_old(root, path))
        stands = standing(target)
        # one that was changed since belongs to the user
        if _is_same(before, stands):
            os.unlink(target)
        _remove_empty_above(root, target)


def _move(root: str, folder: str) -> str:
    """Move what is committed below a folder to its place; a folder that is new moves whole.

    Returns:
        What stands in the way, where it stopped.
    """
    waiting = os.path.join(root, COMMITTED, "new", folder)
    for name in sorted(os.listdir(waiting)) if os.path.isdir(waiting) else ():
        path = f"{folder}/{name}" if folder else name
        source, target = os.path.join(waiting, name), inside(root, path)
        if os.path.isdir(target) and os.path.isdir(source):
            if clash := _move(root, path):
                return clash
        elif os.path.lexists(target) and not _is_same(standing(target), standing(_old(root, path))):
            return target
        else:
            try:
                os.replace(source, target)
            except (FileExistsError, IsADirectoryError, NotADirectoryError):
                return target  # somebody has made another kind of thing there just now
    return ""


def _remove_empty_above(root: str, target: str) -> None:
    """Remove the folders above a path, up to the project's, that hold nothing any more."""
    folder = os.path.dirname(target)
    while folder != root and (not os.path.isdir(folder) or not os.listdir(folder)):
        if os.path.isdir(folder):
            os.rmdir(folder)
        folder = os.path.dirname(folder)


def _put_back(root: str, journal: str, path: str, number: int) -> None:
    old, target = os.path.join(journal, "old", path), inside(root, path)
    stands = standing(target)
    moved = stands is not None and stands.regular and zlib.crc32(stands.data) == number
    if os.path.lexists(old):
        if moved:
            os.replace(old, target)
        return
    if moved:
        os.unlink(target)
    _remove_empty_above(root, target)


def _keep_old(root: str, paths: Iterable[str]) -> None:
    # what only seedbed reads is no reason to give up what the last change of the project replaced
    if all(path.startswith(".seedbed/") for path in paths):
        return
    old = os.path.join(root, COMMITTED, "old")
    if os.path.isdir(old):
        last = inside(root, LAST)
        remove(last)
        os.rename(old, last)


def _old(root: str, path: str) -> str:
    return os.path.join(root, COMMITTED, "old", path)


def _is_same(one: Standing | None, other: Standing | None) -> bool:
    """Whether two regular files stand there that hold the same."""
    if one is None or other is None or not (one.regular and other.regular):
        return False
    return one.data == other.data
