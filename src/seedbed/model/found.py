"""What stands at a path, with the digest of its bytes."""

from __future__ import annotations

from seedbed.model.record import record

FILE, LINK, OTHER = "file", "link", "other"
"""What can stand at a path: a regular file, a symbolic link, or something like a pipe."""


@record
class Found:
    """What stands at a path in an environment.

    Attributes:
        kind: one of `file`, `link`, and `other`.
        mode: its permission bits.
        size: its number of bytes.
        mtime: when it was changed last, in nanoseconds.
        sha256: of its bytes; empty where it is no file, or cannot be read.
        target: where a link leads, as it says.
        data: its bytes where something needs them; None for all others.
        error: why it cannot be read; empty where it can.
        cached: whether it is a link to a file of the cache of the manager, which is read instead.
    """

    kind: str
    mode: int = 0
    size: int = 0
    mtime: int = 0
    sha256: str = ""
    target: str = ""
    data: bytes | None = None
    error: str = ""
    cached: bool = False
