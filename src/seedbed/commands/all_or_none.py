"""Writes a plan and lets the manager follow; where it cannot, everything is put back."""

from __future__ import annotations

from seedbed.commands.failing import taken_back
from seedbed.commands.undo import plan_undo, write_undo
from seedbed.commands.update import write_update
from seedbed.errors import SeedbedError, stopped
from seedbed.host.guarded import read_files
from seedbed.host.journal import Step, forget
from seedbed.managers.base import MANAGERS
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.commands.planning import UpdatePlan
    from seedbed.managers.protocols import Driver
    from seedbed.model.tree import File

_LARGEST_LOCK = 256 * 1024 * 1024


def write_and_follow(plan: UpdatePlan, driver: Driver, verb: str) -> tuple[bool, list[str]]:
    """Write the files, lock, and install: all of it, or the files and the lock stay as they were.

    Args:
        plan: what to write.
        driver: that of the project's manager, whose lock lies in the project's folder.
        verb: what is done, for the error: `added` or `removed`.

    Returns:
        What `write_update` says.

    Raises:
        SeedbedError: when they cannot be written, or the manager cannot follow; nothing was
            changed but perhaps the environment.
    """
    before = _lock(plan)
    told = write_update(plan)
    try:
        driver.lock(plan.root)
        driver.sync(plan.root)
    except SeedbedError as error:
        _put_back(plan, before)
        raise taken_back(error, verb) from None
    except KeyboardInterrupt as cause:
        _put_back(plan, before)
        raise stopped(cause, "; the files and the lock are as they were.") from None
    return told


def _lock(plan: UpdatePlan) -> File | None:
    path = MANAGERS[plan.managers[1]].lock_file
    return read_files(plan.root, [path], {}, _LARGEST_LOCK).get(path)


def _put_back(plan: UpdatePlan, before: File | None) -> None:
    """Undo the plan, and give the manager's lock its old bytes.

    Raises:
        SeedbedError: when somebody has edited one of the files meanwhile; then they stay.
    """
    after = _lock(plan)
    path = MANAGERS[plan.managers[1]].lock_file
    lock = {} if after == before else {path: Step(before=after, after=before)}
    undo = plan_undo(plan.root)
    write_undo(replace(undo, steps={**undo.steps, **lock}))
    forget(plan.root)
