"""How the package is built, for managers that leave it to hatchling.

https://hatch.pypa.io/latest/config/build/
"""

from __future__ import annotations

from seedbed.managers.shared.metadata import BUILT_IN
from seedbed.model.names import default_package

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.formats.document import Document
    from seedbed.formats.tables import Section
    from seedbed.model.project import Project

OWNED = (
    "build-system",
    "tool.hatch.metadata.allow-direct-references",
    "tool.hatch.build.targets.sdist.exclude",
    "tool.hatch.build.targets.wheel.packages",
)
"""The keys that are written here."""
_METADATA = ("tool", "hatch", "metadata")
_TARGETS = ("tool", "hatch", "build", "targets")
_NOT_SOURCE = ("/.conda", "/.pixi", "/.venv", "/data", "/dist", "/runs")
"""Environments, data and results: hatchling leaves out only what a `.gitignore` names."""


def write_build(document: Document) -> None:
    """Write `[build-system]`."""
    document.put(("build-system", "requires"), ["hatchling>=1.27"], BUILT_IN)
    document.put(("build-system", "build-backend"), "hatchling.build", BUILT_IN)


def write_package(document: Document, project: Project) -> None:
    """Write `[tool.hatch]`."""
    # else a requirement such as `name @ git+https://…`, as `pixi add --pypi --git` writes it, would
    # make the project one that cannot be built or installed
    document.put((*_METADATA, "allow-direct-references"), True, BUILT_IN)
    # hatchling finds `src/<name>` by itself, but not a package of another name
    document.put((*_TARGETS, "wheel", "packages"), [f"src/{project.package}"], ("package",))
    document.put((*_TARGETS, "sdist", "exclude"), list(_NOT_SOURCE), BUILT_IN)


def read_package(manifest: Section) -> str:
    """The import package."""
    match manifest.values:
        case {"tool": {"hatch": {"build": {"targets": {"wheel": {"packages": [str(path), *_]}}}}}}:
            return path.removeprefix("src/")
    return default_package(manifest.string("project", "name"))
