"""Requirements that stand in Poetry's own tables alone.

Poetry takes them from there where the standard's list of the same place is missing or empty; beside
such a list, it only looks up in them where the list's packages come from.
"""

from __future__ import annotations

from seedbed.formats.toml import dotted
from seedbed.managers.poetry.constraints import requirements_in
from seedbed.model.names import canonical
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.formats.tables import Section
    from seedbed.model.project import Dependency, Project

    Path = tuple[str, ...]

_POETRY = ("tool", "poetry")


@record
class Alone:
    """What stands in Poetry's own tables alone.

    Attributes:
        items: the requirements.
        includes: groups to the groups that they include.
        on_demand: groups that are installed only when somebody asks for them.
        keys: all keys that say so, each with its value and the key of what it is about.
        unsaid: what stands in tables that are left as they are: objects of sentences.
    """

    items: tuple[Dependency, ...] = ()
    includes: Mapping[str, tuple[str, ...]] = {}
    on_demand: tuple[str, ...] = ()
    keys: Mapping[Path, tuple[Any, tuple[str, ...]]] = {}
    unsaid: tuple[str, ...] = ()

    @property
    def named(self) -> set[str]:
        """Those keys as messages name them; of the older table, the table."""
        older = (*_POETRY, _OLDER)
        return {dotted(path[:3] if path[:3] == older else path) for path in self.keys}


_OLDER = "dev-dependencies"
"""The table of the group `dev` before Poetry 1.2."""


def read_alone(poetry: Section, project: Project) -> Alone:
    """What stands there.

    A table of which one entry cannot be said in Python's terms is left as it is: half of it would
    be another group.

    Args:
        poetry: `[tool.poetry]`.
        project: what `[project]` and the dependency groups say.
    """
    stated = {canonical(item.group) for item in project.dependencies}
    stated |= {canonical(name) for name in project.includes}
    found = _Found(poetry, stated)
    found.take("", ("dependencies",), without=("python",))
    for name in poetry.section("group").values:
        if found.take(name, ("group", name, "dependencies")):
            found.take_rest(name)
    found.take("dev", (_OLDER,))
    return Alone(
        items=tuple(found.items),
        includes=found.includes,
        on_demand=tuple(found.on_demand),
        keys=found.keys,
        unsaid=tuple(found.unsaid),
    )


class _Found:
    """What stands in the tables, while they are read.

    Args:
        poetry: `[tool.poetry]`.
        stated: the places that have requirements in the standard's lists.
    """

    def __init__(self, poetry: Section, stated: set[str]) -> None:
        self.poetry, self.stated = poetry, stated
        self.items: list[Dependency] = []
        self.includes: dict[str, tuple[str, ...]] = {}
        self.on_demand: list[str] = []
        self.keys: dict[Path, tuple[Any, tuple[str, ...]]] = {}
        self.unsaid: list[str] = []

    def take(self, group: str, path: Path, without: tuple[str, ...] = ()) -> bool:
        """Take the requirements of a table, if they count and all can be said.

        Args:
            group: the group that the table is of; empty for run time.
            path: its key, below `[tool.poetry]`.
            without: entries that are no packages.
        """
        if canonical(group) in self.stated:
            return False
        entries = {
            name: given
            for name, given in self.poetry.section(*path).values.items()
            if name not in without
        }
        found = {name: requirements_in(name, given, group) for name, given in entries.items()}
        if not all(found.values()):
            odd = [name for name, many in found.items() if not many]
            what = "the entry" if len(odd) == 1 else "the entries"
            self.unsaid.append(
                f"the requirements in {dotted((*_POETRY, *path))} ({', '.join(found)}), because "
                f"only Poetry understands {what} of {', '.join(odd)}"
            )
            return False
        there = {item.key for item in self.items}
        for name, many in found.items():
            wanted = self._optional(name, many or []) if _is_optional(entries[name]) else many or []
            for item in wanted:
                if item.key not in there:
                    self.items.append(item)
                    self.keys[(*_POETRY, *path, name)] = entries[name], ("dependencies", *item.key)
        return True

    def _optional(self, name: str, many: list[Dependency]) -> list[Dependency]:
        """The requirements on a package that belongs to optional features, for each of these."""
        found = []
        extras = self.poetry.section("extras")
        for extra, members in extras.items():
            named = members if isinstance(members, list) else []
            if canonical(name) in [canonical(one) for one in named if isinstance(one, str)]:
                found += [replace(item, group="", optional=extra) for item in many]
                self.keys[(*_POETRY, "extras", extra)] = members, ("dependencies", f"[{extra}]")
        return found

    def take_rest(self, name: str) -> None:
        """Take what else the table of a group says."""
        group = self.poetry.section("group", name)
        names = self.poetry.section("group").values
        path = (*_POETRY, "group", name)
        included = tuple(one for one in group.texts("include-groups") if one in names)
        if included:
            self.includes[name] = included
            self.keys[(*path, "include-groups")] = (
                group.values["include-groups"],
                ("includes", name),
            )
        if group.values.get("optional") is True and (
            included or group.section("dependencies").values
        ):
            self.on_demand.append(name)
            self.keys[(*path, "optional")] = True, ("on_demand", name)


def _is_optional(given: object) -> bool:
    """Whether an entry is one of optional features; in a list, all of its tables say so."""
    tables = given if isinstance(given, list) else [given]
    return all(isinstance(one, dict) and one.get("optional") is True for one in tables)


def with_alone(project: Project, alone: Alone) -> Project:
    """A project with what stands in Poetry's own tables alone."""
    items = sorted((*project.dependencies, *alone.items), key=lambda item: item.key)
    return replace(
        project,
        dependencies=tuple(items),
        includes={**project.includes, **alone.includes},
        on_demand=tuple(sorted({*project.on_demand, *alone.on_demand})),
    )
