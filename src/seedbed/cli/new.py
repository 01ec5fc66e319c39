"""`seedbed new` on the command line."""

from __future__ import annotations

import os

from seedbed.cli import report
from seedbed.commands import new
from seedbed.commands.options import choices_from, overridden
from seedbed.errors import SeedbedError, stopped, usage_error
from seedbed.layers.library import has_builds, load_library
from seedbed.managers.here import remarks_on_place, typed
from seedbed.model.choices import to_table
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.model.choices import Choices


def main(values: dict[str, Any]) -> int:
    """Plan, show, write, and make the environment."""
    as_json = "json" in values
    if _asks(values):
        from seedbed.cli.ask import complete

        values = complete(values)
    if not values.get("path"):
        raise usage_error(
            "'seedbed new' needs the path of the new project.",
            "Give one, such as 'seedbed new digits', or '.' for this folder.",
            code="bad-usage",
        )
    dry = "dry_run" in values
    target = new.check_target(values["path"], mend=not dry)
    plan = _plan(target, choices_from(values, target))
    remarks = _remarks(plan, values)
    if plan.choices.manager_version:
        from seedbed.commands.manager_version import check_installed

        check_installed(plan.choices, sync=values.get("sync", True), dry=dry)
    if not as_json:
        for text in remarks:
            report.note(text)
    asks = _asks(values)
    if not as_json and (dry or asks):
        report.print_plan(plan, verbose="verbose" in values)
    if dry:
        if as_json:
            report.print_envelope("new", describe(plan, written=False), remarks)
        else:
            report.say("")
            report.say("Nothing was written.")
        return 0
    if asks and not report.confirm("Proceed?", default=True):
        report.say("Nothing was written.")
        return 0
    new.write_new(plan)
    with report.Telling(f"The project's files are in {plan.target}."):
        return _after_writing(plan, values)


def _plan(target: str, choices: Choices) -> new.NewPlan:
    """What is about to be done, once the accelerator is decided where there is one to decide."""
    if not has_builds(load_library(), choices.framework):
        return new.plan_new(target, choices)
    from seedbed.commands.accelerating import decided  # looks at the machine

    choices, remarks = decided(choices)
    return replace(new.plan_new(target, choices), remarks=remarks)


def describe(plan: new.NewPlan, *, written: bool, synced: bool = False) -> dict[str, Any]:
    """The `result` of the JSON envelope."""
    return {
        "path": plan.target,
        "name": plan.choices.name,
        "choices": to_table(plan.choices),
        "files": [
            {
                "path": path,
                "bytes": len(file.data),
                "layer": file.layer,
                "executable": file.executable,
            }
            for path, file in plan.tree.files.items()
        ],
        "keys": plan.tree.keys,
        "runs": plan.tree.runs,
        "written": written,
        "synced": synced,
    }


def _remarks(plan: new.NewPlan, values: dict[str, Any]) -> list[str]:
    """What is to be said of the choices, each as a sentence."""
    found = [*overridden(values), *plan.remarks]
    found += plan.beside.notes if plan.beside else ()
    found += remarks_on_place(plan.target, plan.choices.manager)
    if plan.choices.manager_version:
        from seedbed.commands.manager_version import check_installed, nix_remark

        dry = "dry_run" in values
        sync = dry and values.get("sync", True)  # else it was refused already
        found += check_installed(plan.choices, sync=sync, dry=dry)
        found += nix_remark(plan.choices, plan.tree.files)
    if plan.choices.system_packages:
        from seedbed.render.system_packages import remarks

        found += remarks(plan.choices)
    return found


def _asks(values: dict[str, Any]) -> bool:
    return "yes" not in values and "json" not in values and report.is_interactive()


def _after_writing(plan: new.NewPlan, values: dict[str, Any]) -> int:
    as_json = "json" in values
    messages = _remarks(plan, values) if as_json else []
    error = _finish(plan, values, messages)
    synced = values.get("sync", True) and error is None
    if as_json:
        report.print_envelope("new", describe(plan, written=True, synced=synced), messages, error)
        return error.status if error else 0
    for text in messages:
        report.note(text)
    if error:
        return report.print_error(error, command="new", as_json=False)
    if _asks(values) and values.get("git", True):
        _offer_commit(plan)
    _print_done(plan, synced=synced)
    return 0


def _offer_commit(plan: new.NewPlan) -> None:
    """Make the first commit, if somebody wants it."""
    if not new.can_commit(plan) or not report.confirm("Commit these files to git?", default=True):
        return
    try:
        new.commit(plan)
    except SeedbedError as error:
        report.note(f"git did not commit: {error.message} {error.hint}".strip())


def _finish(plan: new.NewPlan, values: dict[str, Any], messages: list[str]) -> SeedbedError | None:
    """Make the repository and the environment; what fails leaves the project as it is."""
    try:
        if values.get("git", True):
            messages += new.start_git(plan)
        if values.get("sync", True):
            from seedbed.workspace import driver_for

            driver = driver_for(plan.target, plan.choices.manager, plan.choices.nix)
            new.make_environment(plan.target, driver)
    except SeedbedError as error:
        return new.later(error, plan.target)
    except KeyboardInterrupt as cause:
        by_hand = typed(plan.choices.manager, plan.target).sync
        hint = f"Run '{by_hand}' or 'seedbed sync' in {plan.target} to continue."
        return new.later(stopped(cause, ".", hint), plan.target)
    return None


def _print_done(plan: new.NewPlan, *, synced: bool) -> None:
    """Say what was made, and the command that comes next."""
    where = _shorter(plan.target)
    what = "with its environment" if synced else "without an environment yet"
    choices, task = plan.choices, new.first_task(plan)
    report.say(f"Created {choices.name}: {len(plan.tree.files)} files in {where}, {what}.")
    step, then = _by_nix(plan, task, synced=synced) if choices.nix != "none" else ("", "")
    missing = ""
    if not step:
        missing, step = new.next_step(choices.manager, plan.target, task, synced=synced)
    line = step if where == "." else f"cd {_quoted(where)} && {step}"
    before = f"install {missing} (the project's README says how), then: " if missing else ""
    report.say(f"Next: {before}{line}")
    if then:
        report.say(f"Then: {then}")


def _by_nix(plan: new.NewPlan, task: str, *, synced: bool) -> tuple[str, str]:
    """The two steps of who has the manager only in the project's Nix shell; empty for others."""
    from seedbed.commands import nix_shell

    opened = nix_shell.opening(plan.choices, plan.target, synced=synced)
    if not opened:
        return "", ""
    then = nix_shell.first_there(plan.choices, plan.target, task, opened)
    return opened + nix_shell.by_direnv(plan.tree.files), then


def _shorter(path: str) -> str:
    """The path from the current folder where that is shorter."""
    try:
        return min(path, os.path.relpath(path), key=len)
    except (FileNotFoundError, ValueError):  # that folder is gone, or on another drive of Windows
        return path


def _quoted(path: str) -> str:
    if path.isascii() and path.replace("/", "").replace("-", "").replace("_", "").isalnum():
        return path  # without the price of importing shlex
    import shlex

    return shlex.quote(path)
