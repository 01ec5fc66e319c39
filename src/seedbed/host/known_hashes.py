"""Hashes that are known by a name, kept for the user: uv forgets those of older builds."""

from __future__ import annotations

import hashlib
import os
import re

from seedbed.errors import SeedbedError
from seedbed.host.archive_store import folder_of
from seedbed.host.private import make_private, read_private, write_private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_SHA256 = re.compile(r"[0-9a-f]{64}")


class KnownHashes:
    """Hashes by name, in a folder that only its user may open.

    Args:
        folder: where; it is made when something is kept.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def get(self, name: str) -> str:
        """A hash; empty where none is known."""
        found = read_private(self._path(name), 128, self._folder)
        said = found.decode("ascii", "replace").strip()
        return said if _SHA256.fullmatch(said) else ""

    def keep(self, name: str, digest: str) -> None:
        """Keep a hash; a folder that cannot be written keeps nothing."""
        try:
            make_private(self._folder)
            write_private(self._path(name), f"{digest}\n".encode())
        except (OSError, SeedbedError):
            return

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, hashlib.sha256(name.encode()).hexdigest())


def hashes_of(variables: Mapping[str, str]) -> KnownHashes:
    """What the user knows of the archives of interpreters."""
    return KnownHashes(os.path.join(folder_of(variables), "interpreters"))
