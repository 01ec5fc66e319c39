"""Keys that say in another spelling what a dialect would write; pure.

A default that is left away, as a source of Poetry's without `priority`, or one that is spelled out,
as `explicit = false` of an index of uv's, changes nothing of what a key says. So a switch takes it
out as it stands.
"""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.merge3.values import MISSING
from seedbed.model.names import canonical
from seedbed.update.returning import get
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect, Reading
    from seedbed.model.project import Project

    Path = tuple[str, ...]

_PLACES = frozenset(("dependencies", "indexes"))
"""What says from where packages come."""


def as_spelled(
    dialect: Dialect, reading: Reading, project: Project, stands: Mapping[str, Any]
) -> dict[Path, Any]:
    """The keys of a manager's own tables that say from where packages come, as they stand.

    Items of lists that the model does not know are left away, and so are such keys.

    Args:
        dialect: the manager's.
        reading: what it read.
        project: what `[project]` and the groups say of that.
        stands: `pyproject.toml`.
    """
    found: dict[Path, Any] = {}
    for one in filter(None, (project, reading.own)):
        for path, sources in dialect.write(one)[NAME].sources.items():
            is_own = path[0] == "tool" and path[1] != "seedbed"
            if is_own and any(about[0] in _PLACES for about in sources):
                found |= _known(path, reading.unmodeled, stands)
    return found


def _known(path: Path, unmodeled: tuple[str, ...], stands: Mapping[str, Any]) -> dict[Path, Any]:
    """A key and what the model knows of its value, whichever way its name is spelled."""
    found: dict[Path, Any] = {}
    for key in _spellings(path, stands):
        value, dotted = get(stands, key), toml.dotted(key)
        if isinstance(value, list):
            known = [item for item in value if f"{dotted}: {item}" not in unmodeled]
            found |= {key: known} if known and dotted not in unmodeled else {}
        elif isinstance(value, dict) and not any(_is_at(one, dotted) for one in unmodeled):
            found[key] = value
    return found


def _spellings(path: Path, stands: Mapping[str, Any]) -> Iterator[Path]:
    table = get(stands, path[:-1])
    for name in table if isinstance(table, dict) else ():
        is_other = get(stands, path) is MISSING and canonical(name) == canonical(path[-1])
        if name == path[-1] or is_other:
            yield (*path[:-1], name)


def _is_at(unmodeled: str, dotted: str) -> bool:
    return unmodeled == dotted or unmodeled.startswith(f"{dotted}.")
