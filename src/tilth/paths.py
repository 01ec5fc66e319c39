"""The one gate for paths: where inside a folder a file may be written."""

from __future__ import annotations

import os

from tilth.errors import TilthError
from tilth.names import is_windows_device

_FORBIDDEN = frozenset('<>:"|?*\\')
"""What Windows forbids in a file's name; the colon also makes drive letters and streams."""


def absolute(path: str) -> str:
    """The absolute form of a path.

    Raises:
        TilthError: when it is relative to a current folder that has been removed.
    """
    try:
        return os.path.abspath(path)
    except FileNotFoundError:
        raise TilthError(
            "The current folder does not exist any more.",
            "Go to one that does, then run the same command again.",
            code="no-folder",
        ) from None


def inside(root: str, relative: str) -> str:
    """The path of a file below a folder.

    Args:
        root: the folder; need not exist.
        relative: the file's path in it, with forward slashes.

    Raises:
        TilthError: when it is absolute, leaves the folder, goes through a symbolic link, reaches
            into `.git`, or is a name that some system cannot hold.
    """
    parts = relative.split("/")
    for part in parts:
        fault = _fault(part)
        if fault:
            raise _refused(relative, fault)
    folder = root
    for part in parts[:-1]:
        folder = os.path.join(folder, part)
        if os.path.islink(folder):
            raise _refused(relative, f"{folder} is a symbolic link")
    target = os.path.join(folder, parts[-1])
    if os.path.islink(target):
        raise _refused(relative, f"{target} is a symbolic link")
    return target


def _fault(part: str) -> str:
    if part in {"", ".", ".."}:
        return "it is not a plain path below the project"
    if _is_git(part):
        return "it reaches into git's own folder"
    if not _FORBIDDEN.isdisjoint(part) or any(ord(char) < 32 or ord(char) == 127 for char in part):
        return f"{part!a} holds a character that Windows forbids in names"
    if part[-1] in " .":
        return f"'{part}' ends in a dot or a space, which Windows drops"
    if is_windows_device(part):
        return f"Windows keeps the name '{part}' for a device"
    if any("\ud800" <= char <= "\udfff" for char in part):
        return "it is not text in Unicode"
    if len(part.encode()) > 255:
        return "a name in it is longer than 255 bytes"
    return ""


def _is_git(part: str) -> bool:
    # `git~1` is the short name of `.git` on Windows; HFS+ ignores some invisible characters
    visible = "".join(char for char in part.lower() if char.isascii())
    return visible.rstrip(" .") == ".git" or visible.startswith("git~")


def _refused(relative: str, fault: str) -> TilthError:
    return TilthError(
        f"{relative!a} will not be written: {fault}.",
        "Nothing was changed.",
        code="path-refused",
    )
