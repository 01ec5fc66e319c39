"""Attestations that were verified, kept for the user by the sha256 of what they are about.

They are verified again whenever they are used: what lies here proves nothing by itself.
"""

from __future__ import annotations

import json
import os

from seedbed.errors import SeedbedError
from seedbed.host.archive_store import folder_of
from seedbed.host.private import make_private, read_private, write_private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 1 << 20
"""Bytes of the largest document that is taken; real ones have some ten thousand."""


class AttestationStore:
    """Documents of an index with the names of their archives, in a folder that is its user's.

    Args:
        folder: where; it is made when something is kept.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def get(self, archive: str) -> tuple[str, bytes] | None:
        """The name of an archive and its document; None where none is kept."""
        try:
            said = json.loads(read_private(self._path(archive), 2 * LARGEST, self._folder))
            return str(said["file"]), str(said["provenance"]).encode()
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def keep(self, archive: str, file: str, document: bytes) -> None:
        """Keep a document; a store that cannot be written keeps nothing."""
        path = self._path(archive)
        said = {"file": file, "provenance": document.decode("utf-8", "replace")}
        try:
            make_private(self._folder)
            make_private(os.path.dirname(path))
            write_private(path, json.dumps(said).encode())
        except (OSError, SeedbedError):
            return

    def _path(self, archive: str) -> str:
        return os.path.join(self._folder, archive[:2], f"{archive}.json")


def attestations_of(variables: Mapping[str, str]) -> AttestationStore:
    """What the user knows of attestations."""
    return AttestationStore(os.path.join(folder_of(variables), "attestations"))
