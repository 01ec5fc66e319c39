"""`seedbed add` and `seedbed remove` on the command line."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.cli.diff import print_diff
from seedbed.commands import packages
from seedbed.commands.requirements import where_of
from seedbed.errors import stopped, usage_error
from seedbed.managers.here import typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.packages import Packing


OTHERS = frozenset(("system", "overlay", "recipe"))
"""The options that say what is added instead of Python packages."""


def add(values: dict[str, Any]) -> int:
    """Add packages."""
    if not OTHERS.isdisjoint(values):
        from seedbed.cli.add_system import main

        return main("add", values)
    from seedbed.commands.add import plan_add, plan_editable

    where = where_of(values)
    if "editable" not in values:
        return _carry_out("add", plan_add(".", _named("add", values), where), values)
    for name in ("packages", "dry_run", "sync", "pypi", "conda", "channel"):
        if name in values:
            other = {"packages": "Names of packages", "sync": "--no-sync"}.get(name)
            raise usage_error(
                f"{other or '--' + name.replace('_', '-')} and --editable cannot be combined.",
                "Add the editable package with a command of its own.",
                code="bad-usage",
            )
    return _carry_out("add", plan_editable(".", values["editable"], where), values)


def remove(values: dict[str, Any]) -> int:
    """Remove packages."""
    if not OTHERS.isdisjoint(values):
        from seedbed.cli.add_system import main

        return main("remove", values)
    from seedbed.commands.remove import plan_remove

    where = where_of(values)
    return _carry_out("remove", plan_remove(".", _named("remove", values), where), values)


def _named(command: str, values: dict[str, Any]) -> list[str]:
    named: list[str] = values.get("packages", [])
    if not named:
        raise usage_error(
            f"'seedbed {command}' needs the name of a package.",
            f"See 'seedbed {command} --help'.",
            code="bad-usage",
        )
    return named


def _carry_out(command: str, plan: Packing, values: dict[str, Any]) -> int:
    as_json, syncs = "json" in values, values.get("sync", True)
    dry = "dry_run" in values
    if not as_json:
        for text in plan.remarks:
            report.say(text)
        if dry:
            print_diff(plan.changes)
    done = bool(plan.items) and not dry
    if done and syncs:
        _sync(command, plan)
    elif done:
        packages.write_alone(plan)
    if as_json:
        result = _described(plan, written=done, synced=done and syncs)
        report.print_envelope(command, result, list(plan.remarks))
    elif not done:
        report.say("Nothing was written." if dry else "Nothing to do.")
    else:
        with report.Telling("The manifest was changed."):
            _tell(command, plan, synced=syncs)
    return 0


def _sync(command: str, plan: Packing) -> None:
    verb = {"add": "added", "remove": "removed"}[command]
    try:
        packages.carry_out(plan, verb)
    except KeyboardInterrupt as cause:
        raise stopped(cause, f"; nothing was {verb}.") from None


def _tell(command: str, plan: Packing, *, synced: bool) -> None:
    names = ", ".join(dict.fromkeys(item.name for item in plan.items))
    if synced:
        report.say(f"{'Added' if command == 'add' else 'Removed'} {names}.")
        return
    where = " and ".join(plan.paths)
    report.say(f"{'Added' if command == 'add' else 'Removed'} {names}: changed {where}.")
    manager = typed(plan.packages.manager, plan.packages.root)
    native = f" (or '{manager.lock}', then '{manager.sync}')" if manager.locks else ""
    report.say(f"The environment is not up to date yet.\nNext: seedbed sync{native}")


def _described(plan: Packing, *, written: bool, synced: bool) -> dict[str, Any]:
    """The plan for programs."""
    return {
        "path": plan.packages.root,
        "manager": plan.packages.manager,
        "packages": [
            {
                "name": item.name,
                "requirement": item.requirement,
                "group": item.group,
                "extra": item.optional,
                "conda": item.conda,
            }
            for item in plan.items
        ],
        "files": list(plan.paths),
        "written": written,
        "synced": synced,
    }
