"""Poetry's manifest: `pyproject.toml`, as Poetry 2 reads it.

Poetry reads `[project]` and `[dependency-groups]`; `[tool.poetry]` adds from which source a package
comes. It has no tasks of its own, so they are poethepoet's: `poetry run poe NAME`.
https://python-poetry.org/docs/pyproject/
"""

from __future__ import annotations

from seedbed.formats.document import Document
from seedbed.formats.toml import Inline
from seedbed.managers.poetry import sources
from seedbed.managers.poetry.alone import read_alone, with_alone
from seedbed.managers.poetry.origins import (
    entry_of,
    key_of,
    names_a_place,
    origins_of,
    several,
    source_in,
)
from seedbed.managers.protocols import Reading
from seedbed.managers.shared import poe
from seedbed.managers.shared.included import without_own_extras
from seedbed.managers.shared.index_naming import without_reserved
from seedbed.managers.shared.index_order import asked_first, in_turn
from seedbed.managers.shared.metadata import (
    BUILT_IN,
    addressed,
    parse_manifest,
    read_metadata,
    write_metadata,
    write_tools,
)
from seedbed.managers.shared.own_range import read_range, supported_range, write_range
from seedbed.managers.shared.source_tables import placed
from seedbed.model.names import canonical, default_package
from seedbed.model.record import replace
from seedbed.model.source import INDEX, OTHER, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, NoReturn

    from seedbed.formats.tables import Section
    from seedbed.managers.protocols import Refusal
    from seedbed.model.flat import Address
    from seedbed.model.project import Dependency, Project

OWNED = ("tool.poetry", "build-system", *poe.OWNED)
"""The keys that only Poetry and what it works with read; the others are what all managers share."""
HONOURED = ()
ASKS_ALL = False
SET_ASIDE = ()

_POETRY = ("tool", "poetry")
_RESERVED = ("pypi",)
_KEYS = frozenset(("requires-poetry", "packages", "source", "dependencies", "group"))


def write(project: Project) -> Mapping[str, Document]:
    """The manifest files of a project, by path."""
    document = Document()
    project = _sayable(project)
    document.put(("build-system", "requires"), ["poetry-core>=2.0"], BUILT_IN)
    document.put(("build-system", "build-backend"), "poetry.core.masonry.api", BUILT_IN)
    write_metadata(document, project)
    write_range(document, project, "poetry")
    package = {"include": project.package, "from": "src"}
    document.put((*_POETRY, "packages"), [package], ("package",))
    if project.indexes:
        tables = sources.write(project.indexes)
        about: list[Address] = [("indexes", index.name) for index in project.indexes]
        about += [BUILT_IN] * (len(tables) > len(about))  # PyPI, behind the others
        document.put((*_POETRY, "source"), tables, *about)
    for (group, name), source in origins_of(project).items():
        same = [item for item in project.dependencies if key_of(item) == (group, name)]
        keys = [("dependencies", *item.key) for item in same]
        document.put((*_dependencies(group), name), entry_of(source), *keys)
    for group in _on_demand_of(project):
        document.put((*_POETRY, "group", group, "optional"), True, ("on_demand", group))
    poe.write_tasks(document, project)
    write_tools(document, project)
    return {"pyproject.toml": document}


def read(files: Mapping[str, str]) -> Reading:
    """The project that some manifest files describe, and what in them the model does not know."""
    unmodeled: list[str] = []
    unmodeled_addresses: list[Address] = []
    manifest = parse_manifest(files)
    poetry = manifest.section(*_POETRY)
    unmodeled += poetry.beside(_KEYS)
    name = manifest.string("project", "name")
    project = read_metadata(manifest, _package(poetry, name, unmodeled), unmodeled)
    tasks, variables = poe.read_tasks(manifest, unmodeled, unmodeled_addresses)
    alone = read_alone(poetry, project)
    given = dict(_read_origins(poetry, project, unmodeled))
    indexes = sources.read(poetry, unmodeled, unmodeled_addresses)
    untold = sources.taken_from_public({name: one for (_, name), one in given.items()}, indexes)
    given = {key: one for key, one in given.items() if not sources.is_public(one.address)}
    project = replace(
        project,
        dependencies=tuple(placed(item, given.get(key_of(item))) for item in project.dependencies),
        on_demand=tuple(_on_demand(poetry, project, unmodeled)),
        indexes=indexes,
        managers=read_range(poetry, "poetry", unmodeled),
        tasks=tasks,
        environment=variables,
    )
    known = alone.named
    return Reading(
        project=project,
        unmodeled=tuple(key for key in unmodeled if key not in known),
        unmodeled_addresses=tuple(unmodeled_addresses),
        own=with_alone(project, alone) if alone.items else None,
        beside=alone.keys,
        unsaid=alone.unsaid,
        untold=tuple(untold),
    )


def supported(project: Project) -> Project:
    """The project without what Poetry's manifest cannot hold.

    In each group, and in all that is no group together, a package comes from one place. A group
    cannot ask for the project's own features: what these need stands there instead. Which features
    exclude each other, and the platforms, Poetry does not ask; channels and system packages are
    recorded in `[tool.seedbed]` only. The cooldown stands in `poetry.toml`, which is no manifest.
    """
    project = poe.supported(_sayable(project))
    origins = origins_of(project)
    return replace(
        project,
        dependencies=tuple(
            replace(placed(item, origins.get(key_of(item))), conda="", module="")
            for item in project.dependencies
        ),
        exclusive=(),
        on_demand=_on_demand_of(project),
        managers=supported_range(project, "poetry"),
        asks_all=False,
        compiles=False,
        cooldown="",
        platforms=(),
        channels=(),
        system_packages=(),
        notes={},
        ignore=(),
        attributes=(),
        editor={},
    )


def is_manifest(path: str) -> bool:
    """Whether a path is one of a manifest file."""
    return path == "pyproject.toml"


def local(item: Dependency, path: str) -> Mapping[tuple[str, ...], Any]:
    """The keys of `pyproject.toml` by which a requirement is the code in a folder."""
    table = _dependencies(item.group)
    return {(*table, canonical(item.name)): Inline(path=path, develop=True)}


def caveats(project: Project) -> list[str]:
    """What Poetry does otherwise than a project says."""
    first = asked_first(project.indexes)
    told = f"asking {first[0]} first" if first else ""
    others = ", ".join(first[1:])
    newest = f"{told}, before {others}: Poetry takes the newest version that any of them has"
    return [newest] if others and not project.asks_all else []


def own_files() -> NoReturn:
    """What an update has to know of the manifest's other files: there are none.

    Raises:
        LookupError: always.
    """
    raise LookupError(__name__)


def refused(files: Mapping[str, str], stand: Mapping[str, str]) -> Refusal | None:
    """Why Poetry would not read some manifest files: seedbed knows of TOML 1.1."""
    from seedbed.managers.shared import older_toml

    return older_toml.refused(files, stand, who="Poetry")


def _sayable(project: Project) -> Project:
    """The project in terms that Poetry has; `pypi` is its own name for the default index."""
    project = without_reserved(without_own_extras(addressed(project)), _RESERVED)
    return replace(project, indexes=in_turn(project.indexes))


def _dependencies(group: str) -> tuple[str, ...]:
    return (*_POETRY, "group", group, "dependencies") if group else (*_POETRY, "dependencies")


def _package(poetry: Section, name: str, unmodeled: list[str]) -> str:
    match poetry.many("packages"):
        case []:
            return default_package(name)
        case [{"include": str(package), "from": "src", **rest}] if not rest:
            return package
        case other:
            unmodeled.append(poetry.key("packages", other))
            return default_package(name)


def _groups(project: Project) -> set[str]:
    return ({item.group for item in project.dependencies} | project.includes.keys()) - {""}


def _on_demand_of(project: Project) -> tuple[str, ...]:
    groups = _groups(project)
    return tuple(name for name in project.on_demand if name in groups)


def _on_demand(poetry: Section, project: Project, unmodeled: list[str]) -> Iterator[str]:
    groups = _groups(project)
    for name in sorted(poetry.section("group").values):
        group = poetry.section("group", name)
        optional = group.values.get("optional")
        if optional is True and name in groups:
            yield name
        elif optional is not None:
            unmodeled.append(group.key("optional"))


def _read_origins(
    poetry: Section, project: Project, unmodeled: list[str]
) -> Iterator[tuple[tuple[str, str], Source]]:
    wanted = {key_of(one) for one in project.dependencies if not one.url}
    marked = {key_of(one) for one in project.dependencies if one.marker}
    single = wanted - several(project.dependencies) - marked
    places = [("", poetry.section("dependencies"))]
    for name in poetry.section("group").values:
        group = poetry.section("group", name)
        unmodeled += group.beside(("dependencies", "optional"))
        places.append((name, group.section("dependencies")))
    for place, entries in places:
        for name, given in entries.items():
            key = place, canonical(name)
            source = source_in(given)
            partial = bool(source and (source.marker or source.parts))
            if source and source.kind == INDEX and sources.is_public(source.address):
                unmodeled.append(entries.key(name))  # no other manager has a name for it
                yield key, source
            elif source and key in (single if partial else wanted):
                yield key, source
            else:
                unmodeled.append(entries.key(name))
                if key in wanted and names_a_place(given):
                    yield key, Source(kind=OTHER, address="a place that only Poetry can be told")
