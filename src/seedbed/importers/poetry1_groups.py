"""The groups of a project of Poetry 1, as `[dependency-groups]` says them; pure.

https://packaging.python.org/en/latest/specifications/dependency-groups/
"""

from __future__ import annotations

from seedbed.importers.poetry1_moving import GROUPS, POETRY, Line
from seedbed.importers.poetry1_requirements import MAIN, PYTHON, entries, has_unsaid, lines, settle
from seedbed.importers.wording import listed
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seedbed.importers.poetry1_entries import Said
    from seedbed.importers.poetry1_moving import Moving

    Path = tuple[str, ...]

_OLDER = ("dev-dependencies",)
"""The table of the group `dev` before Poetry 1.2."""


def move_groups(moving: Moving) -> None:
    """Move the groups that can be said; `dev` may stand in two tables, of which both have to be."""
    stated = {canonical(name) for name in moving.manifest.section(GROUPS).values}
    movable = []
    for name, paths in _tables(moving).items():
        if canonical(name) in stated or canonical(name) == MAIN:
            continue
        found = {path: entries(moving, path, name) for path in paths}
        unsaid = [path for path in paths if has_unsaid(moving, path, found[path])]
        if unsaid:
            continue
        movable.append(name)
        told: dict[str, Line] = {}
        for path in paths:
            for line in _lines(moving, name, path, found[path]):
                told.setdefault(line.value, line)
        if told or _OLDER in paths or "dependencies" in moving.poetry.section("group", name).values:
            moving.groups[name] = [*told.values()]
            moving.origins[GROUPS, name] = (*POETRY, *paths[0])
    _include(moving, movable, stated)


def _tables(moving: Moving) -> dict[str, list[Path]]:
    """The groups, each with the tables of its requirements."""
    groups = moving.poetry.section("group").values
    tables: dict[str, list[Path]] = {name: [("group", name, "dependencies")] for name in groups}
    if "dev-dependencies" in moving.poetry.values:
        name = next((one for one in groups if canonical(one) == "dev"), "dev")
        tables.setdefault(name, []).append(_OLDER)
    return tables


def _lines(moving: Moving, group: str, path: Path, found: Mapping[str, Said]) -> Iterator[Line]:
    """The lines of a table, whose entries go, or keep what only Poetry can be told."""
    table = moving.poetry.section(*path).values
    if not table and (path == _OLDER or "dependencies" in moving.poetry.section(*path[:-1]).values):
        moving.drop(*path)
    for name in table:
        if name.lower() == PYTHON:
            moving.drop(*path, name)
            text = f"python is left out of the group {group}: Poetry doesn't read it there."
            moving.tell(text, *path, name)
    for name, one in found.items():
        settle(moving, (*path, name), one, ("group", group, "dependencies", name))
        yield from lines((*path, name), one, one.items)


def _include(moving: Moving, movable: list[str], stated: set[str]) -> None:
    """Let groups include others, as far as these are the standard's groups, too."""
    wanted = {
        name: [one for one in given if isinstance(one, str)]
        for name in movable
        if isinstance(
            given := moving.poetry.section("group", name).values.get("include-groups"), list
        )
    }
    known = stated | {canonical(name) for name in moving.groups}
    before = -1
    while before != len(known):  # those that only include others
        before = len(known)
        for name, others in wanted.items():
            if any(canonical(one) in known for one in others):
                known.add(canonical(name))
    for name, others in wanted.items():
        path = ("group", name, "include-groups")
        rest = [one for one in others if canonical(one) not in known]
        said = [
            Line(value={"include-group": one}, origin=(*POETRY, *path))
            for one in others
            if one not in rest
        ]
        if said:
            moving.groups[name] = [*said, *moving.groups.get(name, [])]
        if not rest:
            moving.drop(*path)
            continue
        moving.changes[*POETRY, *path] = rest
        text = (
            f"The group {name} still includes {listed(rest)} in [tool.poetry.group.{name}]: "
            "[dependency-groups] has no such group."
        )
        moving.tell(text, *path)
