"""`seedbed sync --check`: whether a sync has something to do; nothing is written."""

from __future__ import annotations

import os

from seedbed.commands.judged import judged_lock, runs_code
from seedbed.commands.status_checks import Answer, environment_state
from seedbed.errors import SeedbedError
from seedbed.host import unfinished
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import lock_of
from seedbed.model.record import record
from seedbed.workspace import locate, manager_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.managers.base import Manager
    from seedbed.workspace import Workspace


@record
class InStep:
    """How a project's lock and environment are.

    Attributes:
        root: the project's folder, absolute.
        lock: whether the lock fits the manifest.
        environment: whether the environment fits the lock.
        due: why a sync has something to do, as sentences; none where it has not.
        remarks: what could not be found out, as sentences.
        then: the command that does what is due.
    """

    root: str
    lock: Answer
    environment: Answer
    due: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    then: str = "seedbed sync"


def check_sync() -> InStep:
    """Whether the lock here is up to date with the manifest, and the environment with the lock.

    The manager is asked, unless it would start code of the project, or the Python of an environment
    that came with a clone.

    Raises:
        SeedbedError: when there is no project here, or an update of its files was interrupted.
    """
    project = locate()
    unfinished.check_finished(project.root)
    manager = MANAGERS[manager_of(project)]
    lock = _lock(project, manager)
    environment = _environment(project, manager, lock)
    sentences = [_of_lock(project.root, manager, lock), _of_environment(environment)]
    due = list(filter(None, sentences))
    if not due and unfinished.is_due(project.root):
        due.append("The lock and the environment haven't followed the last change.")
    remarks = []
    if lock.state == "unchecked":
        name = os.path.basename(manager.lock_file)
        remarks.append(f"Nobody could tell whether {name} matches pyproject.toml.")
    if environment.state == "unchecked":
        remarks.append("Nobody could tell whether the environment matches the lock.")
    broken = lock.state in {"damaged", "unreadable"}
    return InStep(
        root=project.root,
        lock=lock,
        environment=environment,
        due=tuple(due),
        remarks=tuple(remarks),
        then="seedbed doctor" if broken else "seedbed sync",
    )


def _lock(project: Workspace, manager: Manager) -> Answer:
    found = judged_lock(project, manager.name)
    if manager.name != "conda" or found.state != "unchecked":
        return found
    from seedbed.managers.conda.lock import check_lock
    from seedbed.managers.conda.stages import environment_files

    path = lock_of(project.root, manager)
    try:
        check_lock(project.root, path, environment_files(project.root))
    except SeedbedError as error:
        if error.code != "lock-stale":
            raise
        return Answer(state="stale", detail=error.message)
    return Answer(state="in-step")


def _environment(project: Workspace, manager: Manager, lock: Answer) -> Answer:
    """What the files of the environment tell, and what the manager says where they agree."""
    found = environment_state(project, manager.name)
    if found.state != "in-step" or lock.state != "in-step" or runs_code(project, manager.name):
        return found
    from seedbed.checks.place import Place
    from seedbed.checks.verdicts import judge_environment
    from seedbed.host.asking import Asking

    with Asking() as asking:
        verdict = judge_environment(Place(project.root, asking))
    if verdict.fits is False:
        return Answer(state="differs", detail=verdict.why)
    return found


def _of_lock(root: str, manager: Manager, lock: Answer) -> str:
    """Why a sync renews the lock; empty where it does not."""
    name = os.path.relpath(lock_of(root, manager), root)
    return {
        "missing": f"There is no {name} yet.",
        "stale": lock.detail or f"{name} doesn't match pyproject.toml any more.",
        "damaged": f"{name} is damaged: {lock.detail}.",
        "unreadable": f"{name} can't be read: {lock.detail}",
    }.get(lock.state, "")


def _of_environment(environment: Answer) -> str:
    """Why a sync changes the environment; empty where it does not."""
    more = f": {environment.detail}" if environment.detail else ""
    return {
        "missing": "There is no environment yet.",
        "differs": f"The environment doesn't match the lock{more}.",
        "moved": f"The environment was made for {environment.detail}.",
    }.get(environment.state, "")
