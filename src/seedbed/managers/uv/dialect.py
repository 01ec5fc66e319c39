"""uv's manifest: `pyproject.toml`.

uv reads `[project]` and `[dependency-groups]`; `[tool.uv]` adds what those standards lack. uv has
no tasks of its own, so they are poethepoet's: `uv run poe NAME`.
https://docs.astral.sh/uv/reference/settings/
"""

from __future__ import annotations

from seedbed.formats.document import Document
from seedbed.formats.toml import Inline
from seedbed.managers.protocols import Reading
from seedbed.managers.shared import hatch, poe
from seedbed.managers.shared.index_naming import without_odd
from seedbed.managers.shared.index_order import NEWEST, STRATEGY, none_last, told_of_last
from seedbed.managers.shared.metadata import (
    DERIVED,
    addressed,
    parse_manifest,
    read_metadata,
    write_metadata,
    write_tools,
)
from seedbed.managers.shared.own_range import read_range, supported_range, write_range
from seedbed.managers.uv import index_tables
from seedbed.managers.uv.sources import idle, is_known, sources_of, with_sources
from seedbed.model.cooldown import days_of
from seedbed.model.machine import MARKERS
from seedbed.model.names import canonical
from seedbed.model.project import Platform
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, NoReturn

    from seedbed.formats.tables import Section
    from seedbed.managers.protocols import Refusal
    from seedbed.model.flat import Address
    from seedbed.model.project import Dependency, Project

_KEYS = (
    "required-version", "default-groups", "environments", "index", "index-strategy", "sources",
    "conflicts", "exclude-newer", "compile-bytecode",
)  # fmt: skip
OWNED = (*(f"tool.uv.{key}" for key in _KEYS), *poe.OWNED, *hatch.OWNED)
"""The keys that only uv and what it works with read; the others are what all managers share."""
HONOURED = ()
ASKS_ALL = False
SET_ASIDE = ()

_SUBDIRS = {marker: subdir for subdir, marker in MARKERS.items()}


def write(project: Project) -> Mapping[str, Document]:
    """The manifest files of a project, by path."""
    document = Document()
    project = without_odd(addressed(project))
    hatch.write_build(document)
    write_metadata(document, project)
    uv = ("tool", "uv")
    write_range(document, project, "uv")
    if project.cooldown:
        document.put((*uv, "exclude-newer"), _age(project.cooldown), ("cooldown",))
    if project.compiles:
        document.put((*uv, "compile-bytecode"), True, ("compiles",))
    groups = _default_groups(project)
    if groups != _usual(project):
        document.put((*uv, "default-groups"), groups, DERIVED)
    subdirs = dict.fromkeys(one.subdir for one in project.platforms if one.subdir in MARKERS)
    if subdirs:
        markers = [MARKERS[subdir] for subdir in subdirs]
        document.put((*uv, "environments"), markers, ("platforms",))
    if project.exclusive:
        features = {item.optional for item in project.dependencies}
        conflicts = [
            [{"extra" if name in features else "group": name} for name in names]
            for names in project.exclusive
        ]
        document.put((*uv, "conflicts"), conflicts, ("exclusive",))
    if project.indexes:
        names = (("indexes", one.name) for one in project.indexes)
        document.put((*uv, "index"), index_tables.write(project.indexes), *names)
    if project.asks_all:
        document.put((*uv, STRATEGY), NEWEST, ("asks_all",))
    for name, sources in sources_of(project.dependencies).items():
        keys = [item.key for item in project.dependencies if canonical(item.name) == name]
        document.put((*uv, "sources", name), sources, *(("dependencies", *key) for key in keys))
    poe.write_tasks(document, project)
    hatch.write_package(document, project)
    write_tools(document, project)
    return {"pyproject.toml": document}


def read(files: Mapping[str, str]) -> Reading:
    """The project that some manifest files describe, and what in them the model does not know."""
    unmodeled: list[str] = []
    unmodeled_addresses: list[Address] = []
    manifest = parse_manifest(files)
    uv = manifest.section("tool", "uv")
    unmodeled += uv.beside((*_KEYS, *index_tables.OLDER))
    unmodeled += [uv.key(STRATEGY)] * (uv.values.get(STRATEGY, NEWEST) != NEWEST)
    project = read_metadata(manifest, hatch.read_package(manifest), unmodeled)
    tasks, variables = poe.read_tasks(manifest, unmodeled, unmodeled_addresses)
    sources = uv.section("sources")
    unmodeled += [sources.key(name) for name, given in sources.items() if not is_known(given)]
    project = replace(
        project,
        dependencies=tuple(with_sources(project.dependencies, sources.values)),
        exclusive=tuple(dict.fromkeys(_exclusive(uv, unmodeled))),
        indexes=tuple(index_tables.read(uv, unmodeled, unmodeled_addresses)),
        asks_all=uv.values.get(STRATEGY) == NEWEST,
        managers=read_range(uv, "uv", unmodeled),
        compiles=_compiles(uv, unmodeled),
        cooldown=_cooldown(uv, unmodeled),
        platforms=tuple(_platforms(uv, unmodeled)),
        tasks=tasks,
        environment=variables,
    )
    project = replace(project, on_demand=_on_demand(uv, project))
    groups = _default_groups(project)
    if uv.values.get("default-groups", groups) != groups:
        unmodeled.append(uv.key("default-groups"))
    older = index_tables.read_older(uv, project.indexes, unmodeled)
    return Reading(
        project=project,
        unmodeled=tuple(unmodeled),
        unmodeled_addresses=tuple(unmodeled_addresses),
        own=replace(project, indexes=older.indexes) if older.beside else None,
        beside=older.beside,
        idle=tuple(idle(manifest, project)),
    )


def supported(project: Project) -> Project:
    """The project without what uv's manifest cannot hold.

    One kind of machine stands in it once, without its driver and its C library, if Python's markers
    can tell it: which build is installed is decided by groups. Channels and system packages are
    recorded in `[tool.seedbed]` only; ignore lines and editor settings have files of their own.
    """
    project = poe.supported(without_odd(addressed(project)))
    sources = sources_of(project.dependencies)
    subdirs = sorted({platform.subdir for platform in project.platforms} & MARKERS.keys())
    return replace(
        project,
        dependencies=tuple(
            replace(item, conda="", module="")
            for item in with_sources(project.dependencies, sources)
        ),
        indexes=none_last(project.indexes),
        on_demand=_supported_on_demand(project),
        platforms=tuple(Platform(name=subdir, subdir=subdir) for subdir in subdirs),
        managers=supported_range(project, "uv"),
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
    return {("tool", "uv", "sources", canonical(item.name)): Inline(path=path, editable=True)}


def caveats(project: Project) -> list[str]:
    """What uv does otherwise than a project says."""
    return told_of_last(project.indexes, "uv asks it first")


def own_files() -> NoReturn:
    """What an update has to know of the manifest's other files: there are none.

    Raises:
        LookupError: always.
    """
    raise LookupError(__name__)


def refused(files: Mapping[str, str], stand: Mapping[str, str]) -> Refusal | None:
    """Why what builds the package and runs its tasks would not read some manifest files."""
    from seedbed.managers.shared import older_toml

    return older_toml.refused(files, stand)


def _default_groups(project: Project) -> list[str]:
    """The groups that are installed unless somebody says otherwise, `dev` first.

    Of those that exclude each other, it is the one whose rivals are installed on demand only.
    """
    groups, rivals = _groups(project), _rivals(project)
    wanted = groups - {*project.on_demand}
    found = (name for name in wanted if wanted.isdisjoint(rivals.get(name, ())))
    return sorted(found, key=lambda name: (name != "dev", name))


def _usual(project: Project) -> list[str]:
    """The groups that uv installs where nobody says which: `dev`, if there is one."""
    return ["dev"] if "dev" in _groups(project) else []


def _groups(project: Project) -> set[str]:
    return ({item.group for item in project.dependencies} | project.includes.keys()) - {""}


def _rivals(project: Project) -> dict[str, set[str]]:
    """The groups that each group excludes: a name that a feature has is the feature's."""
    features = {item.optional for item in project.dependencies}
    found: dict[str, set[str]] = {}
    for names in project.exclusive:
        for name in {*names} - features:
            found.setdefault(name, set()).update({*names} - features - {name})
    return found


def _on_demand(uv: Section, project: Project) -> tuple[str, ...]:
    """The groups that are no default of uv's."""
    given = uv.values.get("default-groups", _usual(project))
    left = _groups(project)
    if given == "all":
        left = set()
    elif isinstance(given, list):
        named = {canonical(name) for name in given if isinstance(name, str)}
        left = {name for name in left if canonical(name) not in named}
    return _supported_on_demand(replace(project, on_demand=tuple(left)))


def _supported_on_demand(project: Project) -> tuple[str, ...]:
    return tuple(sorted(_groups(project) - {*_default_groups(project)}))


def _age(cooldown: str) -> str:
    days = days_of(cooldown)
    return "1 day" if days == 1 else f"{days} days"


def _cooldown(uv: Section, unmodeled: list[str]) -> str:
    """The cooldown, if it is written as seedbed writes it: uv also takes dates and other spans."""
    given = uv.values.get("exclude-newer", "")
    number = given.partition(" ")[0] if isinstance(given, str) else ""
    if number.isascii() and number.isdigit() and len(number) < 6 and int(number):
        cooldown = f"{int(number)}d"
        if given == _age(cooldown):
            return cooldown
    if given != "":
        unmodeled.append(uv.key("exclude-newer"))
    return ""


def _compiles(uv: Section, unmodeled: list[str]) -> bool:
    given = uv.values.get("compile-bytecode")
    if given is None or given is True:
        return bool(given)
    unmodeled.append(uv.key("compile-bytecode"))
    return False


def _exclusive(uv: Section, unmodeled: list[str]) -> Iterator[tuple[str, ...]]:
    for parts in uv.many("conflicts"):
        match parts:
            case [_, *_] if all(_is_side(side) for side in parts):
                yield tuple(name for side in parts for name in side.values())
            case _:  # of another package of the workspace
                unmodeled.append(uv.key("conflicts", parts))


def _is_side(side: object) -> bool:
    match side:
        case {"extra": str(), **rest} | {"group": str(), **rest}:
            return not rest
    return False


def _platforms(uv: Section, unmodeled: list[str]) -> Iterator[Platform]:
    markers = uv.texts("environments")
    for subdir in sorted({_SUBDIRS.get(marker, "") for marker in markers} - {""}):
        yield Platform(name=subdir, subdir=subdir)
    unmodeled += [uv.key("environments", marker) for marker in markers if marker not in _SUBDIRS]
