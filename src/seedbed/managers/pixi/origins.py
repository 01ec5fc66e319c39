"""From where Pixi takes packages of PyPI: `target.….pypi-dependencies`.

What a target says of a package replaces what the feature says of it, and what `[project]` does. So
what must come from one place everywhere is listed for the two families that together are all
platforms; what must on some systems, for these.
https://pixi.sh/latest/reference/pixi_manifest/#the-target-table
"""

from __future__ import annotations

from seedbed.formats.toml import Inline
from seedbed.managers.shared.conda_packages import feature
from seedbed.managers.shared.machines import SYSTEMS, marker_of, where
from seedbed.managers.shared.source_tables import origin_of, source_of, table_of
from seedbed.model.machine import MARKERS
from seedbed.model.names import canonical
from seedbed.model.record import replace
from seedbed.model.source import GIT, INDEX, PATH, SEVERAL, URL, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Any

    from seedbed.model.project import Dependency

FAMILIES = ("unix", "win")
"""The two targets that together are all platforms."""
_KINDS = (GIT, PATH, URL, INDEX)
TARGETS = frozenset((*FAMILIES, *SYSTEMS, *MARKERS))
"""The targets that may say where a package comes from."""


def targets_of(
    source: Source, urls: Mapping[str, str], subdirs: Collection[str]
) -> dict[str, Source] | None:
    """The targets under which a package comes from somewhere, each with the place.

    Args:
        source: the place, or several.
        urls: the addresses of the indexes that Pixi can be told, by name.
        subdirs: the platforms that can be told apart.

    Returns:
        None where Pixi cannot be told.
    """
    found: dict[str, Source] = {}
    for part in source.parts or (source,):
        if part.kind not in _KINDS or (part.kind == INDEX and part.address not in urls):
            return None
        names = where(part.marker, subdirs) if part.marker else FAMILIES
        if not names:
            return None
        for name in names:
            found.setdefault(name, replace(part, marker=""))  # the first that fits counts
    kinds = [kind for kind in (FAMILIES, SYSTEMS, MARKERS) if found.keys() <= {*kind}]
    return found if kinds else None


def origin_on(item: Dependency) -> Source | None:
    """Where a requirement comes from, on the systems on which it holds."""
    source = origin_of(item)
    return replace(source, marker=item.marker) if source and item.marker else source


def on_some(
    items: Iterable[Dependency], subdirs: Collection[str]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The requirements that hold on some systems alone, by their keys: to the targets for these.

    Only those that are the only one on their package in their feature.

    Args:
        items: requirements.
        subdirs: the platforms that can be told apart.
    """
    many: dict[tuple[str, str], list[Dependency]] = {}
    for item in items:
        many.setdefault((feature(item), canonical(item.name)), []).append(item)
    marked = [those[0] for those in many.values() if len(those) == 1 and those[0].marker]
    found = {item.key: where(item.marker, subdirs) for item in marked}
    return {key: names for key, names in found.items() if names}


def source_from(targets: Mapping[str, Source]) -> Source | None:
    """The place, or several, that some targets tell; None where they say no such thing."""
    places: dict[Source, list[str]] = {}
    for name, source in targets.items():
        places.setdefault(source, []).append(name)
    if targets.keys() == {*FAMILIES} and len(places) == 1:
        return next(iter(places))
    parts = [replace(one, marker=marker_of(names)) for one, names in places.items()]
    if not all(part.marker for part in parts):
        return None
    parts.sort(key=lambda part: part.marker)
    return parts[0] if len(parts) == 1 else Source(kind=SEVERAL, parts=tuple(parts))


def entry_of(item: Dependency, source: Source, urls: Mapping[str, str]) -> Inline:
    """A requirement as Pixi writes it that comes from a place."""
    extras = {"extras": list(item.extras)} if item.extras else {}
    if source.kind == INDEX:
        return Inline(version=item.spec or "*", **extras, index=urls[source.address])
    return Inline({**table_of(source), **extras})


def place_in(item: Dependency, entry: object) -> Source | None:
    """The place from which an entry takes a requirement; of an index, with its address.

    None where it says something else of the requirement, or more.
    """
    match entry:
        case {"index": str(url)} if url:
            source = Source(kind=INDEX, address=url)
            return source if entry == entry_of(item, source, {url: url}) else None
        case {**table}:
            return _place(item, table)
    return None


def _place(item: Dependency, table: dict[Any, Any]) -> Source | None:
    extras = table.pop("extras", [])
    if extras != list(item.extras):
        return None
    source = source_of(table)
    return source if source and source.kind in _KINDS else None
