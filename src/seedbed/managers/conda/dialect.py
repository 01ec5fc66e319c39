"""conda's manifest: environment files beside `pyproject.toml`.

`pyproject.toml` has the package's metadata, and tasks by poethepoet, as under uv. conda, mamba and
micromamba read `environment.yml` and `environment-GROUP.yml`: what conda channels have of the
requirements, and under `pip` the rest.
"""

from __future__ import annotations

from seedbed.formats.document import Document
from seedbed.managers.conda import files
from seedbed.managers.conda.reading import read_files
from seedbed.managers.protocols import Reading
from seedbed.managers.shared import hatch, poe
from seedbed.managers.shared.conda_packages import CONDA_NAMES, INDEXES, groups, write_tables
from seedbed.managers.shared.environment_files import is_environment
from seedbed.managers.shared.index_order import asked_first, told_of_last
from seedbed.managers.shared.metadata import (
    addressed,
    parse_manifest,
    read_metadata,
    write_metadata,
    write_tools,
)
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.managers.protocols import OwnFiles, Refusal
    from seedbed.model.flat import Address
    from seedbed.model.project import Dependency, Project

OWNED = (".".join(CONDA_NAMES), ".".join(INDEXES), *poe.OWNED, *hatch.OWNED)
"""The keys that only conda and what it works with read; the others are what all managers share."""
HONOURED = ()
ASKS_ALL = True
SET_ASIDE = ()


def write(project: Project) -> Mapping[str, Document]:
    """The manifest files of a project, by path."""
    document = Document()
    project = supported(project)
    hatch.write_build(document)
    write_metadata(document, project)
    write_tables(document, project, files.asked(project))
    poe.write_tasks(document, project)
    hatch.write_package(document, project)
    write_tools(document, project)
    return {"pyproject.toml": document, **files.write_files(project)}


def read(files: Mapping[str, str]) -> Reading:
    """The project that some manifest files describe, and what in them the model does not know."""
    unmodeled: list[str] = []
    unmodeled_addresses: list[Address] = []
    manifest = parse_manifest(files)
    project = read_metadata(manifest, hatch.read_package(manifest), unmodeled)
    tasks, variables = poe.read_tasks(manifest, unmodeled, unmodeled_addresses)
    project = replace(project, tasks=tasks, environment=variables)
    found = read_files(files, manifest, project, unmodeled, unmodeled_addresses)
    project, other = (replace(one, on_demand=_on_demand(one)) for one in found)
    return Reading(
        project=project,
        unmodeled=tuple(unmodeled),
        unmodeled_addresses=tuple(unmodeled_addresses),
        other=None if other == project else other,
    )


def supported(project: Project) -> Project:
    """The project without what conda's manifest cannot hold.

    Which features exclude each other, conda does not ask; nor how old a release is, nor a
    platform's driver or C library. Each group has a file of its own, and nobody has to install it
    but that of `dev`.
    """
    project = files.supported(poe.supported(addressed(project)))
    return replace(
        project,
        on_demand=_on_demand(project),
        asks_all=False,
        managers={},
        compiles=False,
        cooldown="",
        notes={},
        ignore=(),
        attributes=(),
        editor={},
    )


def local(item: Dependency, path: str) -> Mapping[tuple[str, ...], Any]:  # noqa: ARG001  # the protocol's
    """The keys by which a requirement is the code in a folder: `pyproject.toml` has none."""
    return {}


def caveats(project: Project) -> list[str]:
    """What conda does otherwise than a project says: objects of sentences."""
    found = []
    narrow = [index.name for index in project.indexes if index.explicit]
    if narrow:
        found.append(
            f"taking only certain packages from {', '.join(narrow)}: pip searches all indexes"
        )
    if any(item.index for item in files.supported(project).dependencies):
        found.append("indexes of single packages in a lock: conda-lock cannot read their addresses")
    found += told_of_last(project.indexes, "pip asks all indexes")
    if (first := asked_first(project.indexes)) and not project.asks_all:
        told = f"asking {', '.join(first)} before the default index"
        found.append(f"{told}: pip takes the newest version that any of them has")
    return found


def own_files() -> OwnFiles:
    """What an update has to know of the environment files."""
    from seedbed.managers.conda import merge  # only updates need it

    return merge


def refused(files: Mapping[str, str], stand: Mapping[str, str]) -> Refusal | None:
    """Why what builds the package and runs its tasks would not read some manifest files."""
    from seedbed.managers.shared import older_toml

    return older_toml.refused(files, stand)


def is_manifest(path: str) -> bool:
    """Whether a path is one of a manifest file."""
    return path == "pyproject.toml" or is_environment(path)


def _on_demand(project: Project) -> tuple[str, ...]:
    """The groups whose files are installed when somebody asks for them: all but `dev`."""
    return tuple(name for name in groups(project) if name != "dev")
