"""Poetry's own notation for requirements, in Python's terms.

https://python-poetry.org/docs/dependency-specification/
"""

from __future__ import annotations

from seedbed.managers.poetry.conditions import marker_of
from seedbed.managers.poetry.ranges import pep440
from seedbed.managers.shared.source_tables import DEVELOP, placed, source_of
from seedbed.model.project import Dependency
from seedbed.model.record import replace
from seedbed.model.source import INDEX, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_SAID = frozenset(("version", "extras", "markers", "python", "platform", "optional", "source")) | {
    "git",
    "rev",
    "tag",
    "branch",
    "path",
    "url",
    "subdirectory",
    DEVELOP,
}
"""The keys of a table that Python's notation, or a source, can say."""


def requirements_in(name: str, given: Any, group: str) -> list[Dependency] | None:
    """The requirements that an entry of Poetry's tables stands for; None for what cannot be said.

    Args:
        name: the package's name.
        given: a range, a table, or a list of tables of which each counts on some systems.
        group: the group that the table is of; empty for run time.
    """
    entries = given if isinstance(given, list) else [given]
    found = []
    for entry in entries:
        table = {"version": entry} if isinstance(entry, str) else entry
        item = _requirement(name, table) if isinstance(table, dict) else None
        if item is None:
            return None
        found.append(replace(item, group=group))
    keys = {item.key for item in found}
    return found if found and len(keys) == len(found) else None


def _requirement(name: str, table: Mapping[str, Any]) -> Dependency | None:
    if table.keys() - _SAID or not _has_texts(table):
        return None
    spec = pep440(table.get("version", "*"))
    marker = marker_of(table)
    place = _place(table)
    if spec is None or marker is None or place is None:
        return None
    extras = tuple(sorted(table.get("extras", ())))
    item = Dependency(name=name, spec=spec, extras=extras, marker=marker)
    return placed(item, None if place == Source(kind=INDEX) else place)


def _has_texts(table: Mapping[str, Any]) -> bool:
    """Whether the values of a table have the types that they should have."""
    extras = table.get("extras", [])
    return (
        isinstance(extras, list)
        and all(isinstance(one, str) for one in extras)
        and all(
            isinstance(value, bool) if key in {"optional", DEVELOP} else isinstance(value, str)
            for key, value in table.items()
            if key != "extras"
        )
    )


def _place(table: Mapping[str, Any]) -> Source | None:
    """Where a package comes from; an index without a name for any, None for what is unknown."""
    if "source" in table or not {"git", "path", "url"} & table.keys():
        return Source(kind=INDEX, address=table.get("source", ""))
    keys = ("git", "rev", "tag", "branch", "path", "url", "subdirectory", DEVELOP)
    return source_of({key: table[key] for key in keys if key in table}, DEVELOP)
