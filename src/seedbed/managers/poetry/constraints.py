"""Poetry's own notation for requirements, in Python's terms.

https://python-poetry.org/docs/dependency-specification/
"""

from __future__ import annotations

import re

from seedbed.managers.shared.source_tables import DEVELOP, placed, source_of
from seedbed.model.project import Dependency
from seedbed.model.record import replace
from seedbed.model.source import INDEX, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

_CLAUSE = re.compile(r"(\^|~=|~|===?|!=|<=|>=|<|>|=|)\s*([0-9][0-9A-Za-z.!+_-]*?)(\.\*)?")
_RELEASE = re.compile(r"v?([0-9]+(?:\.[0-9]+)*)(.*)")
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


def pep440(text: str) -> str | None:
    """A range of versions as Python writes it; None for one that it cannot write.

    `^1.2` is `>=1.2,<2`, and `~1.2` is `>=1.2,<1.3`; a bare `1.2` is that version alone.
    Alternatives (`^1 || ^3`) have no place in Python's notation.
    """
    if "|" in text:
        return None
    spread = re.sub(r"([<>=!~^])\s+", r"\1", text.strip())
    clauses: list[str] = []
    for part in re.split(r"\s*,\s*|\s+", spread):
        if part in {"", "*"}:
            continue
        found = _CLAUSE.fullmatch(part)
        if not found:
            return None
        clauses += _said(found[1], found[2], found[3] or "")
    return ",".join(dict.fromkeys(clauses)) if _are_valid(clauses) else None


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
    marker = _marker(table)
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


def _marker(table: Mapping[str, Any]) -> str | None:
    """The environment marker that a table's keys make together; None where one can't be said."""
    parts = [table["markers"]] if table.get("markers") else []
    if "platform" in table:
        parts.append(f"sys_platform == '{table['platform']}'")
    if "python" in table:
        spec = pep440(table["python"])
        if spec is None:
            return None
        for clause in filter(None, spec.split(",")):
            found = re.fullmatch(r"([<>=!~]+)(.+)", clause)
            if not found or "*" in found[2]:
                return None
            short = found[2].count(".") < 2
            parts.append(f"python_{'' if short else 'full_'}version {found[1]} '{found[2]}'")
    several = len(parts) > 1
    joined = " and ".join(f"({one})" if several and " or " in one else one for one in parts)
    return _normal(joined) if joined else ""


def _normal(marker: str) -> str | None:
    """A marker as Python's packaging writes it; None for none."""
    from seedbed.managers.shared.metadata import parse_requirement

    try:
        return parse_requirement(f"x ; {marker}").marker
    except ValueError:  # InvalidRequirement is one
        return None


def _said(operator: str, version: str, star: str) -> Iterator[str]:
    """The clauses of Python's notation for one of Poetry's."""
    if operator == "^":
        yield from (f">={version}", f"<{_next(version, _breaking)}")
    elif operator == "~":
        yield from (f">={version}", f"<{_next(version, lambda numbers: min(len(numbers), 2))}")
    else:
        sign = {"": "==", "=": "=="}.get(operator, operator)
        yield f"{sign}{version}{star}"


def _next(version: str, kept: Any) -> str:
    """The first version that is out of reach.

    Args:
        version: the one that is asked for.
        kept: gives how many of its numbers may stand before the one that counts, from all numbers.
    """
    release = _RELEASE.fullmatch(version)
    numbers = [int(one) for one in (release[1] if release else "0").split(".")]
    shown = numbers[: kept(numbers)]
    return ".".join(map(str, [*shown[:-1], shown[-1] + 1]))


def _breaking(numbers: list[int]) -> int:
    """How many numbers a caret keeps: those up to the first that is not 0, or all of zeros."""
    for place, number in enumerate(numbers):
        if number:
            return place + 1
    return len(numbers)


def _are_valid(clauses: list[str]) -> bool:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(",".join(clauses))
    except InvalidSpecifier:
        return False
    return True
