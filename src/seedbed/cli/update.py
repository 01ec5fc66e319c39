"""`seedbed update` on the command line."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.commands import update
from seedbed.errors import FAILURE, SeedbedError, stopped
from seedbed.host.unfinished import followed
from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import typed
from seedbed.model.choices import to_table
from seedbed.update import conflicts as reports
from seedbed.update.aside import PATH
from seedbed.workspace import check_can_switch, driver_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.update.change import Change

_MOST = 12
"""Lines that are said of one file."""


def main(values: dict[str, Any]) -> int:
    """Plan, show, write, and make the environment."""
    as_json = "json" in values
    dry = "dry_run" in values
    plan = update.plan_update(
        ".", values.get("set", []), new_base="new_base" in values, mend=not dry
    )
    remarks = _remarks(plan, values)
    if not as_json:
        for text in remarks:
            report.note(text)
        _print_plan(plan)
    error = plan.fault
    written = synced = False
    failed = None
    unheard: list[str] = []
    if not dry and error is None:
        if values.get("sync", True):
            check_can_switch(*plan.managers, plan.choices.nix)
        staged, unheard = _write(plan)
        remarks += unheard
        written = bool(plan.steps)
        error = _conflicts(plan, staged=staged)
        if plan.needs_lock and values.get("sync", True):
            failed = _make_environment(plan)
            synced = failed is None
        if synced or not values.get("sync", True):
            followed(plan.root)
    if as_json:
        messages = [*remarks, *([str(failed)] if error and failed else [])]
        error = error or failed
        result = _describe(plan, written=written, synced=synced)
        report.print_envelope("update", result, messages, error)
        return error.status if error else 0
    if dry:
        report.say("Nothing was written.")
    elif written or plan.needs_lock:
        _print_done(plan, synced=synced, remarks=unheard)
    for fault in filter(None, (failed, error)):
        report.print_error(fault, command="update", as_json=False)
    return max((fault.status for fault in (failed, error) if fault), default=0)


def _remarks(plan: update.UpdatePlan, values: dict[str, Any]) -> list[str]:
    """What is to be said of the manifest, and of system packages that were set just now."""
    found = [plan.remark] if plan.remark else []
    if not any(setting.startswith("system-packages=") for setting in values.get("set", [])):
        return found
    from seedbed.render.system_packages import remarks

    return [*found, *remarks(plan.choices)]


def _write(plan: update.UpdatePlan) -> tuple[bool, list[str]]:
    try:
        return update.write_update(plan)
    except KeyboardInterrupt as cause:
        raise stopped(
            cause,
            " while writing: the files are all as before, or all updated.",
            "Run 'seedbed update' again: it goes on with the lock and the environment.",
        ) from None


def _make_environment(plan: update.UpdatePlan) -> SeedbedError | None:
    try:
        driver = driver_for(plan.root, plan.managers[1], plan.choices.nix)
        update.make_environment(plan, driver)
    except SeedbedError as error:
        return error
    except KeyboardInterrupt as cause:
        hint = f"Run '{typed(plan.managers[1]).sync}' or 'seedbed sync' to go on."
        return stopped(cause, "; the files are up to date, but the environment is not.", hint)
    return None


def _print_done(plan: update.UpdatePlan, *, synced: bool, remarks: list[str]) -> None:
    """Say what is left to do."""
    for text in remarks:
        report.note(text)
    changed = [change for change in plan.changes if change.before != change.after]
    paths = [change.path for change in changed]
    if paths:
        report.say(_updated(plan.root, paths, replaced=any(change.before for change in changed)))
    if ".envrc" in paths:
        report.say("direnv asks again: direnv allow")
    if plan.choices.nix != "none":
        from seedbed.managers.nix.program import not_yet_in_git

        lock = MANAGERS[plan.choices.manager].lock_file
        if unknown := not_yet_in_git(plan.root, plan.choices.nix, lock):
            report.say(unknown)
    if plan.needs_lock and not synced:
        manager = MANAGERS[plan.managers[1]]
        what = f"The lock and the environment are not renewed yet: {manager.lock}, seedbed sync"
        report.say(what if manager.locks else "The environment is not renewed yet: seedbed sync")


def _updated(root: str, paths: list[str], *, replaced: bool) -> str:
    """How many files were updated, and where to see how."""
    from seedbed.host.git import tracked
    from seedbed.host.journal_moves import LAST

    count = "1 file" if len(paths) == 1 else f"{len(paths)} files"
    try:
        known = tracked(root, paths)
    except SeedbedError:  # which is told where it matters
        known = set()
    if known == set(paths):
        return f"Updated {count}; 'git diff' shows how."
    if known:
        others = len(paths) - len(known)
        return f"Updated {count}; 'git diff' shows how, but for {others} that git doesn't track."
    return (
        f"Updated {count}; what stood there before is in {LAST}." if replaced else f"Added {count}."
    )


def _conflicts(plan: update.UpdatePlan, *, staged: bool) -> SeedbedError | None:
    if not plan.conflicts:
        return None
    count = sum(len(change.conflicts) for change in plan.conflicts)
    things = "1 thing was" if count == 1 else f"{count} things were"
    where = "yours stands in the files"
    if any(reports.is_marked(change) for change in plan.conflicts):
        where += ", or both between markers"
    settle = "settle them and 'git add' the files" if staged else "settle them and remove that file"
    return SeedbedError(
        f"{things} changed by both you and seedbed; {where}.",
        f"{reports.PATH} says what it is: {settle}.",
        code="conflicts",
        status=FAILURE,
    )


def _print_plan(plan: update.UpdatePlan) -> None:
    old, new = (MANAGERS[name].title for name in plan.managers)
    if old != new:
        report.say(f"From {old} to {new}.")
    if plan.finished:
        names = ", ".join(plan.finished)
        report.say(f"Finished an update that was interrupted; it changed {names}.")
    elif plan.due:
        report.say("The lock and the environment have not followed the last update yet.")
    if plan.settled:
        report.say("The conflicts of the last update are settled.")
    if plan.fault:
        missing = PATH if plan.fault.code.startswith("aside") else "a base"
        report.say(f"Without {missing}, nothing is merged.")
    elif not plan.changes and not plan.settled:
        other = "The files are up to date." if plan.due else "Everything is up to date."
        report.say("The base is made anew." if plan.steps else other)
        lock = MANAGERS[plan.managers[1]].lock_file
        if not plan.has_lock:
            report.note(f"There is no {lock} yet: 'seedbed sync' makes it, and the environment.")
    for change in plan.changes:
        kind = _kind(change) if plan.fault is None else _difference(change)
        report.say(f"  {kind:<9} {change.path}")
        found = [reports.named(conflict.path) or "the whole file" for conflict in change.conflicts]
        _print_some([*change.notes, *(f"both changed: {what}" for what in found)])
    _print_switch(plan)


def _print_switch(plan: update.UpdatePlan) -> None:
    """Print what a switch does with what the project says."""
    if not plan.rows:
        return
    from seedbed.update.rows import EDITED, IMPOSSIBLE, RESTORED, SET_ASIDE

    for row in plan.rows:
        what = list(row.what)
        if row.kind in {RESTORED, IMPOSSIBLE}:
            for start, one in zip((row.kind, *[""] * len(what)), what, strict=False):
                report.say(f"  {start:<11} {one}")
            continue
        if len(what) > _MOST:
            what[_MOST:] = [f"… and {len(what) - _MOST} more (--json lists all)"]
        moved = f"{row.source} → {row.target}" if row.source else ""
        report.say(f"  {row.kind:<11} {': '.join(filter(None, (moved, ', '.join(what))))}")
    kinds = {row.kind for row in plan.rows}
    if SET_ASIDE in kinds:
        old = MANAGERS[plan.managers[0]].title
        report.say(f"What is set aside goes into {PATH}; it returns when you switch back to {old}.")
    if EDITED in kinds:
        report.say(f"What isn't restored stays in {PATH}; remove the file if you don't need it.")


def _print_some(remarks: list[str]) -> None:
    for remark in remarks[:_MOST]:
        report.say(f"            {remark}")
    if len(remarks) > _MOST:
        report.say(f"            … and {len(remarks) - _MOST} more (--json lists all)")


def _kind(change: Change) -> str:
    return "conflict" if change.conflicts else change.kind


def _difference(change: Change) -> str:
    return "missing" if change.before is None else "differs"


def _entry(key: str, value: object) -> dict[str, str]:
    """A key with its value as TOML writes it; without, where the key goes."""
    from seedbed.formats import toml
    from seedbed.merge3.values import MISSING

    return {"key": key} if value is MISSING else {"key": key, "value": toml.inline(value)}


def _describe(plan: update.UpdatePlan, *, written: bool, synced: bool) -> dict[str, Any]:
    """The `result` of the JSON envelope."""
    return {
        "path": plan.root,
        "choices": to_table(plan.choices),
        "managers": list(plan.managers),
        "files": [
            {
                "path": change.path,
                "change": _kind(change) if plan.fault is None else _difference(change),
                "notes": list(change.notes),
                "conflicts": [reports.named(conflict.path) for conflict in change.conflicts],
            }
            for change in plan.changes
        ],
        "switch": [
            {
                "kind": row.kind,
                "what": list(row.what),
                "from": row.source,
                "to": row.target,
                "values": [_entry(key, value) for key, value in row.values.items()],
            }
            for row in plan.rows
        ],
        "finished": list(plan.finished),
        "written": written,
        "synced": synced,
    }
