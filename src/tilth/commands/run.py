"""`tilth run`: run one of the project's tasks."""

from __future__ import annotations

from tilth.managers import load_driver
from tilth.state import locate, manager_of


def run(task: str, arguments: list[str]) -> int:
    """Run a task in the project's environment.

    Returns:
        The task's exit status; where the system allows it, the task replaces this process.

    Raises:
        TilthError: when there is no project here, or the manager cannot be started.
    """
    project = locate()
    return load_driver(manager_of(project)).run_task(project.root, task, arguments)
