"""What couldn't be had from a network, kept for the user for a day: no run waits for it again."""

from __future__ import annotations

import hashlib
import os
import re
import time

from seedbed.errors import SeedbedError
from seedbed.host.archive_store import folder_of
from seedbed.host.private import make_private, read_private, write_private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

DAY = 86400
_LARGEST = 4096
_KEPT = re.compile(r"(?P<since>\d{1,12}) (?P<why>[^\n]+)\n")
_WAYS = (
    *("UV_PYTHON_INSTALL_MIRROR", "UV_PYTHON_DOWNLOADS_JSON_URL"),
    *("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"),
    *("NO_PROXY", "no_proxy"),
)
"""Variables that lead to another server, or lead there in another way."""


class Missed:
    """Why things couldn't be had, by name, in a folder that only its user may open.

    Args:
        folder: where; it is made when something is kept.
        variables: those of this process: with another server, another answer is to be had.
    """

    def __init__(self, folder: str, variables: Mapping[str, str]) -> None:
        self._folder = folder
        self._ways = "\0".join(variables.get(name, "") for name in _WAYS)

    def get(self, name: str) -> str:
        """Why something couldn't be had, as a clause; empty where nothing is known of today."""
        found = read_private(self._path(name), _LARGEST, self._folder)
        text = found.decode("utf-8", "replace")
        kept = _KEPT.fullmatch(text)
        return kept["why"] if kept and 0 <= time.time() - int(kept["since"]) < DAY else ""

    def keep(self, name: str, why: str) -> None:
        """Keep why something couldn't be had; a folder that cannot be written keeps nothing."""
        said = f"{int(time.time())} {' '.join(why.split())[:1000]}\n"
        try:
            make_private(self._folder)
            write_private(self._path(name), said.encode("utf-8", "replace"))
        except (OSError, SeedbedError):
            return

    def _path(self, name: str) -> str:
        key = hashlib.sha256(f"{name}\0{self._ways}".encode("utf-8", "surrogateescape"))
        return os.path.join(self._folder, key.hexdigest())


def missed_of(variables: Mapping[str, str]) -> Missed:
    """What the user couldn't have of the archives of interpreters."""
    return Missed(os.path.join(folder_of(variables), "missed"), variables)
