"""Reads regular files, up to a limit: a device or a pipe, which may have no end, is none."""

from __future__ import annotations

import errno
import os
import stat

from seedbed.errors import SeedbedError
from seedbed.host.disk import SaidPlainly, blocked
from seedbed.host.paths import is_link_by
from seedbed.model.record import record

LARGEST = 16 * 1024 * 1024
"""Bytes of the largest file that is compared; what is generated holds a few thousand."""
LARGEST_WHOLE = 64 * 1024 * 1024
"""Bytes of the largest file that `read_bytes` and `read_text` take."""
LARGEST_LOCK = 32 * 1024 * 1024
"""Bytes of the largest lock that is parsed: ten times those of large projects. That takes some
seconds, and ten times as many bytes of memory."""


@record
class Standing:
    """What stands at a path.

    Attributes:
        data: its bytes; empty where it isn't a regular file.
        mode: its permissions.
        owner: the number of the user that it belongs to; 0 on Windows.
        regular: whether it is a regular file.
    """

    data: bytes
    mode: int = 0
    owner: int = 0
    regular: bool = True


def standing(path: str, limit: int = LARGEST, *, follow: bool = False) -> Standing | None:
    """What stands at a path; None for nothing.

    Args:
        path: where to look.
        limit: how many bytes are read at most, and one more, which tells that there are more.
        follow: whether a symbolic link at the path is followed.

    Raises:
        OSError: when it cannot be read.
    """
    try:
        found = os.stat(path) if follow else os.lstat(path)
        if not stat.S_ISREG(found.st_mode) or (not follow and is_link_by(found)):
            return Standing(data=b"", regular=False)
        flags = 0 if follow else getattr(os, "O_NOFOLLOW", 0)
        for name in ("O_NONBLOCK", "O_BINARY", "O_CLOEXEC"):
            flags |= getattr(os, name, 0)
        descriptor = os.open(path, os.O_RDONLY | flags)
    except (FileNotFoundError, NotADirectoryError):
        return None
    with open(descriptor, "rb") as file:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            return Standing(data=b"", regular=False)
        return Standing(data=file.read(limit + 1), mode=found.st_mode, owner=found.st_uid)


def is_larger(path: str, limit: int) -> bool:
    """Whether a file, or the one that a link leads to, has more bytes than a limit."""
    try:
        return os.stat(path).st_size > limit
    except OSError:
        return False


def read_bytes(path: str, limit: int = LARGEST_WHOLE) -> bytes:
    """The bytes of a regular file, or of one that a link leads to.

    Args:
        path: where it is.
        limit: how many bytes it may have.

    Raises:
        OSError: when it cannot be read.
        SeedbedError: when it isn't a regular file, or too large.
    """
    too_large = blocked(path, f"is larger than {limit >> 20} MiB", "Move it away.")
    if is_larger(path, limit):
        raise too_large
    found = standing(path, limit, follow=True)
    if found is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    if not found.regular:
        raise blocked(path, "is not a file, but must be one", "Move it away.")
    if len(found.data) > limit:  # it has grown meanwhile
        raise too_large
    return found.data


def read_text(path: str, limit: int = LARGEST_WHOLE) -> str:
    """The text of a file in UTF-8, with plain line ends.

    Args:
        path: where it is.
        limit: how many bytes it may have.

    Raises:
        SeedbedError: when it cannot be read, or is no UTF-8.
    """
    with SaidPlainly(path):
        data = read_bytes(path, limit)
    try:
        return data.decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise SeedbedError(
            f"{path} is not UTF-8 text: byte {error.start} is wrong.",
            "Save it as UTF-8.",
            code="not-utf8",
        ) from None
