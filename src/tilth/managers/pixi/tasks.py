"""Pixi's own tasks, and the variables that an environment is entered with.

https://pixi.sh/latest/workspace/advanced_tasks/
"""

from __future__ import annotations

from tilth.managers.pixi.packages import features
from tilth.managers.poe import is_help, is_plain
from tilth.project import Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from tilth.addresses import Address
    from tilth.document import Document
    from tilth.project import Project
    from tilth.text.tables import Section

_TASKS = ("tool", "pixi", "tasks")
_VARIABLES = ("tool", "pixi", "activation", "env")


_SHELL = frozenset("&|;<>`") | {"$("}
"""What Pixi's shell acts on, and managers without a shell hand to the program."""


def expressible(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """The tasks whose commands mean the same with Pixi's shell as without a shell."""
    return tuple(task for task in tasks if not _needs_shell(task.run))


def default_environment(project: Project) -> str:
    """The environment that tasks run in: `dev`, which has the tools, where there is one."""
    return "dev" if "dev" in features(project) else ""


def write_tasks(document: Document, project: Project) -> None:
    """Write `[tool.pixi.tasks]` and `[tool.pixi.activation.env]`."""
    environment = default_environment(project)
    for task in project.tasks:
        table: dict[str, Any] = {"description": task.help} if task.help else {}
        if task.run:
            table["cmd"] = task.run
            if environment:
                table["default-environment"] = environment
        else:  # an alias: Pixi refuses a file that says where one runs
            table["depends-on"] = list(task.steps)
        document.put((*_TASKS, task.name), table, ("tasks", task.name))
    if project.environment:
        document.put_tree(_VARIABLES, dict(project.environment), ("environment",))


def read_tasks(
    pixi: Section, environment: str, unknown: list[str], opaque: list[Address]
) -> tuple[tuple[Task, ...], dict[str, str]]:
    """The tasks and the variables that `write_tasks` wrote.

    Args:
        pixi: what `[tool.pixi]` holds.
        environment: the one that tasks are expected to run in.
        unknown: takes the dotted keys of what the model does not know.
        opaque: takes the addresses of tasks that the model cannot describe.
    """
    table = pixi.section("tasks")
    tasks = []
    for name, given in table.items():
        task = _task(name, given, environment)
        if task is None:
            unknown.append(table.key(name))
            opaque.append(("tasks", name))
        else:
            tasks.append(task)
    activation = pixi.section("activation")
    unknown += activation.beside(("env",))
    variables = activation.strings("env", unknown=unknown)
    return tuple(sorted(tasks, key=lambda task: task.name)), variables


def _needs_shell(run: str) -> bool:
    return any(sign in run for sign in _SHELL)


def _task(name: str, given: object, environment: str) -> Task | None:
    if isinstance(given, str) and given and not _needs_shell(given):
        return Task(name=name, run=given)
    if not isinstance(given, dict) or given.get("default-environment", environment) != environment:
        return None
    match {key: value for key, value in given.items() if key != "default-environment"}:
        case {"cmd": str(run), **rest} if (
            run and not _needs_shell(run) and is_help(rest, "description")
        ):
            return Task(name=name, run=run, help=rest.get("description", ""))
        case {"depends-on": [*steps], **rest} if is_plain(steps) and is_help(rest, "description"):
            return Task(name=name, steps=tuple(steps), help=rest.get("description", ""))
    return None
