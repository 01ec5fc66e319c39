"""What the entries of a Pipfile ask for; pure.

https://pipenv.pypa.io/en/latest/pipfile.html
"""

from __future__ import annotations

import re

from seedbed.importers.pip_requirement import Asked, asked, parsed, shown
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from seedbed.importers.pip_requirement import NameAt

_MARKERS = (
    "os_name", "sys_platform", "platform_machine", "platform_python_implementation",
    "platform_release", "platform_system", "platform_version", "python_version",
    "python_full_version", "implementation_name", "implementation_version",
)  # fmt: skip
_PLACES = ("git", "path", "file")
_KNOWN = frozenset(
    (
        "version",
        "extras",
        "markers",
        "ref",
        "subdirectory",
        "editable",
        "index",
        *_PLACES,
        *_MARKERS,
    )
)
_BOGUS = re.compile(r"[0-9a-f]{7}")
"""A name that pipenv made up for a package that it knew no name of."""
_CLAUSE = re.compile(r"\s*(===?|!=|~=|<=|>=|<|>|not in|in)\s*(.+?)\s*", re.DOTALL)


@record
class Entry:
    """What an entry asks for.

    Attributes:
        asked: the requirement, with what is not carried.
        index: the name of the source that it has to come from, as the Pipfile has it.
        is_clone: whether it is a repository that is used in place.
    """

    asked: Asked
    index: str = ""
    is_clone: bool = False


def entry_of(name: str, given: Any, name_at: NameAt) -> Entry:
    """What an entry asks for.

    Args:
        name: the package's name.
        given: a range, or a table.
        name_at: gives the name of the project in a folder.
    """
    table = {"version": given} if isinstance(given, str) else given
    if not isinstance(table, dict):
        return Entry(asked=_refused(name, "it is neither a text nor a table"))
    if odd := [key for key in table if key not in _KNOWN]:
        why = f"seedbed doesn't know {shown(odd[0])}"
        return Entry(asked=_refused(name, why))
    if wrong := [key for key, value in table.items() if not _is_sound(key, value)]:
        return Entry(asked=_refused(name, f"{shown(wrong[0])} has a value of the wrong type"))
    marker = _marker(table)
    if marker is None:
        return Entry(asked=_refused(name, "its markers can't be read"))
    found = _placed(name, table, name_at) if _has_place(table) else _ranged(name, table)
    if found.item:
        found = replace(found, item=replace(found.item, marker=marker))
    editable = bool(table.get("editable"))
    return Entry(asked=found, index=table.get("index", ""), is_clone=editable and "git" in table)


def _has_place(table: dict[str, Any]) -> bool:
    return any(key in table for key in _PLACES)


def _is_sound(key: str, value: Any) -> bool:
    """Whether the value of a key has the type that it should have."""
    if key == "extras":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, bool if key == "editable" else str)


def _ranged(name: str, table: dict[str, Any]) -> Asked:
    """A requirement on a range of versions."""
    version = table.get("version", "*").strip()
    spec = "" if version == "*" else version
    spec = f"=={spec}" if spec[:1].isdigit() else spec
    item = parsed(f"{name}{_extras(table)}{spec}")
    return Asked(item=item) if item else _refused(name, f"{shown(version)} is no range of versions")


def _placed(name: str, table: dict[str, Any], name_at: NameAt) -> Asked:
    """A requirement on a repository, a folder, or a file."""
    place = table.get("file") or table.get("path") or ""
    if "git" in table:
        address = table["git"].removeprefix("git+")
        ref = f"@{table['ref']}" if table.get("ref") else ""
        place = f"git+{address}{ref}"
    if table.get("subdirectory"):
        place = f"{place}#subdirectory={table['subdirectory']}"
    if place.rstrip("/") in {".", "./", ""}:
        return Asked(own=tuple(sorted(table.get("extras", ()))))
    own = "" if _BOGUS.fullmatch(name) else f"{name}{_extras(table)} @ "
    found = asked(f"{own}{place}", name_at, editable=bool(table.get("editable")))
    extras = tuple(sorted(table.get("extras", ())))
    item = found.item and replace(found.item, extras=extras or found.item.extras)
    return replace(found, item=item)


def _extras(table: dict[str, Any]) -> str:
    extras = table.get("extras", ())
    return f"[{','.join(extras)}]" if extras else ""


def _marker(table: dict[str, Any]) -> str | None:
    """The environment marker that a table's keys make together; None where one can't be read."""
    parts = [part for part in _parts(table) if part]
    joined = " and ".join(f"({one})" if len(parts) > 1 else one for one in parts)
    if not joined:
        return ""
    item = parsed(f"x ; {joined}")
    return item.marker if item else None


def _parts(table: dict[str, Any]) -> Iterator[str]:
    yield table.get("markers", "")
    for key in _MARKERS:
        for clause in table.get(key, "").split(","):
            if found := _CLAUSE.fullmatch(clause):
                value = found[2] if found[2][:1] in "'\"" else f"'{found[2]}'"
                yield f"{key} {found[1]} {value}"
            elif clause.strip():
                yield f"{key} {clause}"


def _refused(name: str, why: str) -> Asked:
    return Asked(notes=(f"{shown(name)} was left out: {why}.",))
