"""Which paths a project may contain, regardless of the disk; pure."""

from __future__ import annotations

from functools import lru_cache

from seedbed.model.names import is_windows_device

_FORBIDDEN = frozenset('<>:"|?*\\')
"""What Windows forbids in a file's name; the colon also makes drive letters and streams."""


@lru_cache(maxsize=4096)  # `seedbed status` meets the same paths in every project
def fault_of(path: str) -> str:
    """Why a relative path with forward slashes is refused, as the end of a sentence; or nothing."""
    for part in path.split("/"):
        if fault := _fault(part):
            return fault
    return ""


def _fault(part: str) -> str:
    if part in {"", ".", ".."}:
        return "it is not a plain path below the project"
    if _is_git(part):
        return "it reaches into git's own folder"
    if not _FORBIDDEN.isdisjoint(part) or any(ord(char) < 32 or ord(char) == 127 for char in part):
        return f"{part!a} contains a character that Windows does not allow in names"
    if part[-1] in " .":
        return f"'{part}' ends in a dot or a space, which Windows drops"
    if is_windows_device(part):
        return f"Windows reserves the name '{part}' for a device"
    if any("\ud800" <= char <= "\udfff" for char in part):
        return "it is not Unicode text"
    if len(part.encode()) > 255:
        return "a name in it is longer than 255 bytes"
    return ""


def _is_git(part: str) -> bool:
    # `git~1` is the short name of `.git` on Windows; HFS+ ignores some invisible characters
    visible = "".join(char for char in part.lower() if char.isascii())
    return visible.rstrip(" .") == ".git" or visible.startswith("git~")
