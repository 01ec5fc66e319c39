"""The one gate for paths: where inside a folder a file may be written."""

from __future__ import annotations

import os
import stat

from seedbed.errors import SeedbedError
from seedbed.model.relative import fault_of

_JUNCTION = 0xA0000003
"""IO_REPARSE_TAG_MOUNT_POINT of winnt.h: to Python a junction is no symbolic link."""


def absolute(path: str) -> str:
    """The absolute form of a path.

    Raises:
        SeedbedError: when it is relative to a current folder that has been removed.
    """
    try:
        return os.path.abspath(path)
    except FileNotFoundError:
        raise SeedbedError(
            "The current folder no longer exists.",
            "Change to one that exists, then run the same command again.",
            code="no-folder",
        ) from None


def inside(root: str, relative: str) -> str:
    """The path of a file below a folder.

    Args:
        root: the folder; need not exist.
        relative: the file's path in it, with forward slashes.

    Raises:
        SeedbedError: when it is absolute, leaves the folder, goes through a symbolic link, reaches
            into `.git`, or is a name that some system cannot hold.
    """
    if fault := fault_of(relative):
        raise _refused(relative, fault)
    target = root
    for part in relative.split("/"):
        target = os.path.join(target, part)
        if is_link(target):
            raise _refused(relative, f"{target} is a symbolic link")
    return target


def is_link(path: str) -> bool:
    """Whether a path leads elsewhere: a symbolic link, or a junction of Windows."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return False
    return is_link_by(found)


def is_link_by(found: os.stat_result) -> bool:
    """The same for what `os.lstat` says of a path."""
    tag = getattr(found, "st_reparse_tag", 0)
    return stat.S_ISLNK(found.st_mode) or tag == _JUNCTION


def local(address: str) -> str:
    """The path that a `file:` address names; empty for any other.

    Args:
        address: a URL, or a path.
    """
    scheme, mark, rest = address.partition("://")
    if scheme.lower() != "file" or not mark:
        return ""
    from urllib.request import url2pathname

    return url2pathname(rest)


def _refused(relative: str, fault: str) -> SeedbedError:
    return SeedbedError(
        f"{relative!a} was not written: {fault}.",
        "Nothing was changed.",
        code="path-refused",
    )
