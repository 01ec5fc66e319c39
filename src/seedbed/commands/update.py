"""`seedbed update`: bring a project up to date with its choices and with this seedbed."""

from __future__ import annotations

from seedbed.commands import settling
from seedbed.commands.all_or_none import WRITTEN, AllOrNone, ready, write_all
from seedbed.commands.planning import planned
from seedbed.commands.settings import dropped_extras
from seedbed.commands.stored_choices import read_choices
from seedbed.errors import SeedbedError, usage_error
from seedbed.host import journal, unfinished
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import typed
from seedbed.managers.registry import load_dialect
from seedbed.model.record import replace
from seedbed.workspace import driver_for, locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.commands.update_plan import UpdatePlan
    from seedbed.managers.protocols import Driver


def plan_update(
    start: str, settings: Mapping[str, Any] = {}, *, new_base: bool = False, mend: bool = True
) -> UpdatePlan:
    """Find out what an update would do; nothing is written.

    Args:
        start: a folder in the project.
        settings: the values of options that change choices, by name: see `apply_settings`.
        new_base: only take what would be generated as the base of later updates.
        mend: finish first what an interrupted run left, which writes.

    Raises:
        SeedbedError: when there is no project, conflicts wait to be settled, or a choice cannot be.
    """
    if settings and new_base:
        raise usage_error(
            f"--{next(iter(settings))} and --new-base cannot be combined.",
            "Make the new base first, then set what you want with another 'seedbed update'.",
            code="bad-usage",
        )
    project = locate(start)
    finished = unfinished.finish(project.root, mend=mend)
    if finished:
        project = locate(project.root)
    plan = planned(project, settings, new_base=new_base)
    return replace(
        plan,
        finished=finished,
        due=unfinished.is_due(project.root),
        dropped=dropped_extras(read_choices(project.manifest), settings),
    )


def write_update(plan: UpdatePlan) -> tuple[bool, list[str]]:
    """Write the files, all or none of them, and tell git of conflicts.

    Returns:
        Whether git has taken note of the conflicts; and what is to be said of git, such as why
        not, and which of the new files it ignores.

    Raises:
        SeedbedError: when they cannot be written; nothing was changed.
    """
    if plan.steps:
        write_all(plan.root, plan.steps)
    return _tell_git(plan)


def write_and_follow(plan: UpdatePlan) -> tuple[bool, list[str]]:
    """Write the files, lock, and install: all of it, or the files and the lock stay as they were.

    Returns:
        What `write_update` says.

    Raises:
        SeedbedError: when they cannot be written, or the manager cannot follow; nothing was
            changed but perhaps the environment.
    """
    name, root = plan.managers[1], plan.root
    manager = MANAGERS[name]
    driver = ready(lambda: driver_for(root, name, plan.choices.nix), manager)
    manifest = filter(load_dialect(name).is_manifest, plan.steps)
    written = {path: step.after for path, step in plan.steps.items()}
    block = AllOrNone(root, manager, written, manifest)
    try:
        with block:
            driver.listen()
            if plan.steps:
                journal.apply(root, plan.steps, undoable=True)
            driver.lock(root)
            driver.sync(root)
            block.done()
        return _tell_git(plan)
    except KeyboardInterrupt as cause:
        if block.is_done:
            cause.add_note(f". {WRITTEN}")
        raise


def _tell_git(plan: UpdatePlan) -> tuple[bool, list[str]]:
    staged, unheard = settling.tell_git(plan.root, plan.conflicts)
    return staged, [*([unheard] if unheard else []), *_ignored(plan)]


def _ignored(plan: UpdatePlan) -> list[str]:
    """What git hides of the files that the update has added."""
    added = [change.path for change in plan.changes if change.kind == "added"]
    if not added:
        return []
    from seedbed.commands.ignoring import ignored_remark

    return list(filter(None, [ignored_remark(plan.root, added)]))


def make_environment(plan: UpdatePlan, driver: Driver) -> None:
    """Lock and install after an update.

    Raises:
        SeedbedError: when the manager cannot; the project's files stay as they are, complete.
    """
    manager = typed(plan.managers[1], plan.root)
    try:
        driver.lock(plan.root)
        driver.sync(plan.root)
    except SeedbedError as error:
        kept = ""
        old = MANAGERS[plan.managers[0]].lock_file
        if f"{settling.LOCKS}/{old}" in plan.steps:
            kept = f"; the old lock is {settling.LOCKS}/{old}"
        raise SeedbedError(
            f"The files are up to date, but the environment is not: {error.message}",
            f"{error.hint} To create the lock, run '{manager.lock}'{kept}.",
            code=error.code,
            status=error.status,
        ) from None
