"""What archives hold, kept for the user by the archives' sha256: no archive is needed twice."""

from __future__ import annotations

import os
import re
import sys

from seedbed.errors import SeedbedError
from seedbed.host.private import make_private, read_private, write_private
from seedbed.model.listing import Listing, dumps, loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_LARGEST = 1 << 28
_SHA256 = re.compile(r"[0-9a-f]{64}")


class ArchiveStore:
    """Listings by the sha256 of their archives, in files that only their user can have written.

    Args:
        folder: where; it is made when something is kept.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def get(self, archive: str) -> Listing | None:
        """What an archive holds; None where that is not known, or damaged."""
        if not _SHA256.fullmatch(archive):
            return None
        found = read_private(self._path(archive), _LARGEST, self._folder)
        return loads(found.decode("utf-8", "replace"), archive) if found else None

    def keep(self, listing: Listing) -> None:
        """Keep what an archive holds; a store that cannot be written keeps nothing."""
        path = self._path(listing.archive)
        try:
            make_private(self._folder)
            make_private(os.path.dirname(path))
            write_private(path, dumps(listing).encode())
        except (OSError, SeedbedError):
            return

    def _path(self, archive: str) -> str:
        return os.path.join(self._folder, archive[:2], f"{archive}.json")


class ProvenPairs:
    """Compiled files that were found to come from their sources, by what tells them apart.

    Args:
        path: the file that lists them; it is made when something is added.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def get(self) -> list[str]:
        """All that is known."""
        found = read_private(self._path, _LARGEST, os.path.dirname(self._path))
        lines = found.decode("ascii", "replace").split("\n")
        return [one for one in lines if _SHA256.fullmatch(one)]

    def add(self, keys: Collection[str]) -> None:
        """Keep some more; a store that cannot be written keeps nothing."""
        if not keys:
            return
        lines = dict.fromkeys((*self.get(), *filter(_SHA256.fullmatch, keys)))
        try:
            make_private(os.path.dirname(self._path))
            write_private(self._path, "".join(f"{one}\n" for one in lines).encode())
        except (OSError, SeedbedError):
            return


def archives_of(variables: Mapping[str, str]) -> ArchiveStore:
    """What the user knows of archives."""
    return ArchiveStore(os.path.join(folder_of(variables), "archives"))


def compiled_of(variables: Mapping[str, str]) -> ProvenPairs:
    """What the user knows of compiled files."""
    return ProvenPairs(os.path.join(folder_of(variables), "compiled", "proven"))


def folder_of(variables: Mapping[str, str]) -> str:
    """The folder of seedbed's cache, which belongs to the user."""
    home = variables.get("HOME") or os.path.expanduser("~")
    if sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    elif os.name == "nt":
        base = variables.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    else:
        named = variables.get("XDG_CACHE_HOME", "")
        base = named if os.path.isabs(named) else os.path.join(home, ".cache")
    return os.path.join(base, "seedbed")
