"""`[tool.uv.sources]`: from which index each requirement comes, and on which systems alone.

A source without a place holds for all requirements on its package, so that those of the same index
need none of their own; what is read from the text is written as the same text again.
https://docs.astral.sh/uv/concepts/projects/dependencies/#index
"""

from __future__ import annotations

from seedbed.model.names import canonical
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.model.project import Dependency

    Where = dict[str, str]
    """What narrows a source: `group` or `extra`, and `marker`."""

_KEYS = frozenset(("index", "extra", "group", "marker"))


def sources_of(dependencies: Iterable[Dependency]) -> dict[str, Any]:
    """The table for some requirements: canonical name to a source, or to several."""
    items = [item for item in dependencies if item.index]
    stated = _stated(dependencies)
    general = {canonical(item.name): _source(item) for item in items if not _place(item)}
    found: dict[str, list[dict[str, str]]] = {}
    for item in items:
        name, place, source = canonical(item.name), _place(item), _source(item)
        beyond = {key: value for key, value in source.items() if key not in place}
        by_another = _where(source) != place and _key(name, _where(source)) in stated
        if not by_another and not (place and general.get(name) == beyond):
            found.setdefault(name, []).append(source)
    return {name: many[0] if len(many) == 1 else many for name, many in found.items()}


def with_indexes(
    dependencies: Iterable[Dependency], sources: Mapping[str, Any]
) -> Iterator[Dependency]:
    """The requirements, each with the index that its source names, and no other."""
    stated = _stated(dependencies)
    for item in dependencies:
        given = sources.get(canonical(item.name), [])
        source: Mapping[str, str] = {}
        if is_index(given) and not item.url:
            source = _found(item, given if isinstance(given, list) else [given], stated)
        marker = "" if item.marker else source.get("marker", "")
        yield replace(item, index=source.get("index", ""), index_marker=marker)


def is_index(given: object) -> bool:
    """Whether the source of a package, or each of several, is an index and nothing else."""
    sources = given if isinstance(given, list) else [given]
    return all(
        isinstance(one, dict)
        and "index" in one
        and set(one) <= _KEYS
        and all(isinstance(value, str) for value in one.values())
        for one in sources
    )


def _found(
    item: Dependency, sources: Iterable[dict[str, str]], stated: set[object]
) -> dict[str, str]:
    """The source of a requirement: one for its own place or for all, there or on some systems.

    The systems of a source may be those of another requirement, whose source it is then.
    """
    name = canonical(item.name)
    for place in (_place(item), {}):
        for source in sources:
            if _where(source) == place:
                return source
        for source in sources:
            where = _where(source)
            partial = "marker" in where and "marker" not in place and not item.marker
            if partial and _key(name, where) not in stated and _place_of(where) == place:
                return source
    return {}


def _source(item: Dependency) -> dict[str, str]:
    source = {"index": item.index, **_place(item)}
    partial = item.index_marker and not item.marker
    return {**source, "marker": item.index_marker} if partial else source


def _place(item: Dependency) -> Where:
    place = {"extra": item.optional} if item.optional else {}
    if item.group:
        place = {"group": item.group}
    return {**place, "marker": item.marker} if item.marker else place


def _where(source: Mapping[str, str]) -> Where:
    return {key: value for key, value in source.items() if key != "index"}


def _place_of(where: Where) -> Where:
    return {key: value for key, value in where.items() if key != "marker"}


def _stated(dependencies: Iterable[Dependency]) -> set[object]:
    return {_key(canonical(item.name), _place(item)) for item in dependencies}


def _key(name: str, where: Where) -> tuple[object, ...]:
    return (name, *sorted(where.items()))
