"""Whether nobody else can lead a path elsewhere, by its links or by the folders of those."""

from __future__ import annotations

import os
import stat

_MOST = 40
"""Links on the way of one path; Linux follows no more."""


def is_fixed(path: str, real: str) -> bool:
    """Whether only this user, the owner of a place, or root can lead a path to it elsewhere.

    Args:
        path: absolute.
        real: the place that it leads to, absolute, without links.
    """
    if os.name == "nt":
        return True
    try:
        return _is_fixed(path, real, {0, os.geteuid(), os.stat(real).st_uid})
    except OSError:
        return False


def is_yours(path: str) -> bool:
    """Whether only this user and the system's can change a file, or put another one in its place.

    The system's users are root and the owner of `/`, which isn't root in a container's user
    namespace. On Windows, nobody looks.

    Args:
        path: absolute; its links are followed.
    """
    if os.name == "nt":
        return True
    try:
        owners = {0, os.geteuid(), os.stat(os.sep).st_uid}
        is_open = os.stat(path).st_mode & stat.S_IWOTH
        return not is_open and _is_fixed(path, "", owners)
    except OSError:
        return False


def _is_fixed(path: str, real: str, owners: set[int]) -> bool:
    """Whether only some users can lead a path elsewhere.

    Args:
        path: absolute.
        real: a place without links whose folders don't count; empty for none.
        owners: the users.

    Raises:
        OSError: when it leads nowhere.
    """
    waiting, place, links = path.split(os.sep)[::-1], os.sep, 0
    while waiting:
        name = waiting.pop()
        if name == os.pardir:
            place = os.path.dirname(place)
        if name in {"", os.curdir, os.pardir}:
            continue
        inner = os.path.join(place, name)
        found = os.lstat(inner)
        is_above = bool(real) and os.path.join(real, "").startswith(os.path.join(inner, ""))
        if not is_above and (found.st_uid not in owners or not _is_closed(place, owners)):
            return False
        if not stat.S_ISLNK(found.st_mode):
            place = inner
            continue
        links += 1
        if links > _MOST:
            return False
        target = os.readlink(inner)
        waiting += target.split(os.sep)[::-1]
        place = os.sep if os.path.isabs(target) else place
    return True


def _is_closed(folder: str, owners: set[int]) -> bool:
    """Whether nobody else can put something into the place of what lies in a folder."""
    found = os.stat(folder)
    is_open = found.st_mode & stat.S_IWOTH and not found.st_mode & stat.S_ISVTX
    return found.st_uid in owners and not is_open
