"""Streams that are read once, from the first byte to the last, with a limit to what comes of it."""

from __future__ import annotations

import tarfile

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.archives import refused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO, Protocol

    class Stream(Protocol):
        """Bytes that can be read once, from the first to the last."""

        def read(self, size: int, /) -> bytes:
            """Some more of them."""
            ...


CHUNK = 1 << 20
LARGEST_HEADER = 1 << 20
"""Bytes of all headers of one member of a tar together, and of the list of members of a zip."""


def zstd(packed: IO[bytes]) -> _Unpacked:
    """The bytes that zstd packed; Python has it from 3.14.

    It needs up to 128 MiB, which is zstd's own limit for a window. Real archives need as much:
    those of conda-package-handling before 2.0.2, which packed at level 22.
    """
    import sys

    try:
        if sys.version_info >= (3, 14):
            from compression.zstd import ZstdFile
        else:
            from backports.zstd import ZstdFile
    except ImportError:
        raise SeedbedError(
            "This Python can't unpack .conda archives.",
            "Install backports.zstd beside seedbed.",
            code="no-zstd",
            status=ENVIRONMENT,
        ) from None
    return _Unpacked(ZstdFile(packed))


class _Unpacked:
    """The bytes that zstd packed, whose errors are those of files."""

    def __init__(self, file: Stream) -> None:
        self._file = file

    def read(self, size: int) -> bytes:
        """Some more of them.

        Raises:
            OSError: when they are damaged.
        """
        try:
            return self._file.read(size)
        except Exception as error:
            if type(error).__name__ != "ZstdError":
                raise
            raise OSError(str(error)) from None


class Forward:
    """A stream that only goes forward, and is not read beyond a limit.

    Args:
        stream: the bytes.
        limit: how many may be read.
    """

    def __init__(self, stream: Stream, limit: int) -> None:
        self._stream = stream
        self._limit = limit
        self._place = 0
        self._headers = 0

    def tell(self) -> int:
        """How many bytes were read."""
        return self._place

    def seek(self, place: int) -> int:
        """Go on to a place."""
        if place < self._place:
            raise tarfile.ReadError("its tar leads backward")
        while self._place < place:
            if not self.take(min(CHUNK, place - self._place)):
                break
        return self._place

    def read(self, size: int) -> bytes:
        """Some more bytes, of a header: tarfile holds all those of one member at once."""
        self._headers += size
        if size < 0 or self._headers > LARGEST_HEADER:
            raise tarfile.ReadError("a header of its tar is too large")
        return self.take(size)

    def take(self, size: int) -> bytes:
        """Some more bytes: as many as asked for, but at the end."""
        parts = []
        while size and (part := self._stream.read(size)):
            parts.append(part)
            size -= len(part)
            self._place += len(part)
            if self._place > self._limit:
                raise refused("it would unpack to far more than it should")
        return b"".join(parts)

    def go_on(self) -> None:
        """Begin with the headers of the next member."""
        self._headers = 0
