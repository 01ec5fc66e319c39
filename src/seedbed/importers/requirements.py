"""Reads `requirements.txt` and the files beside it as what a project needs; pure.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

from seedbed.formats.tables import parse
from seedbed.importers.imported import Imported, Remark
from seedbed.importers.naming import project_name
from seedbed.importers.own_package import Own, is_stated
from seedbed.importers.pip_files import layout_of
from seedbed.importers.pip_groups import fitted, on_demand, rivals
from seedbed.importers.pip_indexes import indexed
from seedbed.importers.pip_options import settings_of
from seedbed.importers.pip_reading import Reading, alone_in, includes_of
from seedbed.importers.pip_sheets import Found
from seedbed.importers.remarks import in_order
from seedbed.importers.writing import NAME
from seedbed.model.names import canonical, default_package
from seedbed.model.project import Dependency, Project
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.importers.pip_files import Layout
    from seedbed.importers.pip_groups import Fitted

FORM = "requirements.txt"


def imported(files: Mapping[str, str], name: str) -> Imported | None:
    """What the requirements files of a project say; None where it has none.

    `pyproject.toml` says itself what a project needs if it has `[project]`, or Poetry's tables.

    Args:
        files: text by path; iterating gives the names at the top.
        name: the name of the project's folder.

    Raises:
        SeedbedError: when `pyproject.toml` can't be read.
    """
    layout = layout_of(files)
    if layout is None or not (layout.main or layout.groups):
        return None
    text = files.get(NAME, "").removeprefix("\ufeff")
    stands = parse(text, NAME)
    if is_stated(stands):
        return None
    return _Work(files, layout, name, Own(files, stands)).result(text)


class _Work:
    def __init__(self, files: Mapping[str, str], layout: Layout, folder: str, own: Own) -> None:
        self.layout, self.folder, self.own = layout, folder, own
        self.places = {**({"": layout.main} if layout.main else {}), **layout.groups}
        self.reading = Reading(files, layout.locks)
        self.remarks: list[Remark] = [*layout.remarks]
        self.read: dict[str, None] = {}

    def result(self, text: str) -> Imported:
        """What the files say.

        Args:
            text: `pyproject.toml` as it stands; empty for none.
        """
        fit, includes, settings = self._understood()
        written = self.own.written(self._project(fit, includes), text, settings)
        others = self.layout.others.items()
        remarks = [
            *(one for one in self.reading.remarks if one.path in self.read),
            *(_unread(path, by) for path, by in others if path not in self.read),
            *self.remarks,
            *self.own.remarks,
        ]
        return Imported(
            form=FORM,
            manager="uv",
            files={NAME: written},
            read=tuple(dict.fromkeys([*self.read, *self.own.read])),
            remarks=in_order(remarks, self.read),
        )

    def _understood(self) -> tuple[Fitted, dict[str, tuple[str, ...]], dict[str, Any]]:
        """The requirements, the groups that include others, and uv's settings."""
        reach = self._reach()
        includes = includes_of(self.places, reach)
        items = {place: tuple(self._items(place, reach)) for place in reach}
        sheets = self.reading.sheets
        options = {
            place: [one for path in paths for one in sheets[path].settings]
            for place, paths in reach.items()
        }
        found = indexed(items, options)
        fit = fitted(found.items, includes)
        self.remarks += [*found.remarks, *fit.remarks]
        every = dict.fromkeys(one for some in options.values() for one in some)
        settings = settings_of(every, self.remarks, is_package=self.own.is_package)
        constraints, read = self.reading.constraints(reach)
        self.read = dict.fromkeys([*(one for paths in reach.values() for one in paths), *read])
        more = {
            "constraint-dependencies": constraints,
            "index": list(found.tables),
            "index-strategy": found.strategy,
        }
        return fit, includes, {**settings, **{key: value for key, value in more.items() if value}}

    def _reach(self) -> dict[str, list[str]]:
        """By place, the files that count; without those that stand in for the main one."""
        reach = {place: self.reading.reach(path) for place, path in self.places.items()}
        main = self.places.get("", "")
        alone = [place for place, paths in reach.items() if place and main not in paths]
        stands = {
            place: tuple(one for path in paths for one in self.reading.sheet(path).items)
            for place, paths in reach.items()
        }
        for place, remark in rivals(stands, alone).items():
            self.remarks.append(remark)
            del reach[place], self.places[place]
        return reach

    def _items(self, place: str, reach: Mapping[str, list[str]]) -> Iterator[Found]:
        """The requirements of a place; the project itself, for the sake of its extras."""
        for path in alone_in(place, self.places, reach):
            sheet = self.reading.sheet(path)
            yield from sheet.items
            for line, extras in sheet.own:
                if not self.own.is_package:
                    text = "The project itself was left out: no file says how to build it."
                    self.remarks.append(Remark(path=path, line=line, text=text))
                elif extras:
                    yield Found(item=Dependency(name="", extras=extras), path=path, line=line)

    def _project(self, fit: Fitted, includes: Mapping[str, tuple[str, ...]]) -> Project:
        needed = [one.item for found in fit.items.values() for one in found]
        name = self.own.name or project_name(
            self.folder, taken={canonical(one.name) for one in needed}
        )
        python = self._python(fit.items.get("", ()))
        dependencies = [
            replace(one.item, name=one.item.name or name, group=place)
            for place, found in fit.items.items()
            for one in found
            if canonical(one.item.name) != "python"
        ]
        dependencies += self.own.beyond(dependencies)
        includes = _there(includes, fit, {one.group for one in dependencies})
        groups = {one.group for one in dependencies} | includes.keys()
        return Project(
            name=name,
            package=default_package(name),
            python=python,
            dependencies=tuple(sorted(dependencies, key=lambda one: one.key)),
            exclusive=fit.exclusive,
            includes=includes,
            on_demand=on_demand(groups - {""}, fit.exclusive),
        )

    def _python(self, main: Iterable[Found]) -> str:
        """The range of Python versions; empty where nothing says, which is told."""
        if found := self.own.python():
            return found
        for one in main:
            if canonical(one.item.name) == "python" and one.item.spec:
                return one.item.spec
        text = "No file says which Python versions the project supports."
        self.remarks.append(Remark(path=next(iter(self.places.values())), text=text))
        return ""


def _unread(path: str, by: str) -> Remark:
    return Remark(path=path, text=f"It wasn't read: {by} stands for the same.")


def _there(
    includes: Mapping[str, tuple[str, ...]], fit: Fitted, groups: set[str]
) -> dict[str, tuple[str, ...]]:
    """The groups that include others, without those of which nothing is left."""
    known = groups | includes.keys() & fit.items.keys()
    found = {
        place: tuple(one for one in others if one in known)
        for place, others in includes.items()
        if place in fit.items
    }
    return {place: others for place, others in found.items() if others}
