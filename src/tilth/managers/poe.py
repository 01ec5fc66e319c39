"""Tasks through poethepoet, for managers that have none of their own.

https://poethepoet.natn.io/tasks/index.html
"""

from __future__ import annotations

from tilth.project import Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from tilth.addresses import Address
    from tilth.document import Document
    from tilth.project import Project
    from tilth.text.tables import Section

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
    manifest: Section, unknown: list[str], opaque: list[Address]
) -> tuple[tuple[Task, ...], Mapping[str, str]]:
    """The tasks and the environment variables that `write_tasks` wrote.

    Args:
        manifest: the parsed `pyproject.toml`.
        unknown: takes the dotted keys of what the model does not know.
        opaque: takes the addresses of tasks that the model cannot describe.
    """
    poe = manifest.section("tool", "poe")
    unknown += poe.beside(("tasks", "env"))
    table = poe.section("tasks")
    tasks = []
    for name, given in table.items():
        match given:
            case str(run) if run:
                tasks.append(Task(name=name, run=run))
            case {"cmd": str(run), **rest} if run and is_help(rest, "help"):
                tasks.append(Task(name=name, run=run, help=str(rest.get("help", ""))))
            case {"sequence": [*steps], **rest} if is_plain(steps) and is_help(rest, "help"):
                tasks.append(Task(name=name, steps=tuple(steps), help=str(rest.get("help", ""))))
            case _:
                unknown.append(table.key(name))
                opaque.append(("tasks", name))
    variables = poe.strings("env", unknown=unknown)
    return tuple(sorted(tasks, key=lambda task: task.name)), variables


def is_plain(steps: list[Any]) -> bool:
    """Whether all steps are names of tasks, and there are some."""
    return bool(steps) and all(isinstance(step, str) for step in steps)


def is_help(rest: Mapping[Any, Any], key: str) -> bool:
    """Whether the rest of a task is at most one line of help."""
    return not rest or (set(rest) == {key} and isinstance(rest[key], str))
