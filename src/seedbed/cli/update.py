"""`seedbed update` on the command line."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.cli.changes import describe, print_plan
from seedbed.commands import update
from seedbed.commands.all_or_none import WRITTEN
from seedbed.commands.settings import SETTING_OPTIONS
from seedbed.commands.turns import turn_at
from seedbed.errors import FAILURE, SeedbedError, stopped, usage_error
from seedbed.host.unfinished import followed
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import typed
from seedbed.model.tree import BASE_PATH
from seedbed.update import conflicts as reports
from seedbed.workspace import check_can_switch, driver_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.update_plan import UpdatePlan

_REPAIRS = ("undo", "new_base")


def main(values: dict[str, Any]) -> int:
    """Plan, show, write, and make the environment."""
    dry = "dry_run" in values or "diff" in values or "check" in values
    if "check" in values and (other := next((one for one in _REPAIRS if one in values), "")):
        raise usage_error(
            f"--check and --{other.replace('_', '-')} cannot be combined.",
            "Leave one of them out.",
            code="bad-usage",
        )
    if "undo" in values:
        from seedbed.cli.undo import main as undo

        return undo(values)
    with turn_at(dry=dry):
        return _update(values, dry=dry)


def _update(values: dict[str, Any], *, dry: bool) -> int:
    as_json = "json" in values
    settings = {name: value for name, value in values.items() if name in SETTING_OPTIONS}
    plan = update.plan_update(".", settings, new_base="new_base" in values, mend=not dry)
    remarks = _remarks(plan, settings)
    if plan.choices.manager_version and (dry or not values.get("sync", True)):
        from seedbed.commands.manager_version import check_installed

        syncs = plan.needs_lock and values.get("sync", True)
        remarks += check_installed(plan.choices, sync=syncs, dry=dry)
    if not as_json:
        _show(plan, remarks, as_diff="diff" in values)
    if "check" in values:
        return _checked(plan, values, remarks, with_options=bool(settings))
    if dry or not _is_wanted(plan, values):
        return _told(plan, values, remarks)
    return _carry_out(plan, values, remarks)


def _show(plan: UpdatePlan, remarks: list[str], *, as_diff: bool) -> None:
    for text in remarks:
        report.note(text)
    print_plan(plan)
    if as_diff:
        from seedbed.cli.unified import print_diff

        print_diff(plan.changes)


def _is_wanted(plan: UpdatePlan, values: dict[str, Any]) -> bool:
    """Whether to go on; somebody at a terminal is asked where something goes or is missing.

    Where a package would be another one, nothing is installed before somebody has looked at it.
    """
    if plan.displaces:
        values["sync"] = False
    asks = "yes" not in values and "json" not in values and report.is_interactive()
    if (
        plan.fault is None
        and plan.dropped
        and asks
        and not report.confirm("Continue?", default=False)
    ):
        return False
    if plan.fault is None and values.get("sync", True):
        try:
            check_can_switch(*plan.managers, plan.choices.nix)
        except SeedbedError as error:
            if not asks:
                raise
            report.print_error(error, command="update", as_json=False)
            if not report.confirm("Switch only the files for now?", default=False):
                return False
            values["sync"] = False
    syncs = plan.needs_lock and values.get("sync", True)
    if plan.fault is None and syncs and plan.choices.manager_version:
        from seedbed.commands.manager_version import check_installed

        check_installed(plan.choices, sync=True)
    return True


def _told(plan: UpdatePlan, values: dict[str, Any], remarks: list[str]) -> int:
    """Say that nothing was written."""
    if "json" in values:
        result = describe(plan, written=False, synced=False)
        report.print_envelope("update", result, remarks, plan.fault)
        return plan.fault.status if plan.fault else 0
    report.say("Nothing was written.")
    return report.print_error(plan.fault, command="update", as_json=False) if plan.fault else 0


def _checked(
    plan: UpdatePlan, values: dict[str, Any], remarks: list[str], *, with_options: bool
) -> int:
    """Say whether the update has something to do: by the status, too."""
    if "json" in values:
        result = describe(plan, written=False, synced=False)
        report.print_envelope("update", result, remarks, plan.fault)
    elif plan.fault:
        report.print_error(plan.fault, command="update", as_json=False)
    elif plan.is_due:
        options = " with the same options" if with_options else ""
        report.say(f"Next: seedbed update{options}" if plan.steps else "Next: seedbed sync")
    return plan.fault.status if plan.fault else int(plan.is_due)


def _carry_out(plan: UpdatePlan, values: dict[str, Any], remarks: list[str]) -> int:
    """Write the files, make the environment, and say so."""
    if plan.fault:
        with report.Telling("Nothing was written."):
            return _follow(plan, values, remarks, [], plan.fault)
    staged, unheard = _write(plan)
    error = conflict_error(plan, staged=staged)
    with report.Telling(WRITTEN if plan.steps else "Nothing was written."):
        return _follow(plan, values, [*remarks, *unheard], unheard, error)


def _follow(
    plan: UpdatePlan,
    values: dict[str, Any],
    remarks: list[str],
    unheard: list[str],
    error: SeedbedError | None,
) -> int:
    """Make the environment after an update was written, or could not be, and say so.

    Args:
        plan: the update.
        values: the options.
        remarks: what is to be said of all of it.
        unheard: what of that was not said yet.
        error: the error so far.
    """
    as_json = "json" in values
    synced, failed = False, None
    written = bool(plan.steps) and plan.fault is None
    if plan.fault is None:
        if plan.needs_lock and values.get("sync", True):
            failed = _make_environment(plan)
            synced = failed is None
        if synced or not values.get("sync", True):
            followed(plan.root)
    if as_json:
        messages = [*remarks, *([str(failed)] if error and failed else [])]
        error = error or failed
        result = describe(plan, written=written, synced=synced)
        report.print_envelope("update", result, messages, error)
        return error.status if error else 0
    if written or plan.needs_lock:
        print_done(plan, synced=synced, remarks=unheard)
    for fault in filter(None, (failed, error)):
        report.print_error(fault, command="update", as_json=False)
    return max((fault.status for fault in (failed, error) if fault), default=0)


def _remarks(plan: UpdatePlan, settings: dict[str, Any]) -> list[str]:
    """What is to be said of the manifest, and of system packages that were set just now."""
    found = [*([plan.remark] if plan.remark else []), *plan.told]
    if plan.dropped and plan.fault is None:
        names = ", ".join(plan.dropped)
        found.append(
            f"--set extras= replaces the list, which removes {names}. "
            "To add to the list, use --with."
        )
    if not any(setting.startswith("system-packages=") for setting in settings.get("set", [])):
        return found
    from seedbed.render.system_packages import remarks

    return [*found, *remarks(plan.choices)]


def _write(plan: UpdatePlan) -> tuple[bool, list[str]]:
    try:
        return update.write_update(plan)
    except KeyboardInterrupt as cause:
        raise stopped(
            cause,
            " while writing: either all files are updated, or none.",
            "Run 'seedbed update' again: it continues with the lock and the environment.",
        ) from None


def _make_environment(plan: UpdatePlan) -> SeedbedError | None:
    try:
        driver = driver_for(plan.root, plan.managers[1], plan.choices.nix)
        update.make_environment(plan, driver)
    except SeedbedError as error:
        return error
    except KeyboardInterrupt as cause:
        hint = f"Run '{typed(plan.managers[1], plan.root).sync}' or 'seedbed sync' to continue."
        return stopped(cause, "; the files are up to date, but the environment is not.", hint)
    return None


def print_done(plan: UpdatePlan, *, synced: bool, remarks: list[str]) -> None:
    """Say what is left to do."""
    for text in remarks:
        report.note(text)
    changed = [change for change in plan.changes if change.before != change.after]
    paths = [change.path for change in changed]
    if paths:
        report.say(_updated(plan.root, paths, replaced=any(one.before for one in changed)))
    elif BASE_PATH in plan.steps and not plan.settled:
        report.say("Recorded a new base.")
    if ".envrc" in paths:
        report.say("direnv will ask you to approve .envrc again: direnv allow")
    if plan.choices.nix != "none":
        from seedbed.managers.nix.program import not_yet_in_git

        lock = MANAGERS[plan.choices.manager].lock_file
        if unknown := not_yet_in_git(plan.root, plan.choices.nix, lock):
            report.say(unknown)
    if plan.needs_lock and not synced:
        manager = typed(plan.managers[1], plan.root)
        what = "The lock and the environment are" if manager.locks else "The environment is"
        native = f"'{manager.lock}', then '{manager.sync}'" if manager.locks else ""
        if native and plan.choices.nix != "none":
            from seedbed.commands.nix_shell import opening

            # without the environment: it is opened with the old lock, which doesn't match any more
            if opened := opening(plan.choices, plan.root, synced=False):
                native += f", in 'LOAD_ENVIRONMENT=no {opened}'"
        by_hand = f" (or {native})" if native else ""
        report.say(f"{what} not up to date yet.\nNext: seedbed sync{by_hand}")


def _updated(root: str, paths: list[str], *, replaced: bool) -> str:
    """How many files were updated, and where to see how."""
    from seedbed.host.git import tracked

    count = "1 file" if len(paths) == 1 else f"{len(paths)} files"
    try:
        known = tracked(root, paths)
    except SeedbedError:  # which is told where it matters
        known = set()
    if known == set(paths):
        return f"Updated {count}; 'git diff' shows how."
    if known:
        others = len(paths) - len(known)
        return f"Updated {count}; 'git diff' shows how, except for {others} that git doesn't track."
    return f"{'Updated' if replaced else 'Added'} {count}. To undo: seedbed update --undo"


def conflict_error(plan: UpdatePlan, *, staged: bool) -> SeedbedError | None:
    """The error that names the conflicts of a plan; None where there are none."""
    if not plan.conflicts:
        return None
    count = sum(len(change.conflicts) for change in plan.conflicts)
    things = "1 conflict" if count == 1 else f"{count} conflicts"
    where = "the files keep your version"
    if any(reports.is_marked(change) for change in plan.conflicts):
        where += ", or have both between markers"
    then = "'git add' the files" if staged else "remove that file"
    return SeedbedError(
        f"{things}: you and seedbed changed the same thing; {where}.",
        f"Resolve what {reports.PATH} lists, then {then}.",
        code="conflicts",
        status=FAILURE,
    )
