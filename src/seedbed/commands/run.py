"""`seedbed run`: run one of the project's tasks."""

from __future__ import annotations

import os

from seedbed.errors import ENVIRONMENT, SeedbedError, nearest, usage_error
from seedbed.formats.newer_toml import may_have
from seedbed.formats.tables import parse
from seedbed.host.process import find
from seedbed.host.reading import read_text
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import environment_of
from seedbed.model.choices import ENVIRONMENT as ENVIRONMENT_YML
from seedbed.model.choices import PIXI_TOML, POETRY_1
from seedbed.update.texts import NAME
from seedbed.workspace import driver_of, locate, manager_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import NoReturn

    from seedbed.managers.protocols import Driver
    from seedbed.managers.shared.runnable import Runnable
    from seedbed.workspace import Workspace


_POETHEPOET = "poethepoet"
_POE = ("bin/poe", "Scripts/poe.exe")
"""Where an environment has its command."""


def exec_task(task: str, arguments: list[str]) -> NoReturn:
    """Turn this process into a task of the project, in the project's environment.

    Args:
        task: its name.
        arguments: what is handed to its program, each as it is.

    Raises:
        SeedbedError: when there is no project here, no such task, the task takes no arguments, or
            the manager cannot be started.
    """
    project = locate()
    known = _known(project)
    typed = False
    if known is not None:
        if task not in known:
            raise _no_task(task, known)
        typed = known[task].typed
        if arguments and known[task].drops:
            raise usage_error(
                f"The task '{task}' takes no arguments: {known[task].drops}.",
                "Pass them to the task that they are for, or change this one.",
                code="task-takes-no-arguments",
            )
    driver = driver_of(project)
    _check_is_read(project, driver)
    if project.table.get("layout"):
        _check_has_poe(project)
    driver.exec_task(project.root, task, driver.passed(project.root, arguments, typed=typed))


def tasks() -> dict[str, str]:
    """The tasks of the project here, by name, with a line of help.

    Raises:
        SeedbedError: when there is no project here, or its manifest alone cannot tell.
    """
    project = locate()
    found = _known(project)
    if found is None:
        raise SeedbedError(
            "The tasks of this project can't be listed: some may be in other files.",
            "To list them, run 'poe' in the project's environment.",
            code="tasks-elsewhere",
        )
    return {name: task.help for name, task in found.items()}


def _known(project: Workspace) -> Mapping[str, Runnable] | None:
    """The tasks by name; None where some may stand in other files."""
    found = tasks_of(project)
    is_adopted = bool(project.table.get("layout"))
    return {} if found is None and is_adopted and not _has_poe(project) else found


def _has_poe(project: Workspace) -> bool:
    """Whether the manifest says anything of poethepoet, which an adopted project need not have."""
    tool = project.manifest["tool"]
    return "poe" in tool or any(
        os.path.isfile(os.path.join(project.root, f"poe_tasks.{ending}"))
        for ending in ("toml", "yaml", "json")
    )


def _check_is_read(project: Workspace, driver: Driver) -> None:
    """Refuse to start poethepoet where it would not read its tasks, with a better sentence."""
    path = "pyproject.toml"
    manager = manager_of(project)
    if MANAGERS[manager].tasks != "poe":
        return
    text = read_text(os.path.join(project.root, path))
    if may_have(text):
        from seedbed.commands.refusing import check_stands

        check_stands(manager, {path: text}, lambda: driver, project.root)


def _check_has_poe(project: Workspace) -> None:
    """Refuse to run tasks of an adopted project if there is no poethepoet to run them."""
    name, root = manager_of(project), project.root
    if MANAGERS[name].tasks != "poe" or _POETHEPOET in read_text(os.path.join(root, NAME)):
        return
    environment = environment_of(root, name)
    if not os.path.isdir(environment) or find("poe"):
        return
    if any(os.path.exists(os.path.join(environment, path)) for path in _POE):
        return
    add = {
        POETRY_1: f"poetry add --group dev {_POETHEPOET}",
        ENVIRONMENT_YML: f"write '- {_POETHEPOET}' into environment.yml, then run 'seedbed sync'",
    }.get(str(project.table.get("layout")), f"seedbed add --dev {_POETHEPOET}")
    raise SeedbedError(
        f"{_POETHEPOET} runs this project's tasks, but the project doesn't list it.",
        f"To add it: {add}",
        code="no-poethepoet",
        status=ENVIRONMENT,
    )


def tasks_of(project: Workspace) -> Mapping[str, Runnable] | None:
    """The tasks that can be run, by name; None when the manifest alone cannot tell.

    Raises:
        SeedbedError: when `[tool.seedbed]` names no manager that seedbed knows.
    """
    from seedbed.managers.shared.runnable import pixi_tasks, poe_tasks

    read = {"pixi": pixi_tasks, "poe": poe_tasks}[MANAGERS[manager_of(project)].tasks]
    manifest = project.manifest
    if project.table.get("layout") == PIXI_TOML:
        path = os.path.join(project.root, PIXI_TOML)
        manifest = {"tool": {"pixi": parse(read_text(path), path)}}
    return read(manifest)


def _no_task(task: str, known: Mapping[str, Runnable]) -> SeedbedError:
    meant = nearest(task, tuple(known))
    names = ", ".join(sorted(known))
    listed = f"It has {names}." if known else "It has no tasks at all."
    return usage_error(
        f"This project has no task {task!r}.",
        f"Did you mean '{meant}'? {listed}" if meant else listed,
        code="unknown-task",
    )
