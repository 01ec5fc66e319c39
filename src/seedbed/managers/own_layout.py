"""The dialects of managers for projects that were there before seedbed.

What builds their package, and where it lies, is the user's: neither is written or removed. Such a
project may be no package at all. Each manager says that in its own way, and a switch has to carry
it, or the new manager would try to install what can't be built.
"""

from __future__ import annotations

from functools import lru_cache

from seedbed.formats import toml
from seedbed.formats.tables import parse
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_dialect
from seedbed.managers.shared import hatch
from seedbed.model.choices import DEFAULT_PLATFORMS
from seedbed.model.names import canonical
from seedbed.model.project import Platform
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.formats.document import Document
    from seedbed.managers.protocols import Dialect, Reading
    from seedbed.model.project import Project

    Path = tuple[str, ...]

PACKAGE, OFF, NONE = "package", "off", ""
"""What the model has for the import package: of a project that is a package, of one that could be
built but isn't to be, and of one that has nothing to build."""
_NAME = "pyproject.toml"
_PLATFORMS = tuple(Platform(name=one, subdir=one) for one in DEFAULT_PLATFORMS)
_CHANNELS = ("conda-forge",)
"""What stands for nothing where a manager has to be told, and other managers don't ask."""
_LAYOUT = ("build-system", *hatch.OWNED)
_NO_NAME = "unnamed"
_STATED = tuple(("project", key) for key in ("name", "version", "requires-python", "dependencies"))
"""The keys that are written even where a project lacks them."""
_POETRY = ("tool", "poetry")
_NO_PACKAGE: Mapping[str, Path] = {
    "uv": ("tool", "uv", "package"),
    "poetry": (*_POETRY, "package-mode"),
}
"""The keys that are `false` where a project is no package."""
_ASSUMES = ("poetry",)
"""The managers that take any project for a package, even if nothing says how it is built."""


@lru_cache(maxsize=8)
def load_own_layout(manager: str) -> Dialect:
    """The dialect of a manager for projects with a layout of their own."""
    dialect: Any = OwnLayout(manager, load_dialect(manager))
    return dialect  # type: ignore[no-any-return]


class OwnLayout:
    """A dialect that leaves the package alone.

    Args:
        manager: the manager's name.
        dialect: its dialect.
    """

    def __init__(self, manager: str, dialect: Dialect) -> None:
        self._manager, self._dialect = manager, dialect
        self.OWNED = tuple(key for key in dialect.OWNED if key not in _LAYOUT)
        self.SET_ASIDE = tuple(key for key in dialect.SET_ASIDE if not key.startswith("tool.hatch"))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._dialect, name)

    def write(self, project: Project) -> Mapping[str, Document]:
        """The manifest files of a project, by path, without what is the user's."""
        given = replace(project, package=PACKAGE)
        if MANAGERS[self._manager].uses_channels and not project.channels:
            given = replace(given, channels=_CHANNELS)
        if MANAGERS[self._manager].named_platforms and not project.platforms:
            given = replace(given, platforms=_PLATFORMS)
        documents = self._dialect.write(given)
        document = documents[_NAME]
        gone = [("project", "readme"), (*_POETRY, "packages")]
        gone += [path for path in _STATED if not _get(document.root, path)]
        gone += [path for path in document.sources if path[0] == "build-system"]
        gone += [path for path in document.sources if path[:2] == ("tool", "hatch")]
        if project.package != PACKAGE:
            gone += [_itself(project)]
            path = _NO_PACKAGE.get(self._manager)
            if path and (project.package == OFF or self._manager in _ASSUMES):
                document.put(path, False, ("package",))
        for path in gone:
            _remove(document, path)
        return documents

    def read(self, files: Mapping[str, str]) -> Reading:
        """The project that some files describe; those that seedbed generated name none."""
        manifest = parse(files[_NAME], _NAME)
        project = manifest.get("project")
        named = isinstance(project, dict) and project.get("name")
        if not named and not project:
            name = {"name": _NO_NAME}
            files = {**files, _NAME: f"{files[_NAME]}\n{toml.dumps({'project': name})}"}
        reading = self._dialect.read(files)
        found = self._package(manifest, reading.project.name)

        def own(project: Project) -> Project:
            name = project.name if named or project.name != _NO_NAME else ""
            platforms = () if project.platforms == _PLATFORMS else project.platforms
            channels = () if project.channels == _CHANNELS else project.channels
            return replace(
                project, package=found, name=name, platforms=platforms, channels=channels
            )

        keys = {toml.dotted(path) for path in _NO_PACKAGE.values()}
        keys.add(toml.dotted((*_POETRY, "packages")))
        return replace(
            reading,
            project=own(reading.project),
            own=own(reading.own) if reading.own else None,
            other=own(reading.other) if reading.other else None,
            unmodeled=tuple(one for one in reading.unmodeled if one.partition(": ")[0] not in keys),
        )

    def _package(self, manifest: Mapping[str, Any], name: str) -> str:
        """Whether the project is a package that the manager installs."""
        if self._is_installed(manifest, name):
            return PACKAGE
        return OFF if "build-system" in manifest else NONE

    def _is_installed(self, manifest: Mapping[str, Any], name: str) -> bool:
        if path := _NO_PACKAGE.get(self._manager):
            said = _get(manifest, path)
            if isinstance(said, bool):
                return said
        if self._manager == "pixi":
            tables = _get(manifest, ("tool", "pixi", "pypi-dependencies"))
            entries = tables if isinstance(tables, dict) else {}
            own = [one for key, one in entries.items() if canonical(key) == canonical(name)]
            return any(isinstance(one, dict) and one.get("path") == "." for one in own)
        return "build-system" in manifest


def _itself(project: Project) -> Path:
    """The key by which Pixi installs the project."""
    return "tool", "pixi", "pypi-dependencies", project.name


def _get(table: Any, path: Path) -> Any:
    for name in path:
        table = table.get(name) if isinstance(table, dict) else None
    return table


def _remove(document: Document, path: Path) -> None:
    """Remove a key, and the tables that it leaves empty."""
    document.sources.pop(path, None)
    tables = [document.root]
    for name in path[:-1]:
        if not isinstance(tables[-1].get(name), dict):
            return
        tables.append(tables[-1][name])
    tables[-1].pop(path[-1], None)
    for depth in range(len(path) - 1, 0, -1):
        if tables[depth] == {}:
            del tables[depth - 1][path[depth - 1]]
