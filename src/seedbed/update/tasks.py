"""Tasks, variables and groups at a switch: what belongs together moves together, or stays; pure."""

from __future__ import annotations

from seedbed.model.project import Task
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect, Reading
    from seedbed.model.flat import Address
    from seedbed.model.project import Project


def without_tied(
    reading: Reading, stated: Project, new: Dialect, base: Project, theirs: Project
) -> tuple[Reading, Project]:
    """A reading without the tasks and variables that mean something to the old manager alone.

    They stay where they stand, or are set aside, as what the old manager's dialect could not read
    is. A task goes with its steps: the new manager would refuse a file where one of them is
    missing. A group's packages go with all else that makes it.

    Args:
        reading: the manifest as it was read.
        stated: the project as it counts.
        new: the dialect of the manager that the project is to have.
        base: what was generated last.
        theirs: what would be generated now.
    """
    held = new.supported(stated)
    unread = {address[1] for address in reading.unmodeled_addresses if address[0] == "tasks"}
    tasks = {task.name: task for task in held.tasks if task.name not in unread}
    removed = {task.name for task in base.tasks} - {task.name for task in stated.tasks} - unread
    given = {task.name for task in theirs.tasks} - removed
    while unmet := _unmet(tasks, {*tasks, *given}):
        tasks = {name: task for name, task in tasks.items() if name not in unmet}
    tied: dict[Address, None] = {}
    tied |= {("tasks", one.name): None for one in stated.tasks if one.name not in tasks}
    names = (name for name in stated.environment if name not in held.environment)
    tied |= {("environment", name): None for name in names}
    partial = reading.partial
    return replace(
        reading,
        project=_without(reading.project, tied, partial),
        other=_without(reading.other, tied, partial) if reading.other else None,
        unmodeled_addresses=tuple(dict.fromkeys((*reading.unmodeled_addresses, *tied))),
    ), _without(stated, tied, partial)


def _without(project: Project, tied: Collection[Address], partial: Collection[str]) -> Project:
    """A project without some tasks and variables, and without the packages of some groups."""
    variables = project.environment.items()
    return replace(
        project,
        system_packages=tuple(one for one in project.system_packages if one.group not in partial),
        tasks=tuple(one for one in project.tasks if ("tasks", one.name) not in tied),
        environment={name: value for name, value in variables if ("environment", name) not in tied},
    )


def _unmet(tasks: Mapping[str, Task], known: set[str]) -> set[str]:
    """The names of aliases of which a step is not known."""
    return {name for name, task in tasks.items() if not known.issuperset(task.steps)}


def drop_unmet(merged: dict[Address, Any]) -> list[Address]:
    """Take out aliases of tasks that are not there, which no manager takes, and name them."""
    found: list[Address] = []
    while unmet := [
        ("tasks", task.name)
        for task in merged.values()
        if isinstance(task, Task) and any(("tasks", step) not in merged for step in task.steps)
    ]:
        for address in unmet:
            del merged[address]
        found += unmet
    return found
