"""Tasks through poethepoet, for managers that have none of their own.

https://poethepoet.natn.io/tasks/index.html
"""

from __future__ import annotations

from seedbed.managers.shared.calls import is_call, is_settable, same_call
from seedbed.model.project import Task
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from seedbed.formats.document import Document
    from seedbed.formats.tables import Section
    from seedbed.model.flat import Address
    from seedbed.model.project import Project

OWNED = ("tool.poe.tasks", "tool.poe.env")
"""The keys that are written here."""


def write_tasks(document: Document, project: Project) -> None:
    """Write `[tool.poe]`."""
    project = supported(project)
    for task in project.tasks:
        table: dict[str, Any] = {"help": task.help} if task.help else {}
        if task.run:
            table["cmd"] = task.run
        else:
            table["sequence"] = list(task.steps)
        document.put(("tool", "poe", "tasks", task.name), table, ("tasks", task.name))
    if project.environment:
        values = {name: _template(value) for name, value in project.environment.items()}
        document.put_tree(("tool", "poe", "env"), values, ("environment",))


def read_tasks(
    manifest: Section, unmodeled: list[str], unmodeled_addresses: list[Address]
) -> tuple[tuple[Task, ...], Mapping[str, str]]:
    """The tasks and the environment variables that `write_tasks` wrote.

    Args:
        manifest: the parsed `pyproject.toml`.
        unmodeled: takes the dotted keys of what the model does not know.
        unmodeled_addresses: takes the addresses of tasks that the model cannot describe.
    """
    poe = manifest.section("tool", "poe")
    unmodeled += poe.beside(("tasks", "env"))
    table = poe.section("tasks")
    other = any(key in poe.values for key in _OTHER_KINDS)
    tasks = []
    for name, given in table.items():
        task = None if other and not isinstance(given, dict) else _task(name, given)
        if task is None or (other and task.steps):
            unmodeled.append(table.key(name))
            unmodeled_addresses.append(("tasks", name))
        else:
            tasks.append(task)
    variables = {}
    for name, template in poe.strings("env", unmodeled=unmodeled).items():
        value = _value(template)
        if value is None or is_private(name) or not is_settable(name):
            unmodeled.append(poe.section("env").key(name))
            unmodeled_addresses.append(("environment", name))
        else:
            variables[name] = value
    return tuple(sorted(tasks, key=lambda task: task.name)), variables


_OTHER_KINDS = ("default_task_type", "default_array_task_type", "default_array_item_task_type")
"""Settings that say what a text or a list is, where it does not say it itself."""


def supported(project: Project) -> Project:
    """The project without the tasks and variables that poethepoet would take for others."""
    return replace(
        project,
        tasks=tuple(task for task in project.tasks if is_same(task) and is_name(task.name)),
        environment={
            name: value
            for name, value in project.environment.items()
            if is_settable(name) and not is_private(name)
        },
    )


def is_same(task: Task) -> bool:
    """Whether all managers do the same at a task."""
    return is_call(task.run) if task.run else is_plain(task.steps)


def runs_twice(task: Task, steps: Mapping[str, Sequence[str]]) -> bool:
    """Whether an alias comes to a task more than once: poethepoet runs it each time, Pixi once.

    Args:
        task: the alias.
        steps: the steps of all tasks, by name.
    """
    left, seen = [*task.steps], {task.name}
    while left:
        name = left.pop()
        if name in seen:
            return True
        seen.add(name)
        left += steps.get(name, ())
    return False


def is_private(name: str) -> bool:
    """Whether poethepoet keeps a variable from the programs that it starts."""
    return name.startswith("_") and name == name.lower()


def _task(name: str, given: object) -> Task | None:
    match given:
        case str(run):
            return _called(name, run)
        case {"cmd": str(run), **rest} if is_help(rest, "help"):
            return _called(name, run, str(rest.get("help", "")))
        case {"sequence": [*steps], **rest} if is_plain(steps) and is_help(rest, "help"):
            return Task(name=name, steps=tuple(steps), help=str(rest.get("help", "")))
    return None


def _called(name: str, text: str, help_: str = "") -> Task | None:
    from seedbed.managers.shared.poe_cmd import (
        read_call,  # patterns, which what only writes needs not
    )

    run = same_call(text, read_call)
    return Task(name=name, run=run, help=help_) if run else None


def _template(value: str) -> str:
    """A variable's value as poethepoet has it, which puts other variables in for `${NAME}`."""
    import re

    return re.sub(r"\\(?=[\\$])", r"\\\\", value).replace("${", r"\${")


def _value(template: str) -> str | None:
    """What `_template` wrote; None where another variable is put in."""
    import re

    if re.search(r"(?<!\\)(?:\\\\)*\$\{", template):
        return None
    return re.sub(r"\\([\\$])", r"\1", template)


def is_plain(steps: Sequence[Any]) -> bool:
    """Whether all steps are names of tasks, without arguments, and there are some."""
    return bool(steps) and all(isinstance(step, str) and is_name(step) for step in steps)


def is_name(task: str) -> bool:
    """Whether poethepoet takes a task by that name; it refuses a file with any other."""
    first, rest = task[:1].replace("_", "x"), task.translate(_IN_NAMES)
    return first.isalpha() and rest.isalnum()


_IN_NAMES = str.maketrans("_:+-", "xxxx")


def step_name(step: Any) -> Any:
    """A step of a task; its name, where it is a table that says no more (`pixi task alias`)."""
    return step["task"] if isinstance(step, dict) and set(step) == {"task"} else step


def is_help(rest: Mapping[Any, Any], key: str) -> bool:
    """Whether the rest of a task is at most one line of help."""
    return not rest or (set(rest) == {key} and isinstance(rest[key], str))
