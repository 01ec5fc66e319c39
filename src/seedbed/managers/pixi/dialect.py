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
from seedbed.managers.pixi.environments import (
    apart_in,
    environments_of,
    named_in,
    on_demand_of,
    with_environments,
)
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
    # `dev` has all that people work with, and `default` what the package needs to run
    for name, environment in environments_of(project).items():
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
    whole = with_environments(pixi, whole, unmodeled)
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
    exclusive = apart_in(project)
    return replace(
        project,
        exclusive=exclusive,
        on_demand=on_demand_of(replace(project, exclusive=exclusive)),
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
        for name in named_in(given)
    }
    for name in tables.values:
        if name not in stated:
            key = tables.key(name)
            if name in odd or any(one == key or one.startswith(f"{key}.") for one in unmodeled):
                yield name
