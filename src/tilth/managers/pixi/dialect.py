"""Pixi's manifest: `[tool.pixi]` in `pyproject.toml`.

Pixi reads `[project]` too: its requirements are Pixi's PyPI dependencies, and each dependency group
or optional feature is a feature of the same name. What `[tool.pixi]` adds to a requirement (that
it comes from a conda channel, or from an index of its own) stands there in tables of its own.
https://pixi.sh/latest/reference/pixi_manifest/
"""

from __future__ import annotations

from tilth.document import Document
from tilth.managers import MANAGERS, Reading, hatch
from tilth.managers.conda_packages import CONDA_NAMES, INDEXES, groups
from tilth.managers.metadata import (
    BUILT_IN,
    DERIVED,
    parse_manifest,
    read_metadata,
    write_metadata,
    write_tools,
)
from tilth.managers.pixi import packages, tasks
from tilth.managers.pixi.reading import read_packages
from tilth.names import canonical
from tilth.project import Platform
from tilth.record import replace
from tilth.text.toml import Inline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from tilth.addresses import Address
    from tilth.project import Project
    from tilth.text.tables import Section

OWNED = (
    "tool.pixi",
    ".".join(CONDA_NAMES),
    ".".join(INDEXES),
    *hatch.OWNED,
)
"""The keys that only Pixi and what it works with read; the others are what all managers share."""

_TOP = frozenset(
    ("workspace", "dependencies", "pypi-dependencies", "pypi-options", "feature", "target")
) | {"environments", "tasks", "activation", "system-requirements", "project"}
_VIRTUAL = ("cuda", "glibc", "macos")


def write(project: Project) -> Mapping[str, Document]:
    """The manifest files of a project, by path."""
    document = Document()
    project = expressible(project)
    hatch.write_build(document)
    write_metadata(document, project)
    workspace = (*packages.PIXI, "workspace")
    channels = [("channels", name) for name in project.channels]
    document.put((*workspace, "channels"), list(project.channels), *channels)
    platforms = [_platform(platform) for platform in project.platforms]
    document.put((*workspace, "platforms"), platforms)
    document.put((*workspace, "requires-pixi"), f">={MANAGERS['pixi'].oldest}", BUILT_IN)
    packages.write_packages(document, project)
    # `default` is what the package needs to run; `dev` has all that people work with
    for name, environment in _environments(project).items():
        document.put((*packages.PIXI, "environments", name), environment, DERIVED)
    tasks.write_tasks(document, project)
    hatch.write_package(document, project)
    write_tools(document, project)
    return {"pyproject.toml": document}


def read(files: Mapping[str, str]) -> Reading:
    """The project that some manifest files describe, and what in them the model does not know."""
    unknown: list[str] = []
    opaque: list[Address] = []
    manifest = parse_manifest(files)
    pixi = manifest.section(*packages.PIXI)
    unknown += pixi.beside(_TOP)
    project = read_metadata(manifest, hatch.read_package(manifest), unknown)
    workspace = _workspace(pixi, unknown)
    project = replace(
        project,
        channels=tuple(_channels(workspace, unknown)),
        platforms=tuple(sorted(_platforms(pixi, workspace, unknown), key=lambda one: one.name)),
    )
    project = read_packages(manifest, project, unknown)
    environment = tasks.default_environment(project)
    found, variables = tasks.read_tasks(pixi, environment, unknown, opaque)
    project = replace(project, tasks=found, environment=variables)
    project = replace(project, exclusive=_read_environments(pixi, project, unknown))
    return Reading(project=project, unknown=tuple(unknown), opaque=tuple(opaque))


def expressible(project: Project) -> Project:
    """The project without what Pixi's manifest cannot hold.

    It has an environment of its own for each group that excludes others, so that none of those can
    be combined. Its tasks run in a shell: commands that hold what a shell acts on are left out.
    """
    project = packages.expressible(project)
    return replace(
        project,
        exclusive=_apart(project),
        tasks=tasks.expressible(project.tasks),
        # the schema wants at least one character
        environment={name: value for name, value in project.environment.items() if value},
        notes={},
        ignore=(),
        attributes=(),
        editor={},
    )


def is_manifest(path: str) -> bool:
    """Whether a path is one of a manifest file."""
    return path == "pyproject.toml"


def caveats(project: Project) -> list[str]:  # noqa: ARG001  # the protocol's
    """What Pixi does otherwise than a project says: nothing."""
    return []


def _platform(platform: Platform) -> str | dict[str, str]:
    virtual = {key: getattr(platform, key) for key in _VIRTUAL if getattr(platform, key)}
    if platform.name == platform.subdir:
        return {"platform": platform.subdir, **virtual} if virtual else platform.subdir
    return {"name": platform.name, "platform": platform.subdir, **virtual}


def _apart(project: Project) -> tuple[tuple[str, ...], ...]:
    """The features that exclude others, in one set; none when it would hold less than two."""
    named = {name for names in project.exclusive for name in names}
    apart = tuple(sorted(named.intersection(packages.features(project))))
    return (apart,) if len(apart) > 1 else ()


def _environments(project: Project) -> dict[str, Inline]:
    """Environments by name; all that can be installed together is solved together."""
    apart = {name for names in project.exclusive for name in names}
    together = {"solve-group": "default"}
    found = {"default": Inline(together)}
    others = [name for name in groups(project) if name not in apart]
    for name in packages.features(project):
        if name in apart:
            found[canonical(name)] = Inline(features=[name])
        elif name == "dev":
            rest = [group for group in others if group != "dev"]
            found["dev"] = Inline(features=["dev", *rest], **together)
        else:
            found[canonical(name)] = Inline(features=[name], **together)
    return found


def _read_environments(
    pixi: Section, project: Project, unknown: list[str]
) -> tuple[tuple[str, ...], ...]:
    """What excludes each other: all features whose environments are solved apart."""
    given = pixi.section("environments")
    alone = tuple(
        name
        for name in packages.features(project)
        if given.values.get(canonical(name)) == {"features": [name]}
    )
    apart = _apart(replace(project, exclusive=(alone,)))
    expected = _environments(replace(project, exclusive=apart))
    unknown += [
        given.key(name) for name, environment in given.items() if environment != expected.get(name)
    ]
    return apart


def _workspace(pixi: Section, unknown: list[str]) -> Section:
    name = "workspace" if "workspace" in pixi.values else "project"  # as before Pixi 0.41
    found = pixi.section(name)
    unknown += found.beside(("channels", "platforms", "requires-pixi"))
    return found


def _channels(workspace: Section, unknown: list[str]) -> Iterator[str]:
    seen = set()
    for channel in workspace.many("channels"):
        if isinstance(channel, str) and channel not in seen:
            seen.add(channel)
            yield channel
        else:  # with a priority of its own
            unknown.append(workspace.key("channels", channel))


def _platforms(pixi: Section, workspace: Section, unknown: list[str]) -> Iterator[Platform]:
    required = _system_requirements(pixi, unknown)
    seen = set()
    for given in workspace.many("platforms"):
        platform = _read_platform(given)
        if platform is None or platform.name in seen:
            unknown.append(workspace.key("platforms", given))
        else:
            seen.add(platform.name)
            yield _with_required(platform, required)


def _read_platform(given: Any) -> Platform | None:
    match given:
        case str(subdir) if subdir:
            return Platform(name=subdir, subdir=subdir)
        case {"platform": str(subdir)} if _is_plain(given):
            fields = {key: given[key] for key in given if key != "platform"}
            return Platform(**{"name": subdir, "subdir": subdir, **fields})
    return None


def _is_plain(given: Mapping[str, object]) -> bool:
    known = {"name", "platform", *_VIRTUAL}
    return set(given) <= known and all(isinstance(one, str) and one for one in given.values())


def _system_requirements(pixi: Section, unknown: list[str]) -> dict[str, str]:
    """`[system-requirements]`, which Pixi deprecated in 0.71: it is read and never written."""
    found: dict[str, str] = {}
    names = {"cuda": "cuda", "macos": "macos", "libc": "glibc"}
    required = pixi.section("system-requirements")
    for key, value in required.items():
        match value:
            case {"family": "glibc", "version": str(version)} if key == "libc":
                found["glibc"] = version
            case str(version) if key in names:
                found[names[key]] = version
            case _:
                unknown.append(required.key(key))
    return found


def _with_required(platform: Platform, required: Mapping[str, str]) -> Platform:
    system = platform.subdir.partition("-")[0]
    fields = {"linux": ("cuda", "glibc"), "win": ("cuda",), "osx": ("macos",)}.get(system, ())
    found = {key: required[key] for key in fields if key in required}
    return replace(platform, **{k: v for k, v in found.items() if not getattr(platform, k)})
