"""Pixi's manifest: `[tool.pixi]` in `pyproject.toml`.

Pixi reads `[project]` too: its requirements are Pixi's PyPI dependencies, and each dependency group
or optional feature is a feature of the same name. What `[tool.pixi]` adds to a requirement (that
it comes from a conda channel, or from an index of its own) stands there in tables of its own.
https://pixi.sh/latest/reference/pixi_manifest/
"""

from __future__ import annotations

from seedbed.formats.document import Document
from seedbed.formats.toml import Inline
from seedbed.managers.pixi import packages, tasks, workspace
from seedbed.managers.pixi.indexes import elsewhere
from seedbed.managers.pixi.reading import Own, read_packages
from seedbed.managers.protocols import Reading, Refusal
from seedbed.managers.shared import hatch
from seedbed.managers.shared.conda_packages import CONDA_NAMES, INDEXES, feature, groups
from seedbed.managers.shared.index_order import told_of_last
from seedbed.managers.shared.metadata import (
    DERIVED,
    addressed,
    parse_manifest,
    read_metadata,
    write_metadata,
    write_tools,
)
from seedbed.model.names import canonical
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, NoReturn

    from seedbed.formats.tables import Section
    from seedbed.model.flat import Address
    from seedbed.model.project import Dependency, Project

OWNED = (
    "tool.pixi",
    ".".join(CONDA_NAMES),
    ".".join(INDEXES),
    *hatch.OWNED,
)
"""The keys that only Pixi and what it works with read; the others are what all managers share."""
SET_ASIDE = ("tool.pixi", ".".join(CONDA_NAMES), ".".join(INDEXES), "tool.hatch")
"""The tables that a switch to a manager without them sets aside whole."""
HONOURED = ("tool.uv.sources",)
"""Pixi resolves the project itself through uv, which reads where its requirements come from.

Those of groups and extras are Pixi's own; it reads neither these sources nor `[[tool.uv.index]]`.
"""
ASKS_ALL = False

_TOP = frozenset(
    ("workspace", "dependencies", "pypi-dependencies", "pypi-options", "feature", "target")
) | {"environments", "tasks", "activation", "constraints"}


def write(project: Project) -> Mapping[str, Document]:
    """The manifest files of a project, by path."""
    document = Document()
    project = supported(project)
    hatch.write_build(document)
    write_metadata(document, project)
    workspace.write_workspace(document, project)
    packages.write_packages(document, project)
    # `default` is what the package needs to run; `dev` has all that people work with
    for name, environment in _environments(project).items():
        about = ("exclusive",) if "solve-group" in environment else DERIVED
        document.put((*packages.PIXI, "environments", name), environment, about)
    tasks.write_tasks(document, project)
    hatch.write_package(document, project)
    write_tools(document, project)
    return {"pyproject.toml": document}


def read(files: Mapping[str, str]) -> Reading:
    """The project that some manifest files describe, and what in them the model does not know."""
    unmodeled: list[str] = []
    unmodeled_addresses: list[Address] = []
    manifest = parse_manifest(files)
    pixi = manifest.section(*packages.PIXI)
    unmodeled += pixi.beside(_TOP)
    project = read_metadata(manifest, hatch.read_package(manifest), unmodeled)
    project = workspace.read_workspace(pixi, project, unmodeled)
    project, own = read_packages(manifest, project, unmodeled)
    workspace.check_pypi_names(pixi, project, unmodeled)
    whole = _with_own(project, own)
    whole = replace(whole, on_demand=_read_on_demand(pixi, whole))
    whole = _read_environments(pixi, whole, unmodeled)
    found, variables = tasks.read_tasks(pixi, whole, unmodeled, unmodeled_addresses)
    whole = replace(whole, tasks=found, environment=variables)
    unmodeled_addresses += elsewhere(pixi)
    project = _without_own(project, whole)
    reading = Reading(
        project=project,
        unmodeled=tuple(unmodeled),
        unmodeled_addresses=tuple(unmodeled_addresses),
        partial=tuple(_partial(pixi, whole, unmodeled)),
    )
    return replace(reading, own=whole, beside=own.beside) if own != Own() else reading


def supported(project: Project) -> Project:
    """The project without what Pixi's manifest cannot hold.

    It has an environment of its own for each group that excludes others, so that none of those can
    be combined. Tasks and variables that mean something else to Pixi are left out.
    """
    project = packages.supported(tasks.supported(addressed(project)))
    project = workspace.supported(project)
    exclusive = _apart(project)
    return replace(
        project,
        exclusive=exclusive,
        on_demand=_supported_on_demand(replace(project, exclusive=exclusive)),
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
    table = packages.table_of(feature(item))
    return {(*table, "pypi-dependencies", canonical(item.name)): Inline(path=path, editable=True)}


def caveats(project: Project) -> list[str]:
    """What Pixi does otherwise than a project says."""
    return told_of_last(project.indexes, "Pixi asks it first")


def own_files() -> NoReturn:
    """What an update has to know of the manifest's other files: there are none.

    Raises:
        LookupError: always.
    """
    raise LookupError(__name__)


def refused(files: Mapping[str, str], stand: Mapping[str, str]) -> Refusal | None:
    """Why Pixi would not read some manifest files; nothing where that cannot be judged."""
    from seedbed.managers.pixi.rules import REFUSES, judge

    for path, text in files.items():
        verdict = judge(text, path, stand.get(path, ""))
        if verdict.answer == REFUSES:
            return Refusal(path=path, rule=verdict.rule, line=verdict.line)
    return None


def _with_own(project: Project, own: Own) -> Project:
    """The project as Pixi's own tables have it."""
    items = [
        replace(item, spec=own.ranges.get(item.key, item.spec)) for item in project.dependencies
    ]
    items = sorted((*items, *own.alone), key=lambda item: item.key)
    return replace(project, dependencies=tuple(items), python=own.python or project.python)


def _without_own(project: Project, whole: Project) -> Project:
    """The project as `[project]` and the groups have it, with all that only Pixi's tables say.

    Args:
        project: its metadata.
        whole: the project as Pixi's tables have it.
    """
    names, there = packages.features(project), groups(project)
    return replace(
        whole,
        dependencies=project.dependencies,
        python=project.python,
        exclusive=tuple(apart for apart in whole.exclusive if {*apart} <= {*names}),
        on_demand=tuple(name for name in whole.on_demand if name in there),
    )


def _apart(project: Project) -> tuple[tuple[str, ...], ...]:
    """The features that exclude others, in one set; none when it would hold less than two."""
    named = {name for names in project.exclusive for name in names}
    apart = tuple(sorted(named.intersection(packages.features(project))))
    return (apart,) if len(apart) > 1 else ()


def _environments(project: Project) -> dict[str, Any]:
    """Environments by name, besides `default`, which Pixi has by itself.

    None shares its solve with another: Pixi 0.77 calls the lock of a solve-group stale for ever
    when a requirement's marker never holds and conda brings that package for another environment
    of the group. A group of its own only says that a feature excludes others.
    """
    apart = {name for names in project.exclusive for name in names}
    others = [name for name in groups(project) if name not in apart]
    found: dict[str, Any] = {}
    for name in packages.features(project):
        if name in apart:
            found[canonical(name)] = _alone(name)
        elif name == "dev":
            with_it = [one for one in others if one != "dev" and one not in project.on_demand]
            found["dev"] = ["dev", *with_it]
        else:
            found[canonical(name)] = [name]
    return found


def _alone(name: str) -> Inline:
    """The environment of a feature that excludes others."""
    return Inline({"features": [name], "solve-group": canonical(name)})


def _read_environments(pixi: Section, project: Project, unmodeled: list[str]) -> Project:
    """The project with what excludes each other: all features that are solved apart."""
    given = pixi.section("environments")
    alone = tuple(
        name
        for name in packages.features(project)
        if given.values.get(canonical(name)) == _alone(name)
    )
    project = replace(project, exclusive=_apart(replace(project, exclusive=(alone,))))
    project = replace(project, on_demand=_supported_on_demand(project))
    expected = _environments(project)
    unmodeled += [
        given.key(name)
        for name, environment in given.items()
        if not _same_environment(name, environment, expected.get(name))
    ]
    return project


def _read_on_demand(pixi: Section, project: Project) -> tuple[str, ...]:
    """The groups that are not in the environment `dev`."""
    given = pixi.section("environments").values.get("dev")
    named = _named(given)
    return tuple(name for name in groups(project) if name not in named) if named else ()


def _supported_on_demand(project: Project) -> tuple[str, ...]:
    """The groups that the environment `dev` lacks, where there is one."""
    apart = {name for names in project.exclusive for name in names}
    known = {*groups(project)} - apart - {"dev"}
    has_dev = "dev" in packages.features(project) and "dev" not in apart
    return tuple(name for name in project.on_demand if name in known) if has_dev else ()


def _partial(pixi: Section, project: Project, unmodeled: list[str]) -> Iterator[str]:
    """The features that are no group, and of which, or of whose environments, something is unknown.

    Their packages mean little without the rest.
    """
    stated = {feature(item) for item in project.dependencies}
    tables = pixi.section("feature")
    environments = pixi.section("environments")
    odd = {
        name
        for key, given in environments.items()
        if environments.key(key) in unmodeled
        for name in _named(given)
    }
    for name in tables.values:
        if name not in stated:
            key = tables.key(name)
            if name in odd or any(one == key or one.startswith(f"{key}.") for one in unmodeled):
                yield name


def _named(environment: Any) -> list[Any]:
    """The features of an environment."""
    given = environment.get("features") if isinstance(environment, dict) else environment
    return [name for name in given if isinstance(name, str)] if isinstance(given, list) else []


def _same_environment(name: str, given: Any, expected: Any) -> bool:
    """Whether an environment is as seedbed writes it, or wrote it once: in a solve-group of all."""
    match given:
        case {"solve-group": "default", **rest} if not rest:
            return name == "default"
        case {"solve-group": "default", "features": features, **rest} if not rest:
            return bool(features == expected)
        case {"features": features, **rest} if not rest:
            return bool(features == expected)
    return bool(given == expected)
