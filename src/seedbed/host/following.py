"""Follows a text that grows, as a log does."""

from __future__ import annotations

import os
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PAUSE = 0.2


def new_lines(path: str) -> Iterator[str]:
    """The lines that come to a file from now on, and to one that takes its place; without end."""
    file = open(path, "rb")  # noqa: SIM115  # another one takes its place below
    try:
        file.seek(0, os.SEEK_END)
        half = b""
        while True:
            half += file.read()
            *whole, half = half.split(b"\n")
            for line in whole:
                yield line.decode("utf-8", "replace")
            time.sleep(_PAUSE)
            if _is_other(file.fileno(), path):
                rest = half + file.read()
                for line in rest.splitlines():
                    yield line.decode("utf-8", "replace")
                file.close()
                file, half = open(path, "rb"), b""  # noqa: SIM115
    finally:
        file.close()


def _is_other(descriptor: int, path: str) -> bool:
    try:
        return not os.path.samestat(os.fstat(descriptor), os.stat(path))
    except FileNotFoundError:
        return False
