"""From where Poetry takes packages: what `[tool.poetry]` adds to a requirement.

In each group, and in all that is no group together, a package comes from one place; or from
several, each on its own systems. The systems that none of them is for, if there are any, need an
entry of their own: without it, Poetry leaves the package out there.
https://python-poetry.org/docs/dependency-specification/
"""

from __future__ import annotations

from seedbed.formats.toml import Inline
from seedbed.managers.poetry.markers import negated
from seedbed.managers.shared.source_tables import DEVELOP, origin_of, source_of, table_of
from seedbed.model.names import canonical
from seedbed.model.record import replace
from seedbed.model.source import GIT, INDEX, PATH, SEVERAL, URL, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from seedbed.model.project import Dependency, Project

    Key = tuple[str, str]
    Origins = dict[Key, Source]
    """Group (empty for run time) and canonical name, to where the package comes from."""

_KINDS = (GIT, PATH, URL, INDEX)
_PLACES = frozenset((GIT, PATH, URL, "file", "source"))


def key_of(item: Dependency) -> Key:
    """What tells that two requirements come from the same place."""
    return item.group, canonical(item.name)


def several(dependencies: Iterable[Dependency]) -> set[Key]:
    """The packages on which there is more than one requirement in a group."""
    found: set[Key] = set()
    again: set[Key] = set()
    for item in dependencies:
        key = key_of(item)
        (again if key in found else found).add(key)
    return again


def origins_of(project: Project) -> Origins:
    """Where each package comes from that has to come from somewhere; the first requirement decides.

    That is on some systems only where there is one requirement, and it can be said of the other
    systems that they are those. A place of an optional feature alone is not the package's.
    """
    found: Origins = {}
    known = {index.name for index in project.indexes}
    many = several(project.dependencies)
    for item in project.dependencies:
        source = origin_of(item)
        if source is None or _is_of_feature_alone(item, source, project):
            continue
        parts = source.parts or (source,)
        if not all(_can_be_said(part, known) for part in parts):
            continue
        partial = bool(parts[0].marker)
        if not (partial and (key_of(item) in many or not _others(parts))):
            found.setdefault(key_of(item), source)
    return found


def _is_of_feature_alone(item: Dependency, source: Source, project: Project) -> bool:
    """Whether what asks for the same package beside an optional feature has another place for it.

    Poetry would take the package from the feature's place even for those who do not ask for it.
    """
    if not item.optional:
        return False
    same = [one for one in project.dependencies if key_of(one) == key_of(item)]
    there = {one.optional for one in same if origin_of(one) == source}
    return "" not in there and any(one.optional not in there for one in same)


def entry_of(source: Source) -> object:
    """What Poetry takes a package from, as it stands in its tables."""
    parts = source.parts or (source,)
    tables = [_table(part) for part in parts]
    if not parts[0].marker:
        return Inline(tables[0])
    entries = [
        Inline(table, markers=part.marker) for table, part in zip(tables, parts, strict=True)
    ]
    return entries if _are_all(parts) else [*entries, Inline(markers=_others(parts))]


def source_in(entry: object) -> Source | None:
    """Where an entry says that a package comes from; None where it says something else, or more."""
    if isinstance(entry, dict):
        return _part(entry)
    match entry:
        case [*entries, {"markers": str(others), **rest}] if entries and not rest:
            found = _all_marked(entries)
            if found and others == _others(found):
                return found[0] if len(found) == 1 else Source(kind=SEVERAL, parts=found)
        case [*entries] if (found := _all_marked(entries)) and _are_all(found):
            return Source(kind=SEVERAL, parts=found)
    return None


def names_a_place(entry: object) -> bool:
    """Whether an entry says, if only in a part of it, where a package comes from."""
    parts = entry if isinstance(entry, list) else [entry]
    return any(isinstance(part, dict) and not _PLACES.isdisjoint(part) for part in parts)


def _can_be_said(part: Source, indexes: Iterable[str]) -> bool:
    return part.kind in _KINDS and (part.kind != INDEX or part.address in indexes)


def _are_all(parts: Iterable[Source]) -> bool:
    """Whether some part is for each system, as two are that are the opposites of each other."""
    markers = {part.marker for part in parts}
    return any(negated(marker) in markers for marker in markers)


def _others(parts: Iterable[Source]) -> str:
    """The marker of the systems that no part is for; empty where it can't be told."""
    opposites = [negated(part.marker) for part in parts]
    if not all(opposites):
        return ""
    if len(opposites) == 1:
        return opposites[0]
    return " and ".join(f"({one})" if " or " in one else one for one in opposites)


def _table(part: Source) -> dict[str, Any]:
    return {"source": part.address} if part.kind == INDEX else table_of(part, DEVELOP)


def _all_marked(entries: Iterable[object]) -> tuple[Source, ...]:
    """Where entries for some systems each say that a package comes from; empty if one does not."""
    parts = [_marked(one) for one in entries]
    found = tuple(part for part in parts if part)
    return found if len(found) == len(parts) else ()


def _marked(entry: object) -> Source | None:
    match entry:
        case {"markers": str(marker), **rest} if marker and negated(marker):
            part = _part(rest)
            return replace(part, marker=marker) if part else None
    return None


def _part(table: dict[Any, Any]) -> Source | None:
    match table:
        case {"source": str(name), **rest} if name and not rest:
            return Source(kind=INDEX, address=name)
    found = source_of(table, DEVELOP)
    return found if found and found.kind in _KINDS else None
