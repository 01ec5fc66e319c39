"""The part of `pyproject.toml` that is the same under every manager.

`[build-system]`, `[project]` (PEP 621), `[dependency-groups]` (PEP 735), the tasks, and the
settings of tools that are no managers.
"""

from __future__ import annotations

from tilth.project import Dependency, Project, Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tilth.choices import Author
    from tilth.document import Document

BUILT_IN = ("built-in",)
"""The address of what every project has, whatever was picked."""
MANAGER_TABLES = ("uv", "poe", "hatch", "tilth")
"""Tables below `[tool]` that tilth writes itself."""


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
    for group, wanted in _by_group(project).items():
        path = ("dependency-groups", group) if group else ("project", "dependencies")
        keys = [("dependencies", *dependency.key) for dependency in wanted]
        put(path, [dependency.requirement for dependency in wanted], *keys)
    if project.scripts:
        document.put_tree(("project", "scripts"), dict(project.scripts), ("scripts",))


def write_tools(document: Document, project: Project) -> None:
    """Write the tasks, how the package is built, and the settings of tools."""
    for task in project.tasks:
        table: dict[str, Any] = {"help": task.help} if task.help else {}
        if task.run:
            table["cmd"] = task.run
        else:
            table["sequence"] = list(task.steps)
        document.put(("tool", "poe", "tasks", task.name), table, ("tasks", task.name))
    if project.environment:
        document.put_tree(("tool", "poe", "env"), dict(project.environment), ("environment",))
    # hatchling finds `src/<name>` by itself, but not a package of another name
    wheel = ("tool", "hatch", "build", "targets", "wheel", "packages")
    document.put(wheel, [f"src/{project.package}"])
    for tool, table in project.tools.items():
        document.put_tree(("tool", tool), table, ("tools", tool))


def read_metadata(manifest: Mapping[str, Any]) -> Project:
    """What `write_metadata` and `write_tools` wrote."""
    project = manifest["project"]
    tool = manifest.get("tool", {})
    poe = tool.get("poe", {})
    groups = {"": project.get("dependencies", []), **manifest.get("dependency-groups", {})}
    dependencies = [
        parse_requirement(text, group) for group, wanted in groups.items() for text in wanted
    ]
    packages = tool.get("hatch", {}).get("build", {}).get("targets", {}).get("wheel", {})
    return Project(
        name=project["name"],
        package=packages["packages"][0].removeprefix("src/"),
        version=project["version"],
        description=project.get("description", ""),
        authors=tuple(_read_person(person) for person in project.get("authors", ())),
        license=project.get("license", ""),
        license_files=tuple(project.get("license-files", ())),
        python=project.get("requires-python", ""),
        dependencies=tuple(sorted(dependencies, key=lambda dependency: dependency.key)),
        scripts=project.get("scripts", {}),
        tasks=tuple(_read_task(name, table) for name, table in poe.get("tasks", {}).items()),
        environment=poe.get("env", {}),
        tools={name: table for name, table in tool.items() if name not in MANAGER_TABLES},
    )


def parse_requirement(text: str, group: str = "") -> Dependency:
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
    )


def _by_group(project: Project) -> dict[str, list[Dependency]]:
    groups: dict[str, list[Dependency]] = {"": []}
    for dependency in project.dependencies:
        groups.setdefault(dependency.group, []).append(dependency)
    return groups


def _person(author: Author) -> dict[str, str]:
    return {key: value for key, value in author.__dict__.items() if value}


def _read_person(person: Mapping[str, str]) -> Author:
    from tilth.choices import Author

    return Author(name=person.get("name", ""), email=person.get("email", ""))


def _read_task(name: str, table: Mapping[str, Any]) -> Task:
    return Task(
        name=name,
        run=table.get("cmd", ""),
        steps=tuple(table.get("sequence", ())),
        help=table.get("help", ""),
    )
