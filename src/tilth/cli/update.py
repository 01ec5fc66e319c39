"""`tilth update` on the command line."""

from __future__ import annotations

from tilth.choices import to_table
from tilth.cli import report
from tilth.commands import update
from tilth.errors import FAILURE, INTERRUPTED, TilthError
from tilth.managers import MANAGERS, load_driver
from tilth.update import conflicts as reports

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from tilth.update.plan import Change

_MOST = 12
"""Lines that are said of one kind of remark."""


def main(values: dict[str, Any]) -> int:
    """Plan, show, write, and make the environment."""
    as_json = "json" in values
    dry = "dry_run" in values
    plan = update.plan_update(
        ".", values.get("set", []), new_base="new_base" in values, mend=not dry
    )
    if not as_json:
        _print_plan(plan)
    error = plan.fault
    staged = written = False
    if not dry and error is None:
        staged = update.write_update(plan)
        written = bool(plan.steps)
        error = _conflicts(plan, staged=staged)
    synced = False
    if written and plan.needs_lock and values.get("sync", True):
        failed = _make_environment(plan)
        synced = failed is None
        error = error or failed
    if as_json:
        report.print_envelope("update", _describe(plan, written=written, synced=synced), [], error)
        return error.status if error else 0
    if dry:
        report.say("Nothing was written.")
    if error:
        return report.print_error(error, command="update", as_json=False)
    return 0


def _make_environment(plan: update.UpdatePlan) -> TilthError | None:
    try:
        update.make_environment(plan, load_driver(plan.managers[1]))
    except TilthError as error:
        return error
    except KeyboardInterrupt:
        hint = f"Run '{MANAGERS[plan.managers[1]].sync}' or 'tilth sync' to go on."
        words = "The files are up to date, but the environment is not: interrupted."
        return TilthError(words, hint, code="interrupted", status=INTERRUPTED)
    return None


def _conflicts(plan: update.UpdatePlan, *, staged: bool) -> TilthError | None:
    if not plan.conflicts:
        return None
    count = sum(len(change.conflicts) for change in plan.conflicts)
    things = "1 thing was" if count == 1 else f"{count} things were"
    settle = "settle them and 'git add' the files" if staged else "settle them and remove that file"
    return TilthError(
        f"{things} changed by both you and tilth; yours stands in the files.",
        f"{reports.PATH} says what it is: {settle}.",
        code="conflicts",
        status=FAILURE,
    )


def _print_plan(plan: update.UpdatePlan) -> None:
    old, new = (MANAGERS[name].title for name in plan.managers)
    if old != new:
        report.say(f"From {old} to {new}.")
        for what in plan.lost[:_MOST]:
            report.note(f"{new} cannot hold {what}")
        if len(plan.lost) > _MOST:
            report.note(f"… and {len(plan.lost) - _MOST} more (--json lists all)")
    if plan.fault or not (plan.steps or plan.changes):
        words = "Without a base, nothing is merged." if plan.fault else "Everything is up to date."
        report.say(words)
    for change in plan.changes:
        kind = _kind(change) if plan.fault is None else _difference(change)
        report.say(f"  {kind:<9} {change.path}")
        for note in change.notes[:_MOST]:
            report.say(f"            {note}")
        for conflict in change.conflicts[:_MOST]:
            report.say(f"            both changed: {reports.named(conflict) or 'the whole file'}")


def _kind(change: Change) -> str:
    return "conflict" if change.conflicts else change.kind


def _difference(change: Change) -> str:
    return "missing" if change.before is None else "differs"


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
                "conflicts": [reports.named(conflict) for conflict in change.conflicts],
            }
            for change in plan.changes
        ],
        "lost": list(plan.lost),
        "written": written,
        "synced": synced,
    }
