"""`tilth sync`: make the environment match the project."""

from __future__ import annotations

import os

from tilth.commands.driving import driver_of
from tilth.commands.refusing import check_stands
from tilth.commands.unfinished import followed
from tilth.disk import read_text
from tilth.errors import ENVIRONMENT
from tilth.state import locate, manager_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from tilth.managers import Driver
    from tilth.state import Located


def sync() -> str:
    """Let the manager lock, where that is due, and install.

    Returns:
        The project's folder.

    Raises:
        TilthError: when there is no project here, or the manager refuses its manifest or fails.
    """
    project = locate()
    driver = _driver(project)
    driver.sync(project.root)
    followed(project.root)
    return project.root


def become_sync() -> NoReturn:
    """The same as `sync`, by turning this process into the manager.

    Raises:
        TilthError: when there is no project here, or the manager cannot be started.
    """
    project = locate()
    driver = _driver(project)
    followed(project.root)  # whether it works, the user sees
    driver.become_sync(project.root)


def _driver(project: Located) -> Driver:
    """The driver of a project whose manifest its manager reads."""
    driver = driver_of(project)
    path = "pyproject.toml"
    texts = {path: read_text(os.path.join(project.root, path))}
    check_stands(manager_of(project), texts, lambda: driver, project.root, ENVIRONMENT)
    return driver
