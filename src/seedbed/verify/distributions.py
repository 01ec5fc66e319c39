"""The distributions that are installed in an environment, as their metadata tells. Pure."""

from __future__ import annotations

import json
import posixpath
import re

from seedbed.model.names import canonical
from seedbed.model.record import record
from seedbed.verify.values import METADATA, Difference

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.model.listing import Listing

_INFO = re.compile(r"(?P<name>[^/]+?)-(?P<version>[^/-]+)\.dist-info")
SEEDS = frozenset(("pip", "setuptools", "wheel"))
"""What makers put into environments."""
SEEDED = SEEDS | {"packaging"}
"""The same with what they need: wheel 0.46 needs packaging."""
_TAG = re.compile(r"^Tag:\s*(\S+)\s*$", re.MULTILINE | re.IGNORECASE)


@record
class Distribution:
    """An installed distribution.

    Attributes:
        name: its canonical name.
        version: its version, as its folder says.
        folder: its metadata, as seen from the environment: `…/site-packages/six-1.17.0.dist-info`.
        tags: the tags of the wheel that it was installed from, as it says.
        direct: what `direct_url.json` says; empty for what came from an index.
    """

    name: str
    version: str
    folder: str
    tags: frozenset[str] = frozenset()
    direct: Mapping[str, Any] = {}

    @property
    def title(self) -> str:
        """How people call it: `six 1.17.0`."""
        return f"{self.name} {self.version}"

    @property
    def is_editable(self) -> bool:
        """Whether its code is used where it lies."""
        return bool(_table(self.direct.get("dir_info")).get("editable"))

    @property
    def is_folder(self) -> bool:
        """Whether it was built from a folder."""
        return "dir_info" in self.direct

    @property
    def commit(self) -> str:
        """The commit that it was built from; empty for none."""
        return str(_table(self.direct.get("vcs_info")).get("commit_id", ""))

    @property
    def url(self) -> str:
        """The address that it was installed from; empty for what came from an index."""
        return str(self.direct.get("url", ""))


def twice(found: Iterable[Distribution]) -> Iterator[Difference]:
    """The metadata of packages that have another one already: Python takes any of the two."""
    first: dict[str, Distribution] = {}
    for one in found:
        other = first.setdefault(one.name, one)
        if other is not one:
            what = f"is there besides {posixpath.basename(other.folder)}"
            path = f"{one.folder}/METADATA"
            yield Difference(kind=METADATA, path=path, package=one.title, what=what)


def folder_of(path: str, site: str) -> str:
    """The folder of metadata that a path lies in; empty for others.

    Args:
        path: as seen from the environment.
        site: where Python finds packages.
    """
    head = path.removeprefix(f"{site}/").partition("/")[0] if path.startswith(f"{site}/") else ""
    return posixpath.join(site, head) if _INFO.fullmatch(head) else ""


def is_own_record(path: str, site: str) -> bool:
    """Whether a file is the `RECORD` of a distribution, not of one that another brings inside it.

    Args:
        path: as seen from the environment.
        site: where Python finds packages.
    """
    folder = folder_of(path, site)
    return bool(folder) and path == f"{folder}/RECORD"


def distribution(folder: str, texts: Mapping[str, str]) -> Distribution | None:
    """A distribution.

    Args:
        folder: its metadata, as seen from the environment.
        texts: the texts in that folder, by name, as far as they can be read.
    """
    found = _INFO.fullmatch(posixpath.basename(folder))
    if not found:
        return None
    try:
        direct = json.loads(texts.get("direct_url.json", "{}"))
    except (ValueError, RecursionError):
        direct = {"url": "?"}
    return Distribution(
        name=canonical(found["name"]),
        version=found["version"],
        folder=folder,
        tags=_tags(texts.get("WHEEL", "")),
        direct=direct if isinstance(direct, dict) else {"url": "?"},
    )


def tags_in(listing: Listing) -> frozenset[str]:
    """The tags of a wheel, as it says itself."""
    texts = (text for path, text in listing.texts.items() if path.endswith(".dist-info/WHEEL"))
    return _tags(next(texts, ""))


def _tags(wheel: str) -> frozenset[str]:
    return frozenset(map(str.lower, _TAG.findall(wheel)))


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
