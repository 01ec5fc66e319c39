"""Where the archives of a lock come from."""

from __future__ import annotations

import os

from seedbed.commands.verifying.archives import Archives
from seedbed.commands.verifying.where import kept_wheels, logins, with_addresses
from seedbed.host.archive_store import archives_of
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from seedbed.commands.verifying.place import Subject
    from seedbed.verify.pairing import Pair, Pairing


@record
class Source:
    """Where archives come from.

    Attributes:
        pairing: what pairs distributions with archives.
        archives: what gets them.
        python: the version of the environment's Python, such as `3.12`.
        root: the project's folder.
    """

    pairing: Pairing
    archives: Archives
    python: str
    root: str

    def known(self, pairs: Sequence[Pair], *, offline: bool) -> list[Pair]:
        """Pairs with the archive first that is to be compared, and with where to get it."""
        found = [self.archives.known(one) for one in pairs]
        unknown = [one for one, known in zip(pairs, found, strict=True) if known is None]
        filled = iter(unknown if offline else self.addressed(unknown))
        return [next(filled) if one is None else one for one in found]

    def addressed(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Pairs whose archives have names and addresses, as far as these can be had."""
        return with_addresses(self.pairing, pairs, self.python, self.root)


def source_of(
    about: Subject,
    pairing: Pairing,
    python: str,
    told: Callable[..., None],
    kept: Callable[[], Mapping[str, str]] | None = None,
    *,
    offline: bool,
) -> Source:
    """Where the archives of a lock come from.

    Args:
        about: what is verified.
        pairing: what pairs distributions with archives.
        python: the version of the environment's Python, such as `3.12`.
        told: as for `verify`.
        kept: gives the archives that the manager's cache keeps, by file name; None for Poetry's.
        offline: whether nothing is downloaded.
    """
    archives = _archives(about, told, kept, offline=offline)
    return Source(pairing=pairing, archives=archives, python=python, root=about.root)


def _archives(
    about: Subject,
    told: Callable[..., None],
    kept: Callable[[], Mapping[str, str]] | None,
    *,
    offline: bool,
) -> Archives:
    from seedbed.host.downloads import Downloads  # slow to import, and often not needed

    login = logins(os.environ, indexes(about))
    downloads = None if offline else Downloads(login, lambda number: told(number, "downloaded"))
    store, root = archives_of(os.environ), os.path.dirname(about.lock)
    return Archives(store, downloads, root, kept or kept_wheels(os.environ))


def indexes(about: Subject) -> dict[str, str]:
    """The addresses of the project's indexes, by name."""
    tool = about.manifest.get("tool")
    tool = tool if isinstance(tool, dict) else {}
    lists = [(tool.get("uv"), "index"), (tool.get("poetry"), "source")]
    found = {}
    for table, key in lists:
        for one in table.get(key, []) if isinstance(table, dict) else []:
            if isinstance(one, dict):
                found[str(one.get("name", ""))] = str(one.get("url", ""))
    return found
