"""Tasks through poethepoet, for managers that have none of their own.

https://poethepoet.natn.io/tasks/index.html
"""

from __future__ import annotations

from tilth.project import Task
from tilth.text import tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tilth.addresses import Address
    from tilth.document import Document
    from tilth.project import Project

OWNED = ("tool.poe.tasks", "tool.poe.env")
"""The keys that are written here."""


def write_tasks(document: Document, project: Project) -> None:
    """Write `[tool.poe]`."""
    for task in project.tasks:
        table: dict[str, Any] = {"help": task.help} if task.help else {}
        if task.run:
            table["cmd"] = task.run
        else:
            table["sequence"] = list(task.steps)
        document.put(("tool", "poe", "tasks", task.name), table, ("tasks", task.name))
    if project.environment:
        document.put_tree(("tool", "poe", "env"), dict(project.environment), ("environment",))


def read_tasks(
    manifest: Mapping[str, Any], unknown: list[str], opaque: list[Address]
) -> tuple[tuple[Task, ...], Mapping[str, str]]:
    """The tasks and the environment variables that `write_tasks` wrote.

    Args:
        manifest: the parsed `pyproject.toml`.
        unknown: takes the dotted keys of what the model does not know.
        opaque: takes the addresses of tasks that the model cannot describe.
    """
    poe = tables.table(manifest, "tool", "poe")
    unknown += [f"tool.poe.{key}" for key in poe if key not in {"tasks", "env"}]
    tasks = []
    for name, given in tables.table(poe, "tasks").items():
        match given:
            case str(run) if run:
                tasks.append(Task(name=name, run=run))
            case {"cmd": str(run)} if set(given) <= {"cmd", "help"}:
                tasks.append(Task(name=name, run=run, help=given.get("help", "")))
            case {"sequence": [*steps]} if set(given) <= {"sequence", "help"} and plain(steps):
                tasks.append(Task(name=name, steps=tuple(steps), help=given.get("help", "")))
            case _:
                unknown.append(f"tool.poe.tasks.{name}")
                opaque.append(("tasks", name))
    variables = tables.table(poe, "env")
    return tuple(sorted(tasks, key=lambda task: task.name)), variables


def plain(steps: list[object]) -> bool:
    """Whether all steps are names of tasks."""
    return all(isinstance(step, str) for step in steps)
