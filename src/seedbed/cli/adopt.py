"""`seedbed adopt` on the command line."""

from __future__ import annotations

import os

from seedbed.cli import report
from seedbed.cli.changes import describe, print_plan
from seedbed.cli.update import conflict_error, print_done
from seedbed.commands import update
from seedbed.commands.adopt import plan_adoption
from seedbed.commands.all_or_none import WRITTEN
from seedbed.commands.settings import SETTING_OPTIONS
from seedbed.commands.turns import turn_of
from seedbed.errors import SeedbedError, stopped
from seedbed.host.paths import absolute
from seedbed.host.unfinished import followed
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import environment_of, typed
from seedbed.model.choices import OWN
from seedbed.workspace import check_can_switch, driver_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.adopt import Adoption
    from seedbed.commands.update_plan import UpdatePlan

_PLURALS = {"package index": "package indexes"}
_NOW, _LATER = "not carried over as it stands", "different after a switch to another manager"


def main(values: dict[str, Any]) -> int:
    """Plan, show, write, and make the environment."""
    dry = "dry_run" in values or "diff" in values
    root = absolute(values.get("folder", "."))
    if dry or not os.path.isdir(root):
        return _adopt(values, root, dry=True)
    with turn_of(root):
        return _adopt(values, root, dry=False)


def _adopt(values: dict[str, Any], root: str, *, dry: bool) -> int:
    settings = {name: value for name, value in values.items() if name in SETTING_OPTIONS}
    adoption = plan_adoption(root, settings, values.get("from", ""))
    plan = adoption.plan
    as_json = "json" in values
    if plan is None:
        said = "seedbed manages this project already: there is nothing to do."
        if as_json:
            report.print_envelope("adopt", _described(adoption), [said])
        else:
            report.say(said)
        return 0
    if not as_json:
        _show(adoption, plan, as_diff="diff" in values)
    if dry or not _is_wanted(plan, values):
        if as_json:
            report.print_envelope("adopt", _described(adoption), _messages(adoption))
        else:
            report.say("Nothing was written.")
        return 0
    return _carry_out(adoption, plan, values)


def _show(adoption: Adoption, plan: UpdatePlan, *, as_diff: bool) -> None:
    """Print what was understood, what was not, and what is to be written."""
    manager = MANAGERS[plan.managers[0]].title
    report.say(f"Found: {adoption.form} ({manager} manages it).")
    counts = ", ".join(_counted(name, count) for name, count in adoption.counts.items())
    report.say(f"Understood: {counts or 'no packages'}.")
    if adoption.recognized:
        report.note(adoption.recognized.said)
        for step in adoption.recognized.forward:
            report.say(f"  {step.command}")
            report.say(f"      {step.text}")
    if adoption.remarks:
        stays = plan.choices.layout != OWN and plan.managers[0] == plan.managers[1]
        report.say(f"Not understood, or {_LATER if stays else _NOW}:")
        for one in adoption.remarks:
            where = f"{one.path} (line {one.line})" if one.line else one.path
            report.say(f"  {report.visible(where)}: {one.text}")
    for text in (*adoption.beside, *plan.told):
        report.note(text)
    report.say("")
    print_plan(plan)
    if as_diff:
        from seedbed.cli.unified import print_diff

        print_diff(plan.changes)


def _counted(name: str, count: int) -> str:
    return f"{count} {name if count == 1 else _PLURALS.get(name, f'{name}s')}"


def _is_wanted(plan: UpdatePlan, values: dict[str, Any]) -> bool:
    """Whether to go on; somebody at a terminal is asked."""
    if plan.displaces:
        values["sync"] = False
    if plan.needs_lock and values.get("sync", True):
        check_can_switch("", plan.managers[1], plan.choices.nix)
    asks = "yes" not in values and "json" not in values and report.is_interactive()
    return not asks or report.confirm("Adopt the project?", default=True)


def _carry_out(adoption: Adoption, plan: UpdatePlan, values: dict[str, Any]) -> int:
    """Write the files, make the environment, and say so."""
    try:
        staged, unheard = update.write_update(plan)
    except KeyboardInterrupt as cause:
        raise stopped(
            cause,
            " while writing: either all files are written, or none.",
            "Run 'seedbed adopt' again.",
        ) from None
    error = conflict_error(plan, staged=staged)
    synced = False
    with report.Telling(WRITTEN):
        failed = None
        if plan.needs_lock and values.get("sync", True):
            failed = _make_environment(plan)
            synced = failed is None
        if synced or not values.get("sync", True) or not plan.needs_lock:
            followed(plan.root)
        faults = [one for one in (failed, error) if one]
        if "json" in values:
            said = [*_messages(adoption), *unheard]
            result = _described(adoption, written=True, synced=synced)
            report.print_envelope("adopt", result, said, faults[0] if faults else None)
        else:
            report.say("seedbed manages this project now.")
            print_done(plan, synced=synced, remarks=unheard)
            if not faults and (synced or not plan.needs_lock):
                is_ready = synced or os.path.isdir(environment_of(plan.root, plan.managers[1]))
                report.say(f"Next: seedbed {'doctor' if plan.has_lock and is_ready else 'sync'}")
            for fault in faults:
                report.print_error(fault, command="adopt", as_json=False)
    return max((fault.status for fault in faults), default=0)


def _make_environment(plan: UpdatePlan) -> SeedbedError | None:
    try:
        driver = driver_for(plan.root, plan.managers[1], plan.choices.nix)
        update.make_environment(plan, driver)
    except SeedbedError as error:
        return error
    except KeyboardInterrupt as cause:
        hint = f"Run '{typed(plan.managers[1], plan.root).sync}' or 'seedbed sync' to continue."
        return stopped(cause, "; the files are written, but the environment is not ready.", hint)
    return None


def _messages(adoption: Adoption) -> list[str]:
    said = [adoption.recognized.said] if adoption.recognized else []
    return [*said, *adoption.beside, *(adoption.plan.told if adoption.plan else ())]


def _described(
    adoption: Adoption, *, written: bool = False, synced: bool = False
) -> dict[str, Any]:
    """The `result` of the JSON envelope."""
    plan = adoption.plan
    found = {
        "form": adoption.form,
        "files": list(adoption.read),
        "understood": dict(adoption.counts),
        "not_understood": [
            {"file": one.path, "line": one.line or None, "text": one.text}
            for one in adoption.remarks
        ],
        "template": adoption.recognized.family if adoption.recognized else None,
    }
    if plan is None:
        return {"path": adoption.root, "adopted": True, "found": None, "update": None}
    return {
        "path": adoption.root,
        "adopted": written,
        "found": found,
        "update": describe(plan, written=written, synced=synced),
    }
