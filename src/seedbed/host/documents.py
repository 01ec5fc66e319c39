"""Downloads small documents whole: none may be endless, in bytes or in time."""

from __future__ import annotations

import hashlib
import io
from time import monotonic

from seedbed.errors import SeedbedError
from seedbed.host.downloads import Downloads, Received
from seedbed.model.credentials import masked, without_login

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

PATIENCE = 10.0
"""Seconds that a server may say nothing."""
LONGEST = 30.0
"""Seconds that a document may take."""
_CHUNK = 1 << 16


class Documents(Downloads):
    """Downloads documents of one kind.

    Args:
        accept: the kinds of documents that are asked for, as in HTTP.
        login: the user and the password for an address; None where it needs none.
        told: is called with the bytes that were received since the last call.
        patience: seconds that a server may say nothing.
        longest: seconds that a document may take.
    """

    def __init__(
        self,
        accept: str,
        login: Callable[[str], tuple[str, str] | None],
        told: Callable[[int], None],
        patience: float = PATIENCE,
        longest: float = LONGEST,
    ) -> None:
        super().__init__(login, told, patience=patience)
        self.headers = {**self.headers, "Accept": accept}
        self._longest = longest

    def get(self, url: str, limit: int) -> bytes:
        """What an address has.

        Raises:
            SeedbedError: when it cannot be had, as for archives; or is too large, or too slow.
        """
        into = io.BytesIO()
        self.receive(url, into, limit)
        return into.getvalue()

    def _receive(self, url: str, into: IO[bytes], limit: int) -> Received:
        size, end, digest = 0, monotonic() + self._longest, hashlib.sha256()
        with self._open(url) as answer:
            said = answer.headers.get("Content-Length", "")
            expected = int(said) if said.isascii() and said.isdecimal() else -1
            while chunk := answer.read1(_CHUNK):
                size += len(chunk)
                if max(size, expected) > limit:
                    raise _refused(url, f"it has more than {limit} bytes")
                if monotonic() > end:
                    raise _refused(url, f"it takes more than {self._longest:g} s")
                digest.update(chunk)
                into.write(chunk)
                self._told(len(chunk))
        if 0 <= size < expected:
            raise OSError(f"the connection ended after {size} of {expected} bytes")
        return Received(sha256=digest.hexdigest(), size=size)


def _refused(url: str, why: str) -> SeedbedError:
    return SeedbedError(
        f"{masked(without_login(url))} can't be downloaded: {why}.",
        "Check the network, then try again.",
        code="archive-unreachable",
    )
