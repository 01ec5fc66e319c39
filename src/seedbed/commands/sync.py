"""`seedbed sync`: make the environment match the project."""

from __future__ import annotations

import os

from seedbed.commands.refusing import check_stands
from seedbed.errors import ENVIRONMENT
from seedbed.host.reading import read_text
from seedbed.host.unfinished import followed
from seedbed.managers.base import MANAGERS
from seedbed.workspace import driver_of, locate, manager_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from seedbed.managers.protocols import Driver
    from seedbed.workspace import Workspace


def sync() -> tuple[str, list[str]]:
    """Let the manager lock, where that is due, and install.

    Returns:
        The project's folder, and remarks for the user.

    Raises:
        SeedbedError: when there is no project here, or the manager refuses its manifest or fails.
    """
    project = locate()
    driver = _driver(project)
    kept = _kept(project, driver)
    driver.sync(project.root)
    if not kept:
        followed(project.root)
    return project.root, kept


def exec_sync(note: Callable[[str], None]) -> NoReturn:
    """The same as `sync`, by turning this process into the manager.

    Args:
        note: is told each remark for the user.

    Raises:
        SeedbedError: when there is no project here, or the manager cannot be started.
    """
    project = locate()
    driver = _driver(project)
    kept = _kept(project, driver)
    for text in kept:
        note(text)
    if not kept:
        followed(project.root)  # whether it works, the user sees
    driver.exec_sync(project.root)


def _kept(project: Workspace, driver: Driver) -> list[str]:
    """What is to be said of a lock that may not fit, and that stays as it is."""
    name = driver.keeps(project.root)
    if not name:
        return []
    lock = MANAGERS[manager_of(project)].lock_file
    what = f"{lock} may no longer match pyproject.toml, and {name} keeps it as it is"
    then = f"Unset {name}, then run 'seedbed sync' again."
    return [f"{what}: the environment gets what the lock says. {then}"]


def _driver(project: Workspace) -> Driver:
    """The driver of a project whose manifest its manager reads."""
    driver = driver_of(project)
    path = "pyproject.toml"
    texts = {path: read_text(os.path.join(project.root, path))}
    check_stands(manager_of(project), texts, lambda: driver, project.root, ENVIRONMENT)
    return driver
