"""`seedbed update --undo`: undo the last update."""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.host import journal, unfinished
from seedbed.host.last_change import forget, last_change
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import environment_of, typed
from seedbed.managers.registry import load_dialect
from seedbed.model.record import record
from seedbed.update import conflicts as reports
from seedbed.workspace import driver_of, locate, manager_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.workspace import Workspace


@record
class UndoPlan:
    """What `seedbed update --undo` is about to do.

    Attributes:
        root: the project's folder, absolute.
        steps: what becomes of each file, by path.
        left: the lock and the environment, which stay, as far as they are in the folder.
    """

    root: str
    steps: Mapping[str, journal.Step]
    left: tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The project's files that change."""
        return tuple(path for path in self.steps if not path.startswith(".seedbed/"))


def plan_undo(start: str) -> UndoPlan:
    """Find out what the last update replaced; nothing is written.

    Args:
        start: a folder in the project.

    Raises:
        SeedbedError: when there is no project or no update to undo, or a file was edited since.
    """
    project = locate(start)
    root = project.root
    unfinished.check_finished(root)
    steps = last_change(root, (unfinished.DUE, reports.PATH))
    left = tuple(path for path in _left(project) if path not in steps)
    return UndoPlan(root=root, steps=steps, left=left)


def write_undo(plan: UndoPlan) -> tuple[str, bool]:
    """Put everything back as it was, all of it or nothing.

    Returns:
        The manager whose lock and environment have to follow, empty when no manifest changed; and
        whether the project is still seedbed's: it isn't once its adoption is undone.

    Raises:
        SeedbedError: when it cannot be written, then nothing was changed; or when git cannot
            forget the conflicts of the update.
    """
    from seedbed.host.git import unmerged
    from seedbed.host.git_conflicts import drop_conflicts

    waiting = unmerged(plan.root, plan.paths)
    journal.apply(plan.root, plan.steps, undoable=True)
    if waiting:
        drop_conflicts(plan.root, sorted(waiting))
    project = _project_at(plan.root)
    if project is None:
        forget(plan.root)
        return "", False
    manager = manager_of(project)
    is_manifest = load_dialect(manager).is_manifest
    return manager if any(map(is_manifest, plan.steps)) else "", True


def _left(project: Workspace) -> tuple[str, ...]:
    """The lock and the environment of a project, as far as they are in its folder."""
    root = project.root
    try:
        manager = manager_of(project)
        environment = os.path.relpath(environment_of(root, manager), root)
    except (SeedbedError, ValueError):  # an undo is the way out of a manifest that is broken, too
        return ()
    found = [path for path in (MANAGERS[manager].lock_file, environment) if path[:2] != ".."]
    return tuple(path for path in found if os.path.exists(os.path.join(root, path)))


def _project_at(root: str) -> Workspace | None:
    """The project in a folder; None where it is not seedbed's any more.

    Raises:
        SeedbedError: when its manifest cannot be read.
    """
    try:
        project = locate(root)
    except SeedbedError as error:
        if error.code not in {"no-project", "no-table"}:
            raise
        return None
    return project if project.root == root else None  # it may lie in a folder of another one


def make_environment(root: str) -> None:
    """Lock and install what the project says again.

    Raises:
        SeedbedError: when the manager cannot; the files stay as they are.
    """
    project = locate(root)
    driver, row = driver_of(project), typed(manager_of(project), root)
    # a sync renews the lock, or else needs it
    again = "'seedbed sync'" if row.renews else f"'{row.lock}' and 'seedbed sync'"
    driver.again = again
    try:
        driver.lock(root)
        driver.sync(root)
    except SeedbedError as error:
        hint = error.hint if again in error.hint else f"{error.hint} Then run {again}."
        raise SeedbedError(
            f"The files are back, but the environment is not: {error.message}",
            hint,
            code=error.code,
            status=error.status,
        ) from None
