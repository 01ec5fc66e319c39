"""Files that only their user may read: records with tokens, and logs."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from seedbed.errors import SeedbedError
from seedbed.host.disk import SaidPlainly
from seedbed.host.paths import is_link
from seedbed.host.reading import standing

_KEPT = 3
"""Logs of earlier runs that stay."""


def make_private(folder: str) -> None:
    """Make a folder that only its user may open, with those above it.

    Args:
        folder: where.

    Raises:
        SeedbedError: when it cannot be made, is a link, or belongs to somebody else.
    """
    with SaidPlainly(folder):
        os.makedirs(os.path.dirname(folder), mode=0o700, exist_ok=True)
        with suppress(FileExistsError):
            os.mkdir(folder, 0o700)
        found = os.lstat(folder)
        if os.name == "nt":
            return
        if is_link(folder) or not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
            raise SeedbedError(
                f"{folder} must be your own folder, but it is a link or somebody else's.",
                "Move it away, then run the same command again.",
                code="state-foreign",
            )
        if stat.S_IMODE(found.st_mode) & 0o077:
            os.chmod(folder, 0o700)


def read_private(path: str, largest: int, top: str) -> bytes:
    """The bytes of a file that only its user can have written; none where there is no such file.

    Args:
        path: where it is.
        largest: how many bytes it may have.
        top: the first of the folders above it that have to be the user's, too: somebody else's link
            could lead to files that came with a clone, and so are the user's.
    """
    try:
        if not _are_own(os.path.dirname(path), top):
            return b""
        found = standing(path, largest)
    except OSError:
        return b""
    if found is None or len(found.data) > largest:
        return b""
    is_own = os.name == "nt" or (found.owner == os.geteuid() and not found.mode & 0o022)
    return found.data if is_own else b""


def _are_own(folder: str, top: str) -> bool:
    """Whether a folder, and those above it up to another one, are the user's.

    Raises:
        OSError: when one of them isn't there.
    """
    while os.name != "nt" and folder.startswith(top):
        found = os.lstat(folder)
        is_open = found.st_mode & stat.S_IWOTH and not is_link(folder)
        if found.st_uid != os.geteuid() or is_open:
            return False
        folder = os.path.dirname(folder)
    return True


def write_private(path: str, data: bytes) -> None:
    """Write a file that only its user may read, whole or not at all; it replaces an older one.

    Raises:
        SeedbedError: when it cannot be written.
    """
    _write(path, data, 0o600)


def write_public(path: str, data: bytes) -> None:
    """Write a file as others are written, whole or not at all; it replaces an older one.

    Raises:
        SeedbedError: when it cannot be written.
    """
    _write(path, data, 0o666)


def _write(path: str, data: bytes, mode: int) -> None:
    fresh = f"{path}.{os.getpid()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with SaidPlainly(path):
        try:
            with suppress(FileNotFoundError):
                os.unlink(fresh)  # a killed process with the same number left it
            with open(os.open(fresh, flags, mode), "wb") as file:
                file.write(data)
            os.replace(fresh, path)
        finally:
            with suppress(FileNotFoundError):
                os.unlink(fresh)


def drop(path: str) -> None:
    """Remove a file; one that is not there, or cannot be removed, is no error."""
    with suppress(OSError):
        os.unlink(path)


def fresh_log(path: str) -> int:
    """A log that only its user may read, open for appending; those of earlier runs move on.

    The one before becomes `PATH.1`; the oldest goes.

    Raises:
        SeedbedError: when it cannot be made.
    """
    with SaidPlainly(path):
        if os.path.lexists(path):
            for number in range(_KEPT, 0, -1):
                before = f"{path}.{number - 1}" if number > 1 else path
                with suppress(FileNotFoundError):
                    os.replace(before, f"{path}.{number}")
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        return os.open(path, flags, 0o600)
