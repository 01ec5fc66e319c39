"""An entry of Poetry's tables of requirements: what the standard says of it, and the rest; pure.

What only Poetry can be told stands beside the standard's list, in Poetry's own table: Poetry looks
up there where a package of the list comes from.
https://python-poetry.org/docs/dependency-specification/#projectdependencies-and-toolpoetrydependencies
"""

from __future__ import annotations

import re

from seedbed.formats.toml import Inline
from seedbed.managers.poetry.constraints import requirements_in
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.managers.shared.source_tables import DEVELOP
from seedbed.model.record import record, replace
from seedbed.model.source import GIT, PATH, URL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.model.project import Dependency

_PRERELEASES = "allow-prereleases"
_OLD_PRERELEASES = "allows-prereleases"
_ONLY_POETRYS = ("source", _PRERELEASES, DEVELOP)
_FILE = "file"
"""What Poetry 1 also called the path of a file."""
_SHORT_SSH = re.compile(r"(?:([^@/:\s]+)@)?([A-Za-z0-9._-]+):(?!//)/?(.+)")
_EXTRA = re.compile(r"\bextra\b")


@record
class Said:
    """What an entry says.

    Attributes:
        items: the requirements, each with an address where the standard can say it.
        optional: which of them belong to extras only.
        rest: what stays in Poetry's table; None for nothing.
        kept: the keys of that.
    """

    items: tuple[Dependency, ...]
    optional: tuple[bool, ...]
    rest: Any = None
    kept: tuple[str, ...] = ()

    @property
    def each(self) -> list[tuple[Dependency, bool]]:
        """The requirements, each with whether it belongs to extras only."""
        return [*zip(self.items, self.optional, strict=True)]

    @property
    def unread(self) -> tuple[str, ...]:
        """The keys of what stays of which seedbed does not know what they say there."""
        if len(self.items) > 1 or _PRERELEASES in self.kept:
            return self.kept
        return (DEVELOP,) if GIT in self.kept else ()


def said(name: str, given: object, group: str = "") -> Said | None:
    """What an entry says; None where the standard can't say it, even with Poetry's table beside it.

    Args:
        name: the package's name.
        given: a range, a table, or a list of these.
        group: the group that the table is of; empty for run time.
    """
    entries = given if isinstance(given, list) else [given]
    tables = [_renamed(one if isinstance(one, dict) else {"version": one}) for one in entries]
    own = [_own(table) for table in tables]
    plain = [
        {key: value for key, value in table.items() if key not in _ONLY_POETRYS} for table in tables
    ]
    found = requirements_in(name, plain, group)
    if not found or any(_EXTRA.search(item.marker) for item in found):
        return None
    items = [_addressed(item) for item in found]
    if not all(item and _is_valid(item) for item in items):
        return None
    parts = [
        Inline(rest, markers=item.marker) if len(found) > 1 and item.marker else Inline(rest)
        for rest, item in zip(own, found, strict=True)
        if rest
    ]
    return Said(
        items=tuple(item for item in items if item),
        optional=tuple(table.get("optional") is True for table in tables),
        rest=parts[0] if len(parts) == 1 else parts or None,
        kept=tuple(dict.fromkeys(key for rest in own for key in rest)),
    )


def _is_valid(item: Dependency) -> bool:
    """Whether a requirement can be read as it is written, for which its name has to be one."""
    try:
        parse_requirement(item.requirement)
    except ValueError:  # InvalidRequirement is one
        return False
    return True


def _renamed(table: dict[str, Any]) -> dict[str, Any]:
    """A table in the words of Poetry 2, which names a file by its path."""
    words = {_OLD_PRERELEASES: _PRERELEASES, _FILE: PATH}
    return {words.get(key, key): value for key, value in table.items()}


def _own(table: dict[str, Any]) -> dict[str, Any]:
    """What of a table only Poetry can be told."""
    keys = ["source", _PRERELEASES]
    if PATH in table:
        keys += [PATH, "subdirectory", DEVELOP]
    elif table.get(DEVELOP) is True and GIT in table:
        keys += [GIT, "branch", "tag", "rev", "subdirectory", DEVELOP]
    return {key: table[key] for key in keys if key in table}


def _addressed(item: Dependency) -> Dependency | None:
    """A requirement that names its repository, or its file, by an address; None if that is none."""
    source = item.source
    if source is None or source.kind not in {GIT, URL}:
        return replace(item, source=None, index="")
    address = source.address
    if source.kind == GIT:
        address = address.removeprefix("git+")
        short = _SHORT_SSH.fullmatch(address) if "://" not in address else None
        if short:
            address = f"ssh://{f'{short[1]}@' if short[1] else ''}{short[2]}/{short[3]}"
    if "://" not in address or re.search(r"[\s#;]", address):
        return None
    return replace(item, source=None, spec="", url=str(replace(source, address=address)))
