"""Tasks through poethepoet, for managers that have none of their own.

https://poethepoet.natn.io/tasks/index.html
"""

from __future__ import annotations

from tilth.project import Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tilth.document import Document
    from tilth.project import Project


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
    manifest: Mapping[str, Any], unknown: list[str]
) -> tuple[tuple[Task, ...], Mapping[str, str]]:
    """The tasks and the environment variables that `write_tasks` wrote.

    Args:
        manifest: the parsed `pyproject.toml`.
        unknown: takes the dotted keys of what the model does not know.
    """
    poe = manifest.get("tool", {}).get("poe", {})
    unknown += [f"tool.poe.{key}" for key in poe if key not in {"tasks", "env"}]
    tasks = []
    for name, table in poe.get("tasks", {}).items():
        match table:
            case {"cmd": str(run)} if set(table) <= {"cmd", "help"}:
                tasks.append(Task(name=name, run=run, help=table.get("help", "")))
            case {"sequence": [*steps]} if set(table) <= {"sequence", "help"} and _plain(steps):
                tasks.append(Task(name=name, steps=tuple(steps), help=table.get("help", "")))
            case _:
                unknown.append(f"tool.poe.tasks.{name}")
    variables = poe.get("env", {})
    return tuple(sorted(tasks, key=lambda task: task.name)), variables


def _plain(steps: list[object]) -> bool:
    return all(isinstance(step, str) for step in steps)
