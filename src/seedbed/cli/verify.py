"""`seedbed verify` on the command line."""

from __future__ import annotations

from contextlib import contextmanager

from seedbed.cli import report, verify_attested
from seedbed.cli.verify_options import LEVELS
from seedbed.cli.verify_text import files, show, show_differences, shown
from seedbed.commands.verify import Wanted, verify
from seedbed.errors import ENVIRONMENT, FAILURE, SeedbedError, unknown_choice, usage_error
from seedbed.model.record import replace
from seedbed.verify.attested import in_json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from seedbed.commands.verifying.found import Verification
    from seedbed.commands.verifying.repair import Repair

WORDS = {0: "proved", 1: "differs", 3: "not-proved"}
"""The verdicts, by exit status."""


def main(values: dict[str, Any]) -> int:
    """Verify, show, and repair; the status says what was proved."""
    _check_options(values)
    wanted = Wanted(
        level=values.get("level", "wheel"),
        offline="offline" in values,
        lock=values.get("lock", ""),
        environment=values.get("env", ""),
        packages=tuple(values.get("packages", ())),
        again="level" in values or "receipt" in values,
    )
    quiet = "json" in values or "sarif" in values
    look = _of_cache if "cache" in values else _of_environment
    found, tried, repaired = look(wanted, values, quiet=quiet)
    if "json" in values:
        report.print_envelope("verify", {**_described(found), "repaired": repaired}, [])
    elif "sarif" in values:
        from seedbed.cli.verify_sarif import print_sarif

        print_sarif(found)
    else:
        show(found, told=tried and not repaired, again="repair" in values)
        if "receipt" in values and not found.is_cache:
            written = found.status == 0
            report.say(f"{'Wrote' if written else 'Did not write'} {values['receipt']}.")
    return found.status


def _of_environment(
    wanted: Wanted, values: dict[str, Any], *, quiet: bool
) -> tuple[Verification, bool, bool]:
    """What is found, whether a repair was tried, and whether it changed anything."""
    from seedbed.commands.verifying.noted import note

    if "receipt" in values:
        from seedbed.commands.verifying.receipt import check_place

        check_place(values["receipt"])
    found = _verified(wanted, quiet=quiet)
    repaired, tried = False, "repair" in values and bool(found.differences)
    if tried:
        if not quiet:
            show_differences(found)
        if wanted.packages:
            _check_alone(wanted, quiet=quiet)
        repaired = _repair(found, values, quiet=quiet)
        if repaired:
            found = _verified(wanted, quiet=quiet)
    if verify_attested.is_asked(values):
        required = "require-attestations" in values
        found = _verified(wanted, verify_attested.work(found, required=required), quiet=quiet)
    if "against" in values:
        from seedbed.commands.verifying.receipt import against

        with _or_unproved():
            found = against(found, values["against"])
    if "receipt" in values and found.status == 0:
        from seedbed.commands.verifying.receipt import write_receipt

        with _or_unproved():
            write_receipt(found, values["receipt"])
    note(found, wanted)
    return found, tried, repaired


@contextmanager
def _or_unproved() -> Iterator[None]:
    """Let what fails end with the status of what isn't proved: 1 says that something differs."""
    try:
        yield
    except SeedbedError as error:
        if error.status == FAILURE:
            error.status = ENVIRONMENT
        raise


def described() -> tuple[int, dict[str, Any]]:
    """The exit status, and the JSON of what is found in the project's environment."""
    from seedbed.commands.verifying.noted import note

    wanted = Wanted()
    with _or_unproved():
        found = verify(wanted)
    note(found, wanted)
    return found.status, {**_described(found), "repaired": False}


def _check_options(values: dict[str, Any]) -> None:
    level = values.get("level", "wheel")
    if level not in LEVELS:
        raise unknown_choice("level", level, tuple(LEVELS))
    if "json" in values and "sarif" in values:
        raise usage_error(
            "--json and --sarif cannot both be printed.", "Leave one of them out.", code="bad-usage"
        )
    if "cache" in values and (both := [one for one in ("receipt", "against") if one in values]):
        raise usage_error(
            f"--cache and --{both[0]} cannot be combined.",
            "A receipt is about an environment.",
            code="bad-usage",
        )
    verify_attested.check_options(values)
    if "yes" in values and "repair" not in values:
        raise usage_error(
            "--yes needs --repair.", "Without it, seedbed changes nothing.", code="bad-usage"
        )


def _of_cache(
    wanted: Wanted, values: dict[str, Any], *, quiet: bool
) -> tuple[Verification, bool, bool]:
    """The same of uv's cache: what differs is removed, and the next sync gets it again."""
    from seedbed.commands.verifying.cache import differing, drop_from_cache, verify_cache

    found = _verified(wanted, verify_cache, quiet=quiet)
    if "repair" not in values or not found.differences:
        return found, False, False
    names = differing(found)
    if not quiet:
        show_differences(found)
        report.say(f"\nseedbed will remove from uv's cache: {', '.join(names)}\n")
    if not _agrees(values, quiet=quiet):
        return found, True, False
    drop_from_cache(names)
    return _verified(wanted, verify_cache, quiet=quiet), True, True


def _agrees(values: dict[str, Any], *, quiet: bool) -> bool:
    """Whether a repair may go on: people are asked, unless --yes says it."""
    asks = not quiet and "yes" not in values and report.is_interactive()
    return not asks or report.confirm("Continue?", default=True)


def _verified(
    wanted: Wanted, work: Callable[..., Verification] = verify, *, quiet: bool
) -> Verification:
    """Verify; what takes more than a moment shows how far it is."""
    from seedbed.cli.verify_progress import Progress

    progress = Progress(shown=not quiet)
    try:
        with _or_unproved():
            return work(wanted, progress)
    finally:
        progress.end()


# --- repairing ----------------------------------------------------------------------------------


def _check_alone(wanted: Wanted, *, quiet: bool) -> None:
    """Refuse to repair single packages where others differ, too."""
    from seedbed.commands.verifying.repair import check_alone
    from seedbed.model.names import canonical

    whole = _verified(replace(wanted, packages=()), quiet=quiet)
    check_alone(whole, {canonical(one) for one in wanted.packages})


def _repair(found: Verification, values: dict[str, Any], *, quiet: bool) -> bool:
    """Show the plan, ask, and carry it out; whether anything was done."""
    from seedbed.commands.verifying.repair import plan_repair, repair
    from seedbed.commands.verifying.repair_conda import UV

    plan = plan_repair(found)
    if plan.is_empty:
        if not quiet:
            report.say("seedbed can't repair that; see the page about verifying.\n")
        return False
    if not quiet:
        _show_plan(plan)
    if "offline" in values and plan.titles and plan.program != UV:
        raise usage_error(
            f"{plan.program} can't install packages again without the network.",
            "Leave out --offline.",
            code="bad-usage",
        )
    if not _agrees(values, quiet=quiet):
        return False
    repair(found, plan)
    return True


def _show_plan(plan: Repair) -> None:
    report.say("")
    report.say("seedbed will:")
    if plan.titles:
        names = ", ".join(plan.titles)
        report.say(f"  remove from {plan.program}'s cache, then install again as locked: {names}")
    if plan.moved:
        where = shown(plan.aside)
        report.say(f"  move {files(len(plan.moved))} to {where}")
    for path in plan.returned:
        report.say(f"  put back what an interrupted repair renamed: {path}")
    report.say("")


def _described(found: Verification) -> dict[str, Any]:
    return {
        "environment": found.environment,
        "lock": found.lock,
        "lock_sha256": found.lock_sha256,
        "level": found.level,
        "verdict": WORDS[found.status],
        "packages": [
            {
                "name": one.name,
                "version": one.version,
                "kind": one.kind,
                "level": one.level,
                "archive_sha256": one.archive or None,
                "files": one.files,
                "why": one.why or None,
                "provable": not one.why or one.wanting,
                "attestations": in_json(one.attested),
            }
            for one in found.proofs
        ],
        "differences": [
            {
                "kind": one.kind,
                "file": one.path or None,
                "package": one.package or None,
                "message": one.what,
            }
            for one in found.differences
        ],
        "not_proved": list(found.wanting),
        "remarks": list(found.remarks),
        "notes": list(found.notes),
        "interpreter": _interpreter(found),
        "files": found.files,
        "bytes": found.bytes,
    }


def _interpreter(found: Verification) -> dict[str, Any] | None:
    one = found.interpreter
    if one is None or not one.python:
        return None
    return {
        "path": one.python,
        "key": one.key or None,
        "archive_sha256": one.archive or None,
        "files": one.files,
        "why": one.why or None,
    }
