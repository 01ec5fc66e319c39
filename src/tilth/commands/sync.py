"""`tilth sync`: make the environment match the project."""

from __future__ import annotations

from tilth.commands.driving import driver_of
from tilth.state import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def sync() -> str:
    """Let the manager lock, where that is due, and install.

    Returns:
        The project's folder.

    Raises:
        TilthError: when there is no project here, or the manager fails.
    """
    project = locate()
    driver_of(project).sync(project.root)
    return project.root


def become_sync() -> NoReturn:
    """The same as `sync`, by turning this process into the manager.

    Raises:
        TilthError: when there is no project here, or the manager cannot be started.
    """
    project = locate()
    driver_of(project).become_sync(project.root)
