"""uv's manifest: `pyproject.toml`.

uv reads `[project]` and `[dependency-groups]`; `[tool.uv]` adds what those standards lack. uv has
no tasks of its own, so they are poethepoet's: `uv run poe NAME`.
https://docs.astral.sh/uv/reference/settings/
"""

from __future__ import annotations

from tilth.document import Document
from tilth.managers import Reading
from tilth.managers.metadata import BUILT_IN, read_metadata, write_metadata, write_tools
from tilth.managers.poe import read_tasks, write_tasks
from tilth.names import canonical
from tilth.project import Index, Platform
from tilth.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from tilth.project import Dependency, Project

OLDEST = "0.8"
"""The oldest uv that projects are tested with."""
OWNED = ("required-version", "environments", "index", "sources", "conflicts")
"""The keys of `[tool.uv]` that are written from the model; others are the user's."""

_MARKERS = {
    "linux-64": "sys_platform == 'linux' and platform_machine == 'x86_64'",
    "linux-aarch64": "sys_platform == 'linux' and platform_machine == 'aarch64'",
    "linux-ppc64le": "sys_platform == 'linux' and platform_machine == 'ppc64le'",
    "osx-64": "sys_platform == 'darwin' and platform_machine == 'x86_64'",
    "osx-arm64": "sys_platform == 'darwin' and platform_machine == 'arm64'",
    "win-64": "sys_platform == 'win32' and platform_machine == 'AMD64'",
    "win-arm64": "sys_platform == 'win32' and platform_machine == 'ARM64'",
}
_SUBDIRS = {marker: subdir for subdir, marker in _MARKERS.items()}


def write(project: Project) -> Mapping[str, Document]:
    """The manifest files of a project, by path."""
    document = Document()
    write_metadata(document, project)
    uv = ("tool", "uv")
    document.put((*uv, "required-version"), f">={OLDEST}", BUILT_IN)
    subdirs = dict.fromkeys(platform.subdir for platform in project.platforms)
    if subdirs:
        document.put((*uv, "environments"), [_MARKERS[subdir] for subdir in subdirs])
    if project.exclusive:
        features = {item.optional for item in project.dependencies}
        conflicts = [
            [{"extra" if name in features else "group": name} for name in names]
            for names in project.exclusive
        ]
        document.put((*uv, "conflicts"), conflicts, ("exclusive",))
    if project.indexes:
        indexes = [_index(index) for index in project.indexes]
        document.put((*uv, "index"), indexes, *(("indexes", one.name) for one in project.indexes))
    for name, sources in _sources(project).items():
        keys = [item.key for item in project.dependencies if canonical(item.name) == name]
        document.put((*uv, "sources", name), sources, *(("dependencies", *key) for key in keys))
    write_tasks(document, project)
    write_tools(document, project)
    return {"pyproject.toml": document}


def read(files: Mapping[str, str]) -> Reading:
    """The project that some manifest files describe, and what in them the model does not know."""
    import tomllib

    unknown: list[str] = []
    manifest = tomllib.loads(files["pyproject.toml"])
    uv = manifest.get("tool", {}).get("uv", {})
    unknown += [f"tool.uv.{key}" for key in uv if key not in OWNED]
    project = read_metadata(manifest, "uv", unknown)
    tasks, variables = read_tasks(manifest, unknown)
    sources = uv.get("sources", {})
    return Reading(
        project=replace(
            project,
            dependencies=tuple(_with_index(item, sources) for item in project.dependencies),
            exclusive=tuple(
                tuple(name for part in parts for name in part.values())
                for parts in uv.get("conflicts", ())
            ),
            indexes=tuple(
                Index(name=one["name"], url=one["url"], explicit=one.get("explicit", False))
                for one in uv.get("index", ())
            ),
            platforms=tuple(_platforms(uv.get("environments", ()), unknown)),
            tasks=tasks,
            environment=variables,
        ),
        unknown=tuple(unknown),
    )


def expressible(project: Project) -> Project:
    """The project without what uv's manifest cannot hold.

    One kind of machine stands in it once, without its driver and its C library: which build is
    installed is decided by groups. Channels and system packages are recorded in `[tool.tilth]`
    only; ignore lines and editor settings have files of their own.
    """
    sources = _sources(project)
    subdirs = sorted({platform.subdir for platform in project.platforms})
    return replace(
        project,
        dependencies=tuple(
            replace(_with_index(item, sources), conda="", module="")
            for item in project.dependencies
        ),
        platforms=tuple(Platform(name=subdir, subdir=subdir) for subdir in subdirs),
        channels=(),
        system_packages=(),
        notes={},
        ignore=(),
        attributes=(),
        editor={},
    )


def _index(index: Index) -> dict[str, Any]:
    table: dict[str, Any] = {"name": index.name, "url": index.url}
    return {**table, "explicit": True} if index.explicit else table


def _sources(project: Project) -> dict[str, Any]:
    """`[tool.uv.sources]`: for each package, from which index each of its requirements comes."""
    found: dict[str, list[dict[str, str]]] = {}
    for item in project.dependencies:
        if item.index:
            source = {"index": item.index, **_place(item)}
            found.setdefault(canonical(item.name), []).append(source)
    return {name: many[0] if len(many) == 1 else many for name, many in found.items()}


def _place(item: Dependency) -> dict[str, str]:
    if item.optional:
        return {"extra": item.optional}
    return {"group": item.group} if item.group else {}


def _with_index(item: Dependency, sources: Mapping[str, Any]) -> Dependency:
    """The requirement with the index that its source names, for its own place or for all."""
    given = sources.get(canonical(item.name), [])
    tables = given if isinstance(given, list) else [given]
    for place in (_place(item), {}):
        for table in tables:
            if {key: value for key, value in table.items() if key != "index"} == place:
                return replace(item, index=table.get("index", ""))
    return item


def _platforms(markers: list[str], unknown: list[str]) -> Iterator[Platform]:
    for subdir in sorted(_SUBDIRS.get(marker, "") for marker in markers):
        if subdir:
            yield Platform(name=subdir, subdir=subdir)
    unknown += [f"tool.uv.environments: {marker}" for marker in markers if marker not in _SUBDIRS]
