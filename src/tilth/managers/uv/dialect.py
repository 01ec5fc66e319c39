"""uv's manifest: `pyproject.toml`.

uv reads `[project]` and `[dependency-groups]`; `[tool.uv]` adds what those standards lack. uv has
no tasks of its own, so they are poethepoet's: `uv run poe NAME`.
https://docs.astral.sh/uv/reference/settings/
"""

from __future__ import annotations

from tilth.document import Document
from tilth.managers.metadata import BUILT_IN, read_metadata, write_metadata, write_tools
from tilth.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tilth.project import Project

OLDEST = "0.8"
"""The oldest uv that projects are tested with."""

_MARKERS = {
    "linux-64": "sys_platform == 'linux' and platform_machine == 'x86_64'",
    "linux-aarch64": "sys_platform == 'linux' and platform_machine == 'aarch64'",
    "linux-ppc64le": "sys_platform == 'linux' and platform_machine == 'ppc64le'",
    "osx-64": "sys_platform == 'darwin' and platform_machine == 'x86_64'",
    "osx-arm64": "sys_platform == 'darwin' and platform_machine == 'arm64'",
    "win-64": "sys_platform == 'win32' and platform_machine == 'AMD64'",
    "win-arm64": "sys_platform == 'win32' and platform_machine == 'ARM64'",
}
_PLATFORMS = {marker: platform for platform, marker in _MARKERS.items()}


def write(project: Project) -> Mapping[str, Document]:
    """The manifest files of a project, by path."""
    document = Document()
    write_metadata(document, project)
    uv = ("tool", "uv")
    document.put((*uv, "required-version"), f">={OLDEST}", BUILT_IN)
    if project.platforms:
        markers = [_MARKERS[platform] for platform in project.platforms]
        document.put((*uv, "environments"), markers)
    write_tools(document, project)
    return {"pyproject.toml": document}


def read(files: Mapping[str, str]) -> Project:
    """The project that some manifest files describe."""
    import tomllib

    manifest = tomllib.loads(files["pyproject.toml"])
    environments = manifest.get("tool", {}).get("uv", {}).get("environments", ())
    platforms = tuple(_PLATFORMS[marker] for marker in environments)
    return replace(read_metadata(manifest), platforms=platforms)


def expressible(project: Project) -> Project:
    """The project without what uv's manifest cannot hold.

    Channels and system packages are recorded in `[tool.tilth]` only; ignore lines and editor
    settings have files of their own; conda names and modules are known to the layers.
    """
    dependencies = [replace(item, conda="", module="") for item in project.dependencies]
    return replace(
        project,
        dependencies=tuple(dependencies),
        channels=(),
        system_packages=(),
        notes={},
        ignore=(),
        attributes=(),
        editor={},
    )
