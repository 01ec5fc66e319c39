"""Reads what a clone may have prepared: only regular files, through no links, within limits."""

from __future__ import annotations

import os
import stat

from seedbed.errors import SeedbedError
from seedbed.host.disk import SaidPlainly, blocked
from seedbed.host.paths import inside, is_link, is_link_by
from seedbed.host.reading import LARGEST, standing
from seedbed.model.relative import fault_of
from seedbed.model.tree import LINK, File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_MOST = 100_000
"""Entries of the largest folder of seedbed's own that is believed."""


def read_own(
    root: str, path: str, limit: int, damaged: Callable[[str], SeedbedError]
) -> bytes | None:
    """A file of seedbed's own; None when there is none.

    Args:
        root: the project's folder.
        path: the file's path in it.
        limit: how many bytes it may hold.
        damaged: makes the error, from the end of a sentence.

    Raises:
        SeedbedError: when it is a link or no regular file, when it holds more, or cannot be read.
    """
    place = os.path.join(root, path)
    if not os.path.lexists(place):
        return None
    try:
        inside(root, path)
    except SeedbedError:
        raise damaged("it is a symbolic link") from None
    with SaidPlainly(place):
        found = standing(place, limit)
    if found is None:
        return None
    if not found.regular:
        raise damaged("it is not a regular file")
    if len(found.data) > limit:
        raise damaged(f"it is larger than {limit // 1_000_000} MB")
    return found.data


def read_files(
    root: str, paths: Iterable[str], modes: Mapping[str, bool], limit: int = LARGEST
) -> dict[str, File]:
    """The files that stand at some paths; paths at which nothing stands are left out.

    What stands behind a symbolic link has the layer `LINK`, and is not to be written; its bytes
    are read where it lies in the folder too, and are empty elsewhere.

    Args:
        root: the folder.
        paths: paths in it; those that could never be written are left out.
        modes: for systems that know no executable bit: which files are to pass as executable.
        limit: bytes of the largest file.

    Raises:
        SeedbedError: when one cannot be read, is no file, or too large.
    """
    found = {}
    for path in paths:
        if fault_of(path):
            continue
        place = os.path.join(root, path)
        linked = _is_linked(root, path)
        with SaidPlainly(place):
            if linked and not leads_into(root, place):
                if os.path.lexists(place):
                    found[path] = File(data=b"", layer=LINK)
                continue
            stands = standing(place, limit, follow=linked)
        if stands is None:
            if linked and is_link(place):
                found[path] = File(data=b"", layer=LINK)
            continue
        if not stands.regular:
            raise blocked(place, "is not a file, but must be one", "Move it away.")
        if len(stands.data) > limit:
            large = f"is larger than {limit >> 20} MiB, too large to merge"
            raise blocked(place, large, "Move it away.")
        executable = modes.get(path, False) if os.name == "nt" else bool(stands.mode & 0o100)
        layer = LINK if linked else ""
        found[path] = File(data=stands.data, layer=layer, executable=executable)
    return found


def check_own(root: str, folder: str, *, deep: bool = True) -> None:
    """Refuse a folder of seedbed's own that holds what seedbed never makes: it came from elsewhere.

    Args:
        root: the project's folder.
        folder: the folder's path in it; it may be missing.
        deep: whether what its folders hold is looked at too.

    Raises:
        SeedbedError: for a link, a device, or what belongs to another user.
    """
    owners = {os.geteuid(), os.stat(root).st_uid} if hasattr(os, "geteuid") else None
    waiting, count = [os.path.join(root, folder)], 0
    while waiting:
        place = waiting.pop()
        with SaidPlainly(place):
            try:
                found = os.lstat(place)
            except FileNotFoundError:
                continue
            fault = _fault(found, owners)
            if fault or (count := count + 1) > _MOST:
                raise foreign(place, fault or f"is one of more than {_MOST:,} files")
            if stat.S_ISDIR(found.st_mode) and (deep or place == os.path.join(root, folder)):
                waiting += [os.path.join(place, name) for name in os.listdir(place)]


def foreign(place: str, what: str) -> SeedbedError:
    """The error for what stands where only seedbed puts files, and which it did not put there."""
    return SeedbedError(
        f"{place} {what}, which seedbed never creates here.",
        "It may have come with the clone: check it, remove it, then run the same command again.",
        code="journal-foreign",
    )


def _fault(found: os.stat_result, owners: set[int] | None) -> str:
    if is_link_by(found):
        return "is a symbolic link"
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        return "is neither a file nor a folder"
    if owners is not None and found.st_uid not in owners:
        return f"belongs to another user (number {found.st_uid})"
    return ""


def _is_linked(root: str, path: str) -> bool:
    """Whether a path, or a folder on the way to it, is a symbolic link."""
    try:
        inside(root, path)
    except SeedbedError:
        return True
    return False


def leads_into(root: str, place: str) -> bool:
    """Whether what stands behind a link lies in a folder."""
    target, top = os.path.realpath(place), os.path.realpath(root)
    return target.startswith(os.path.join(top, ""))
