"""`seedbed update --undo` on the command line."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.commands import undo
from seedbed.commands.turns import turn_at
from seedbed.errors import SeedbedError, usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BESIDE = frozenset(("undo", "dry_run", "sync", "json", "yes"))
"""Options that go with it."""


def main(values: dict[str, Any]) -> int:
    """Show what comes back, write it, and make the environment."""
    if others := [name for name in values if name not in _BESIDE]:
        raise usage_error(
            f"--undo and --{others[0].replace('_', '-')} cannot be combined.",
            "Undo first, then run 'seedbed update' again.",
            code="bad-usage",
        )
    with turn_at(dry="dry_run" in values):
        return _undo(values)


def _undo(values: dict[str, Any]) -> int:
    plan = undo.plan_undo(".")
    dry = "dry_run" in values
    if "json" not in values:
        for path in plan.paths:
            report.say(f"  {_kind(plan, path):<9} {path}")
    manager, stays = ("", True) if dry else undo.write_undo(plan)
    with report.Telling("Nothing was written." if dry else "The update was undone."):
        return _tell(plan, manager, values, stays=stays)


def _tell(plan: undo.UndoPlan, manager: str, values: dict[str, Any], *, stays: bool) -> int:
    """Make the environment, and say what was done.

    Args:
        plan: what was undone.
        manager: the manager whose lock and environment have to follow; empty for none.
        values: the options.
        stays: whether the project is still seedbed's.
    """
    as_json, dry = "json" in values, "dry_run" in values
    failed = None
    if manager and values.get("sync", True):
        try:
            undo.make_environment(plan.root)
        except SeedbedError as error:
            failed = error
    if as_json:
        result = {"path": plan.root, "files": list(plan.paths), "written": not dry}
        report.print_envelope("update", result, [], failed)
        return failed.status if failed else 0
    report.say("Nothing was written." if dry else _done(plan, manager, values, stays=stays))
    return report.print_error(failed, command="update", as_json=False) if failed else 0


def _kind(plan: undo.UndoPlan, path: str) -> str:
    step = plan.steps[path]
    if step.after is None:
        return "removed"
    return "restored" if step.before is None else "changed"


def _done(plan: undo.UndoPlan, manager: str, values: dict[str, Any], *, stays: bool) -> str:
    count = "1 file" if len(plan.paths) == 1 else f"{len(plan.paths)} files"
    restored = any(plan.steps[path].after for path in plan.paths)
    text = f"{'Restored' if restored else 'Removed'} {count}. "
    if not stays:
        if plan.left:
            stay = "stays as it is" if len(plan.left) == 1 else "stay as they are"
            text += f"{' and '.join(plan.left)} {stay}. "
        return f"{text}seedbed no longer manages this project. To adopt it again: seedbed adopt"
    text += "To reverse this: seedbed update --undo"
    if manager and not values.get("sync", True):
        text += "\nNext: seedbed sync"
    return text
