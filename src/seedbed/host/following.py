"""The end of a text that grows, as a log does, and what comes to it."""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_PAUSE = 0.2
_BLOCK = 64 << 10


def last_lines(path: str, count: int) -> list[str]:
    """The last lines of a text; empty where there is no such file."""
    try:
        with open(path, "rb") as file:
            return _decoded(_end(file, count))
    except OSError:
        return []


def lines_from(path: str, count: int) -> Iterator[str]:
    """The last lines of a file, then those that come to it, and to one that takes its place.

    It is opened once, so that none is lost between the two. If it is emptied, it is read from its
    start again. The iterator has no end.
    """
    file: BinaryIO = open(path, "rb")  # noqa: SIM115  # another one takes its place below
    try:
        half = _end(file, count)
        while True:
            *whole, half = (half + file.read()).split(b"\n")
            yield from _decoded(b"\n".join((*whole, b"")))
            time.sleep(_PAUSE)
            fresh = _successor(file, path)
            if fresh is not None:
                yield from _decoded(half + file.read())
                file.close()
                file, half = fresh, b""
            elif os.fstat(file.fileno()).st_size < file.tell():
                yield from _decoded(half)
                half = b""
                file.seek(0)
    finally:
        file.close()


def _end(file: BinaryIO, count: int) -> bytes:
    """The last lines of a file, which is read to its end."""
    left = file.seek(0, os.SEEK_END)
    end, found = left, b""
    while left and found.count(b"\n") <= count and count > 0:
        step = min(_BLOCK, left)
        left -= step
        file.seek(left)
        found = file.read(step) + found
    file.seek(end)
    lines = found.splitlines(keepends=True)
    return b"".join(lines[-count:]) if count > 0 else b""


def _decoded(text: bytes) -> list[str]:
    return text.decode("utf-8", "replace").splitlines()


def _successor(file: BinaryIO, path: str) -> BinaryIO | None:
    """The file that has taken the place of an open one."""
    try:
        if os.path.samestat(os.fstat(file.fileno()), os.stat(path)):
            return None
        return open(path, "rb")
    except FileNotFoundError:  # the one is gone, and the next not there yet
        return None
