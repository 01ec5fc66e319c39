"""Who else on the machine can change a program, or put another one in its place."""

from __future__ import annotations

import os
import stat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


_LINKS = 40
"""How many links a system follows."""


def is_changeable_by_others(path: str) -> bool:
    """Whether users other than you and the system's can change a program.

    The system's users are root, and who owns `/`: in a container's user namespace, that isn't root.
    On Windows, nobody looks: there are no owners as here.

    Args:
        path: that of the program, absolute; links are followed.
    """
    if os.name == "nt":
        return False
    own = {0, os.getuid(), os.stat("/").st_uid}
    return any(_is_open(one, own) for one in _on_the_way(path))


def is_on_path(path: str) -> bool:
    """Whether a program lies in a folder in which you look for programs anyway."""
    folders = filter(os.path.isabs, os.environ.get("PATH", "").split(os.pathsep))
    mine = {os.path.realpath(one) for one in folders}
    return _folder(path) in mine or os.path.dirname(os.path.realpath(path)) in mine


def _folder(path: str) -> str:
    """The folder that a path lies in, without links."""
    return os.path.realpath(os.path.dirname(path))


def _on_the_way(path: str) -> Iterator[str]:
    """A program, and all folders above it and above each link on the way to it."""
    for _ in range(_LINKS):
        yield path
        for folder in {os.path.dirname(path), _folder(path)}:
            yield from _up_from(folder)
        if not os.path.islink(path):
            break
        path = os.path.join(os.path.dirname(path), os.readlink(path))


def _up_from(folder: str) -> Iterator[str]:
    while folder != (above := os.path.dirname(folder)):
        yield folder
        folder = above
    yield folder


def _is_open(path: str, own: set[int]) -> bool:
    """Whether others own what is at a path, or may change it; to `/tmp`, they may only add."""
    try:
        found = os.stat(path)
    except OSError:
        return True
    adds_only = stat.S_ISDIR(found.st_mode) and found.st_mode & stat.S_ISVTX
    return found.st_uid not in own or bool(found.st_mode & stat.S_IWOTH and not adds_only)
