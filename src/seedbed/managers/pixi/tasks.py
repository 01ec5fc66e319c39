"""Pixi's own tasks, and the variables that an environment is entered with.

https://pixi.sh/latest/workspace/advanced_tasks/
"""

from __future__ import annotations

from seedbed.managers.pixi.packages import features
from seedbed.managers.shared.calls import is_settable, same_call
from seedbed.managers.shared.poe import is_help, is_plain, is_same, runs_twice, step_name
from seedbed.model.names import canonical
from seedbed.model.project import Task
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.formats.document import Document
    from seedbed.formats.tables import Section
    from seedbed.model.flat import Address
    from seedbed.model.project import Project

_TASKS = ("tool", "pixi", "tasks")
_VARIABLES = ("tool", "pixi", "activation", "env")


_ACTIVE = frozenset('$`"\\')
"""Signs in a value that one of the shells acts on for which Pixi writes it.

bash acts on a value with a `$` only; zsh, fish and PowerShell always get it in double quotes.
"""


def supported(project: Project) -> Project:
    """The project without the tasks and variables that Pixi would take for others."""
    steps = {task.name: task.steps for task in project.tasks}
    return replace(
        project,
        tasks=tuple(
            task for task in project.tasks if is_same(task) and not runs_twice(task, steps)
        ),
        environment={
            name: value
            for name, value in project.environment.items()
            if is_settable(name) and _is_inert(value, project)
        },
    )


def _is_inert(value: str, project: Project) -> bool:
    """Whether a variable's value is the same in all shells."""
    windows = any(one.subdir.startswith("win") for one in project.platforms)
    special = {*_ACTIVE, "%"} if windows else _ACTIVE
    return special.isdisjoint(value) and min(value, default=" ") >= " "


def default_environment(project: Project, task: str = "") -> str:
    """The environment that a task runs in: `dev`, which has the tools, where there is one.

    A task that is called like a group on demand, as `docs` and `docs-check` are, runs in the
    environment of that group, which `dev` lacks.
    """
    if "dev" not in features(project):
        return ""
    named = [one for one in project.on_demand if task == one or task.startswith(f"{one}-")]
    return canonical(max(named, key=len)) if named else "dev"


def write_tasks(document: Document, project: Project) -> None:
    """Write `[tool.pixi.tasks]` and `[tool.pixi.activation.env]`."""
    for task in project.tasks:
        environment = default_environment(project, task.name)
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
    pixi: Section, project: Project, unmodeled: list[str], unmodeled_addresses: list[Address]
) -> tuple[tuple[Task, ...], dict[str, str]]:
    """The tasks and the variables that `write_tasks` wrote.

    Args:
        pixi: what `[tool.pixi]` holds.
        project: what else the manifest says.
        unmodeled: takes the dotted keys of what the model does not know.
        unmodeled_addresses: takes the addresses of tasks that the model cannot describe.
    """
    table = pixi.section("tasks")
    tasks = []
    for name, given in table.items():
        task = _task(name, given, default_environment(project, name))
        if task is None:
            unmodeled.append(table.key(name))
            unmodeled_addresses.append(("tasks", name))
        else:
            tasks.append(task)
    steps = {task.name: task.steps for task in tasks}
    twice = {task.name: None for task in tasks if runs_twice(task, steps)}  # Pixi runs that once
    unmodeled += map(table.key, twice)
    unmodeled_addresses += [("tasks", name) for name in twice]
    tasks = [task for task in tasks if task.name not in twice]
    activation = pixi.section("activation")
    unmodeled += activation.beside(("env",))
    variables = {}
    for name, value in activation.strings("env", unmodeled=unmodeled).items():
        if not (is_settable(name) and _is_inert(value, project)):
            unmodeled.append(activation.section("env").key(name))
            unmodeled_addresses.append(("environment", name))
        else:
            variables[name] = value
    return tuple(sorted(tasks, key=lambda task: task.name)), variables


def _task(name: str, given: object, environment: str) -> Task | None:
    if isinstance(given, str):
        return _called(name, given)
    if isinstance(given, list) and given:
        given = {"depends-on": given}
    if not isinstance(given, dict) or given.get("default-environment", environment) != environment:
        return None
    match {key: value for key, value in given.items() if key != "default-environment"}:
        case {"cmd": str(run), **rest} if is_help(rest, "description"):
            return _called(name, run, rest.get("description", ""))
        case {"depends-on": [*steps], **rest} if is_help(rest, "description"):
            names = [step_name(step) for step in steps]
            if is_plain(names):
                return Task(name=name, steps=tuple(names), help=rest.get("description", ""))
    return None


def _called(name: str, text: str, help_: str = "") -> Task | None:
    from seedbed.managers.pixi.shell import read_call  # patterns, which what only writes needs not

    run = same_call(text, read_call)
    return Task(name=name, run=run, help=help_) if run else None
