"""Reads a `Pipfile` as what a project needs; pure.

https://pipenv.pypa.io/en/latest/pipfile.html
"""

from __future__ import annotations

import re

from seedbed.formats.tables import parse
from seedbed.importers.imported import Imported, Remark
from seedbed.importers.naming import project_name
from seedbed.importers.own_package import Own, is_stated
from seedbed.importers.pip_groups import fitted, on_demand
from seedbed.importers.pip_indexes import STRATEGY
from seedbed.importers.pip_reading import name_at
from seedbed.importers.pip_requirement import shown
from seedbed.importers.pip_sheets import Found
from seedbed.importers.pipfile_entries import entry_of
from seedbed.importers.pipfile_sources import sources_of
from seedbed.importers.remarks import in_order
from seedbed.importers.writing import NAME
from seedbed.managers.shared.calls import same_call
from seedbed.managers.shared.poe import is_name
from seedbed.managers.shared.poe_cmd import read_call
from seedbed.model.names import canonical, default_package
from seedbed.model.project import Dependency, Project, Task
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from seedbed.importers.pip_groups import Fitted

FORM = PATH = "Pipfile"
_LOCK = "Pipfile.lock"
_GROUPS = {"packages": "", "dev-packages": "dev"}
_OTHERS = frozenset(("source", "requires", "scripts", "pipenv", "pipfile"))
"""Tables that are no categories of packages."""
_ABOUT_PIPENV = frozenset(
    ("sort_pipfile", "keep_outdated", "disable_pip_input", "use_default_python_for_system")
)
"""Settings that say how pipenv itself works."""
_HEADER = re.compile(r"\s*\[+\s*[\"']?([^\"'\].]+)[\"']?(?:\.[\"']?([^\"'\]]+))?")
_KEY = re.compile(r"\s*[\"']?([\w.-]+)[\"']?\s*[=.]")


def imported(files: Mapping[str, str], name: str) -> Imported | None:
    """What the `Pipfile` of a project says; None where there is none.

    `pyproject.toml` says itself what a project needs if it has `[project]`, or Poetry's tables.

    Args:
        files: text by path.
        name: the name of the project's folder.

    Raises:
        SeedbedError: when one of both can't be read.
    """
    if PATH not in files:
        return None
    text = files.get(NAME, "").removeprefix("\ufeff")
    stands = parse(text, NAME)
    if is_stated(stands):
        return None
    return _Work(files, name, Own(files, stands)).result(text)


class _Work:
    def __init__(self, files: Mapping[str, str], folder: str, own: Own) -> None:
        self.files, self.folder, self.own = files, folder, own
        text = files[PATH].removeprefix("\ufeff")
        self.table = parse(text, PATH)
        self.lines = _lines(text)
        self.remarks: list[Remark] = []
        self.indexes: Mapping[str, str] = {}
        self.settings: dict[str, Any] = {}

    def result(self, text: str) -> Imported:
        """What the file says.

        Args:
            text: `pyproject.toml` as it stands; empty for none.
        """
        self.indexes = self._sources()
        items = {group: tuple(self._items(table)) for table, group in self._categories().items()}
        fit = fitted(items, {})
        self.remarks += fit.remarks
        self._pipenv()
        project = self._project(fit)
        written = self.own.written(project, text, self.settings)
        if _LOCK in self.files:
            what = "It wasn't read: a new lock will pin versions."
            self.remarks.append(Remark(path=_LOCK, text=what))
        return Imported(
            form=FORM,
            manager="uv",
            files={NAME: written},
            read=tuple(dict.fromkeys([PATH, *self.own.read])),
            remarks=in_order([*self.remarks, *self.own.remarks], [PATH]),
        )

    def _section(self, name: str) -> dict[str, Any]:
        """A table of the file; what is none is told."""
        found = self.table.get(name, {})
        if isinstance(found, dict):
            return found
        self._tell((name,), f"{name} was left out: it isn't a table.")
        return {}

    # --- packages ---------------------------------------------------------------------------------

    def _categories(self) -> dict[str, str]:
        """The tables of packages, each with the group that it is."""
        found: dict[str, str] = {}
        for name, table in self.table.items():
            if name in _OTHERS:
                continue
            group = _GROUPS.get(name, canonical(re.sub(r"[^\w.-]", "-", name)).strip("-"))
            if not isinstance(table, dict):
                self._tell((name,), f"{shown(name)} was left out: it isn't a table.")
            elif group in found.values() or not (group or name in _GROUPS):
                self._tell((name,), f"{shown(name)} was left out: no group can have that name.")
            else:
                found[name] = group
        return found

    def _items(self, table: str) -> Iterator[Found]:
        for name, given in self.table[table].items():
            at = (table, name)
            entry = entry_of(name, given, lambda folder: name_at(self.files, folder))
            self._tell(at, *entry.asked.notes)
            item, own = entry.asked.item, entry.asked.own
            if entry.is_clone:
                self._tell(at, f"{name} is installed like any other package now, not in place.")
            if own is not None and not self.own.is_package:
                self._tell(at, "The project itself was left out: no file says how to build it.")
            elif own:
                item = Dependency(name="", extras=own)
            found = self._from(item, entry.index, at) if item else None
            if found:
                yield Found(item=found, path=PATH, line=self._line(*at))

    def _from(self, item: Dependency, source: str, at: tuple[str, str]) -> Dependency | None:
        """A requirement that comes from one of the file's sources; None for none of these."""
        if not source or item.url or item.source:
            return item
        if source not in self.indexes:
            text = f"{item.name} was left out: it comes from {shown(source)}, which is no source."
            self._tell(at, text)
            return None
        return replace(item, index=self.indexes[source])

    def _sources(self) -> Mapping[str, str]:
        """Take in where packages come from; the names of sources, to those of indexes."""
        every = self._section("pipenv").get("install_search_all_sources") is True
        found = sources_of(self.table.get("source", []), every=every)
        for number, text in found.notes:
            self._tell(("source", str(number)), text)
        if found.tables:
            self.settings["index"] = list(found.tables)
        if every and any("default" not in one for one in found.tables):
            self.settings["index-strategy"] = STRATEGY
        return found.names

    # --- the rest ---------------------------------------------------------------------------------

    def _project(self, fit: Fitted) -> Project:
        needed = [one.item for found in fit.items.values() for one in found]
        name = self.own.name or project_name(
            self.folder, taken={canonical(one.name) for one in needed}
        )
        dependencies = [
            replace(one.item, name=one.item.name or name, group=group)
            for group, found in fit.items.items()
            for one in found
        ]
        dependencies += self.own.beyond(dependencies)
        groups = {one.group for one in dependencies} - {""}
        return Project(
            name=name,
            package=default_package(name),
            python=self._python(),
            dependencies=tuple(sorted(dependencies, key=lambda one: one.key)),
            exclusive=fit.exclusive,
            on_demand=on_demand(groups, fit.exclusive),
            tasks=tuple(sorted(self._tasks(), key=lambda one: one.name)),
        )

    def _python(self) -> str:
        """The range of Python versions that the file, or one beside it, says."""
        requires = self._section("requires")
        for key in requires:
            if key not in {"python_version", "python_full_version"}:
                self._tell(("requires", key), f"{key} was left out: uv has no such requirement.")
        full, short = requires.get("python_full_version"), requires.get("python_version")
        for said, star in ((full, ""), (short, ".*")):
            version = said.strip() if isinstance(said, str) else ""
            if re.fullmatch(r"\d+(\.\d+)*", version):
                return f"=={version}{star if version.count('.') < 2 else ''}"
        if found := self.own.python():
            return found
        self._tell((), "No file says which Python versions the project supports.")
        return ""

    def _tasks(self) -> Iterator[Task]:
        """The scripts that are calls of one program each."""
        tasks = []
        for name, run in self._section("scripts").items():
            call = same_call(run, read_call) if isinstance(run, str) and "$" not in run else ""
            if call and is_name(name):
                tasks.append(Task(name=name, run=call))
            else:
                why = "it is more than a program with its arguments"
                why = why if is_name(name) else "no task can have that name"
                self._tell(("scripts", name), f"The script {shown(name)} was left out: {why}.")
        if tasks:
            text = (
                "Scripts are tasks of poethepoet now: `seedbed add --dev poethepoet` installs it, "
                "and `seedbed run NAME` runs one."
            )
            self._tell(("scripts",), text)
        yield from tasks

    def _pipenv(self) -> None:
        """Take in pipenv's own settings."""
        for key, value in self._section("pipenv").items():
            if key == "allow_prereleases":
                self.settings |= {"prerelease": "allow"} if value is True else {}
            elif key not in {*_ABOUT_PIPENV, "install_search_all_sources"}:
                self._tell(("pipenv", key), f"{key} was left out: uv has no such setting.")

    def _line(self, *path: str) -> int:
        return self.lines.get(path, 0)

    def _tell(self, path: tuple[str, ...], *texts: str) -> None:
        self.remarks += [Remark(path=PATH, line=self._line(*path), text=text) for text in texts]


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """The lines of the headers, and of the keys below them; of several, the first one.

    Below a header that stands there more than once, there are also its numbers, from 0.
    """
    found: dict[tuple[str, ...], int] = {}
    count: dict[str, int] = {}
    header = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if begun := _HEADER.match(line):
            header = begun[1].strip()
            count[header] = count.get(header, -1) + 1
            found.setdefault((header,), number)
            found[header, str(count[header])] = number
            if begun[2]:
                found.setdefault((header, begun[2].strip()), number)
        elif key := _KEY.match(line):
            found.setdefault((header, key[1]), number)
    return found
