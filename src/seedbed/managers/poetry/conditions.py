"""Where an entry of Poetry's tables counts: its `markers`, `python`, and `platform` in one marker.

https://python-poetry.org/docs/dependency-specification/
"""

from __future__ import annotations

import re

from seedbed.managers.poetry.ranges import alternatives, clauses_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_CLAUSE = re.compile(r"([<>=!~]+)([0-9.]+?)(\.\*)?")
_PLATFORM = re.compile(r"(==|!=|)\s*([A-Za-z0-9._-]+)")


def marker_of(table: Mapping[str, Any]) -> str | None:
    """The environment marker that a table's keys make together.

    Returns:
        The marker, as Python's packaging writes it; empty for always, None where one of the keys
        cannot be said.
    """
    parts = [table["markers"]] if table.get("markers") else []
    for key, said in (("platform", _platform), ("python", _python)):
        if key in table:
            found = [said(one) for one in alternatives(table[key])]
            if None in found:
                return None
            parts.append("" if "" in found else " or ".join(str(one) for one in found))
    parts = [one for one in parts if one]
    several = len(parts) > 1
    joined = " and ".join(f"({one})" if several and " or " in one else one for one in parts)
    return _normal(joined) if joined else ""


def _platform(text: str) -> str | None:
    found = _PLATFORM.fullmatch(text)
    return f"sys_platform {found[1] or '=='} '{found[2]}'" if found else None


def _python(text: str) -> str | None:
    """The marker for a range of Python versions, as Poetry understands it.

    `python_version` has two numbers: `>3.8` is every version behind 3.8.0, so it takes all three.
    """
    clauses = clauses_of(text)
    if clauses is None:
        return None
    parts = []
    for clause in clauses:
        found = _CLAUSE.fullmatch(clause)
        if not found:
            return None
        sign, version, star = found.groups()
        numbers = version.count(".") + 1
        if star or sign == "~=":
            if numbers != 2 or sign not in {"==", "!="}:
                return None
            parts.append(f"python_version {sign} '{version}'")
        elif numbers < 3 and sign in {">=", "<", "=="}:
            parts.append(f"python_version {sign} '{version}'")
        else:
            full = ".".join([*version.split("."), "0", "0"][: max(numbers, 3)])
            parts.append(f"python_full_version {sign} '{full}'")
    return " and ".join(parts)


def _normal(marker: str) -> str | None:
    """A marker as Python's packaging writes it; None for none."""
    from seedbed.managers.shared.metadata import parse_requirement

    try:
        return parse_requirement(f"x ; {marker}").marker
    except ValueError:  # InvalidRequirement is one
        return None
