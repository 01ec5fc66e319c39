"""`tilth run`: run one of the project's tasks."""

from __future__ import annotations

from tilth.commands.driving import driver_of
from tilth.state import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def become_task(task: str, arguments: list[str]) -> NoReturn:
    """Turn this process into a task of the project, in the project's environment.

    Raises:
        TilthError: when there is no project here, or the manager cannot be started.
    """
    project = locate()
    driver_of(project).become_task(project.root, task, arguments)
