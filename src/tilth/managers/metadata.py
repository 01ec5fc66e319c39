"""The part of `pyproject.toml` that is the same under every manager.

`[build-system]`, `[project]` (PEP 621), `[dependency-groups]` (PEP 735), and the settings of tools
that are no managers.
"""

from __future__ import annotations

from tilth.names import default_package
from tilth.project import Dependency, Project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from tilth.choices import Author
    from tilth.document import Document

BUILT_IN = ("built-in",)
"""The address of what every project has, whatever was picked."""
OWN_TOOLS = ("poe", "hatch", "tilth")
"""Tables below `[tool]` that are written from the model, beside those of the managers."""

_KNOWN = frozenset(
    ("name", "version", "description", "readme", "requires-python", "license", "license-files")
) | {"authors", "dependencies", "optional-dependencies", "scripts"}
"""The keys of `[project]` that the model knows; others are the user's, and stay as they are."""


def write_metadata(document: Document, project: Project) -> None:
    """Write `[build-system]`, `[project]` and `[dependency-groups]`."""
    put = document.put
    put(("build-system", "requires"), ["hatchling>=1.27"], BUILT_IN)
    put(("build-system", "build-backend"), "hatchling.build", BUILT_IN)
    put(("project", "name"), project.name)
    put(("project", "version"), project.version, BUILT_IN)
    if project.description:
        put(("project", "description"), project.description)
    put(("project", "readme"), "README.md", BUILT_IN)
    put(("project", "requires-python"), project.python)
    if project.license:
        put(("project", "license"), project.license, ("license",))
    if project.license_files:
        put(("project", "license-files"), list(project.license_files), ("license",))
    if project.authors:
        put(("project", "authors"), [_person(author) for author in project.authors])
    for path, wanted in _by_table(project).items():
        keys = [("dependencies", *dependency.key) for dependency in wanted]
        put(path, [dependency.requirement for dependency in wanted], *keys)
    if project.scripts:
        document.put_tree(("project", "scripts"), dict(project.scripts), ("scripts",))


def write_tools(document: Document, project: Project) -> None:
    """Write how the package is built, and the settings of tools."""
    # hatchling finds `src/<name>` by itself, but not a package of another name
    wheel = ("tool", "hatch", "build", "targets", "wheel", "packages")
    document.put(wheel, [f"src/{project.package}"])
    for tool, table in project.tools.items():
        document.put_tree(("tool", tool), table, ("tools", tool))


def read_metadata(manifest: Mapping[str, Any], manager: str, unknown: list[str]) -> Project:
    """What `write_metadata` and `write_tools` wrote.

    Args:
        manifest: the parsed `pyproject.toml`.
        manager: the name of the manager's own table below `[tool]`.
        unknown: takes the dotted keys of what the model does not know.
    """
    project = manifest["project"]
    tool = manifest.get("tool", {})
    unknown += [f"project.{key}" for key in project if key not in _KNOWN]
    scripts = project.get("scripts", {})
    own = {manager, *OWN_TOOLS}
    return Project(
        name=project["name"],
        package=_package(tool, project["name"]),
        version=project.get("version", ""),
        description=project.get("description", ""),
        authors=tuple(_read_person(person) for person in project.get("authors", ())),
        license=project.get("license", ""),
        license_files=tuple(project.get("license-files", ())),
        python=project.get("requires-python", ""),
        dependencies=tuple(
            sorted(_dependencies(manifest, unknown), key=lambda dependency: dependency.key)
        ),
        scripts=scripts,
        tools={name: table for name, table in tool.items() if name not in own},
    )


def parse_requirement(text: str, *, group: str = "", optional: str = "") -> Dependency:
    """A requirement as PEP 508 writes it.

    Raises:
        packaging.requirements.InvalidRequirement: when it is none.
    """
    from packaging.requirements import Requirement  # slow to import

    parsed = Requirement(text)
    return Dependency(
        name=parsed.name,
        spec=str(parsed.specifier),
        extras=tuple(sorted(parsed.extras)),
        marker=str(parsed.marker or ""),
        group=group,
        optional=optional,
    )


def _by_table(project: Project) -> dict[tuple[str, ...], list[Dependency]]:
    tables: dict[tuple[str, ...], list[Dependency]] = {("project", "dependencies"): []}
    for item in project.dependencies:
        path: tuple[str, ...] = ("project", "dependencies")
        if item.optional:
            path = ("project", "optional-dependencies", item.optional)
        elif item.group:
            path = ("dependency-groups", item.group)
        tables.setdefault(path, []).append(item)
    return tables


def _dependencies(manifest: Mapping[str, Any], unknown: list[str]) -> Iterator[Dependency]:
    from packaging.requirements import InvalidRequirement

    project = manifest["project"]
    places = [("project.dependencies", "", "", project.get("dependencies", []))]
    for name, wanted in project.get("optional-dependencies", {}).items():
        places.append((f"project.optional-dependencies.{name}", "", name, wanted))
    for name, wanted in manifest.get("dependency-groups", {}).items():
        places.append((f"dependency-groups.{name}", name, "", wanted))
    for key, group, optional, wanted in places:
        for text in wanted:
            try:
                item = parse_requirement(text, group=group, optional=optional)
            except (InvalidRequirement, TypeError):  # a URL that is none, or an include-group
                unknown.append(f"{key}: {text}")
            else:
                if "@" in text.partition(";")[0]:
                    unknown.append(f"{key}: {text}")
                else:
                    yield item


def _package(tool: Mapping[str, Any], name: str) -> str:
    match tool:
        case {"hatch": {"build": {"targets": {"wheel": {"packages": [str() as path, *_]}}}}}:
            return path.removeprefix("src/")
    return default_package(name)


def _person(author: Author) -> dict[str, str]:
    return {key: value for key, value in author.__dict__.items() if value}


def _read_person(person: Mapping[str, str]) -> Author:
    from tilth.choices import Author

    return Author(name=person.get("name", ""), email=person.get("email", ""))
