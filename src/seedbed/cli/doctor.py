"""`seedbed doctor` on the command line."""

from __future__ import annotations

import sys

from seedbed.cli import report
from seedbed.errors import ENVIRONMENT, FAILURE, SeedbedError, usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.checks.check import Finding, Fix
    from seedbed.commands.doctor import Report


def main(values: dict[str, Any]) -> int:
    """Examine, show, and fix; or explain a check."""
    _check_options(values)
    if "explain" in values:
        from seedbed.cli.doctor_explain import explain

        return explain(values["explain"], as_json="json" in values)
    from seedbed.commands.doctor import diagnose

    asked = (values.get("dirs", []), _codes(values, "select"), _codes(values, "ignore"))
    reports = diagnose(*asked)
    fault = None
    fixed: list[str] = []
    if "fix" in values:
        fault, fixed = _fix(reports, values)
        if fixed or fault:
            reports = diagnose(*asked)  # what failed may have changed something, too
    status = _status(reports, fault)
    if "json" in values:
        result = {"projects": [_described(one) for one in reports], "fixed": fixed}
        report.print_envelope("doctor", result, [], fault or _fault(reports, status))
    elif "sarif" in values:
        _print_sarif(reports)
    else:
        if fixed:
            report.say(f"Done: {'; '.join(dict.fromkeys(fixed))}.\n")
        _show(reports, values)
    if fault is not None and "json" not in values:
        report.print_error(fault, command="doctor", as_json=False)
    return status


def _check_options(values: dict[str, Any]) -> None:
    if "json" in values and "sarif" in values:
        raise usage_error(
            "--json and --sarif cannot both be printed.", "Leave one of them out.", code="bad-usage"
        )
    for name in ("dry_run", "yes"):
        if name in values and "fix" not in values:
            raise usage_error(
                f"--{name.replace('_', '-')} needs --fix.",
                "Without --fix, seedbed changes nothing.",
                code="bad-usage",
            )


def _codes(values: dict[str, Any], name: str) -> list[str]:
    return [
        code.strip() for text in values.get(name, ()) for code in text.split(",") if code.strip()
    ]


# --- fixing -------------------------------------------------------------------------------------


def _fix(reports: list[Report], values: dict[str, Any]) -> tuple[SeedbedError | None, list[str]]:
    """Show the plan, and carry it out; what was done, and the error that stopped it."""
    from seedbed.commands.doctor import mend

    quiet = "json" in values or "sarif" in values
    todo = [one for one in reports if one.fixes]
    if not quiet:
        _show_plan(reports)
    if "dry_run" in values or not todo:
        return None, []
    asks = not quiet and "yes" not in values and report.is_interactive()
    if asks and not report.confirm("Continue?", default=True):
        return None, []
    done: list[str] = []
    for one in todo:
        fault = mend(one, done.append)
        if fault is not None:
            return fault, done
    return None, done


def _show_plan(reports: list[Report]) -> None:
    many = len(reports) > 1
    if not any(one.fixes for one in reports):
        report.say("seedbed found nothing that it can fix safely.")
    for one in reports:
        if one.fixes:
            report.say(f"seedbed will, in {one.root}:" if many else "seedbed will:")
        for fix in one.fixes:
            report.say(f"  {fix.title}{_detail(fix)}")
        for codes, barrier in _by_cause(one.examined.held):
            where = f"In {one.root}, " if many else ""
            report.say(f"{where}{_listed(codes)} must wait until {barrier} is solved.")
    report.say("")


def _detail(fix: Fix) -> str:
    parts = [f"{'remove' if step.after is None else 'write'} {path}"
             for path, step in fix.files.items()]  # fmt: skip
    parts += ["lock"] * fix.lock + ["sync"] * fix.sync
    parts += [f"run '{' '.join(('git', *fix.git))}'"] if fix.git else []
    parts += [f"run '{' '.join(fix.command)}'"] if fix.command else []
    return f" ({', then '.join(parts)})" if parts else ""


# --- showing ------------------------------------------------------------------------------------


def _show(reports: list[Report], values: dict[str, Any]) -> None:
    for place, one in enumerate(reports):
        if len(reports) > 1:
            root = report.style(report.visible(one.root), report.TITLE, sys.stdout)
            report.say_raw(f"{'' if place == 0 else chr(10)}{root}\n")
        _show_one(one)
    if "dry_run" in values:
        report.say("Nothing was changed.")


def _show_one(one: Report) -> None:
    found = one.examined
    for finding in found.findings:
        _show_finding(finding)
        report.say("")
    for code, error in found.faults.items():
        report.note(f"{code} could not tell: {error}")
    if found.waiting:
        report.say(f"Not run: {_waiting(one)}.")
    if one.absence is not None:
        report.note(one.absence.message)
    report.say(_summary(one))


def _waiting(one: Report) -> str:
    """The checks that others keep from running, by those."""
    by = _by_cause(one.examined.waiting)
    return "; ".join(f"{', '.join(codes)} (because of {code})" for codes, code in by)


def _by_cause(causes: Mapping[str, str]) -> list[tuple[list[str], str]]:
    """Codes that have the same cause, and that."""
    by: dict[str, list[str]] = {}
    for code, cause in causes.items():
        by.setdefault(cause, []).append(code)
    return [(codes, cause) for cause, codes in by.items()]


def _listed(codes: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(codes[:-1]), codes[-1]]))


def _summary(one: Report) -> str:
    findings = one.examined.findings
    advice = sum(finding.advice for finding in findings)
    problems = len(findings) - advice
    passed = len(one.examined.passed)
    counts = [_count(problems, "problem") if problems else "No problems"]
    counts += [f"{_count(advice, 'piece')} of advice"] if advice else []
    skipped = len(one.examined.skipped)
    apply = "doesn't apply" if skipped == 1 else "don't apply"
    waiting = len(one.examined.waiting)
    rest = f", {skipped} {apply} here" if skipped else ""
    rest += f", {waiting} {'was' if waiting == 1 else 'were'} not run" if waiting else ""
    text = f"{', '.join(counts)}; {_count(passed, 'check')} passed{rest}."
    if waiting and not passed and not findings:
        text = f"Nothing was checked: {_count(waiting, 'check')} could not run."
    fixable = sum(one.examined.fix_of(finding) is not None for finding in findings)
    if fixable:
        text += f" 'seedbed doctor --fix' can fix {fixable} of {len(findings)}."
    return text


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _show_finding(finding: Finding) -> None:
    from seedbed.checks.pages import plainly
    from seedbed.checks.registry import find_check

    color = report.REMARK if finding.advice else report.ERROR
    named = finding.path in finding.what and not finding.line
    where = "" if named or not finding.path else f"{finding.where}: "
    kind = "advice: " if finding.advice else ""
    _say_part(finding.code, f"{kind}{where}{finding.what}", color)
    page = find_check(finding.code).page
    for label, text in (("why", page.why), ("fix", finding.how)):
        for place, part in enumerate(plainly(text).split("\n\n")):
            _say_part(f"  {label}:" if place == 0 else "", part, report.TITLE)


def _say_part(label: str, text: str, color: str) -> None:
    """Print a paragraph, with a label before it and an indent."""
    import textwrap

    width = 7
    lines = textwrap.wrap(report.visible(text), report.columns() - width, break_on_hyphens=False)
    lines = lines or [""]
    shown = report.style(label, color, sys.stdout) + " " * (width - len(label))
    report.say_raw(f"{shown}{report.visible(lines[0])}\n")
    for line in lines[1:]:
        report.say(" " * width + line)


# --- for programs -------------------------------------------------------------------------------


def _status(reports: list[Report], fault: SeedbedError | None) -> int:
    if any(not one.is_healthy for one in reports):
        return FAILURE
    if fault is not None:
        return fault.status
    is_unknown = any(one.examined.faults or one.absence is not None for one in reports)
    return ENVIRONMENT if is_unknown else 0


def _fault(reports: list[Report], status: int) -> SeedbedError | None:
    """The error of the envelope: the first problem, or why something could not be told."""
    for one in reports:
        for finding in one.examined.findings:
            if not finding.advice:
                return SeedbedError(finding.what, finding.how, code=finding.code, status=status)
    faults = [error for one in reports for error in one.examined.faults.values()]
    absences = [one.absence for one in reports if one.absence is not None]
    return next(iter([*faults, *absences]), None)


def _described(one: Report) -> dict[str, Any]:
    found = one.examined
    return {
        "path": one.root,
        "project": one.absence is None,
        "seedbed": one.is_ours,
        "manager": one.manager or None,
        "findings": [_of_finding(finding, found.fix_of(finding)) for finding in found.findings],
        "passed": list(found.passed),
        "waiting": dict(found.waiting),
        "skipped": list(found.skipped),
        "unknown": {code: str(error) for code, error in found.faults.items()},
    }


def _of_finding(finding: Finding, fix: Fix | None) -> dict[str, Any]:
    from seedbed.checks.registry import find_check

    return {
        "code": finding.code,
        "what": finding.what,
        "path": finding.path or None,
        "line": finding.line or None,
        "column": finding.column or None,
        "why": find_check(finding.code).page.why,
        "how": finding.how,
        "advice": finding.advice,
        "fix": fix.title if fix else None,
    }


def _print_sarif(reports: list[Report]) -> None:
    from seedbed import __version__
    from seedbed.checks.sarif import sarif

    document = sarif(
        ((one.root, one.examined, one.absence.message if one.absence else "") for one in reports),
        __version__,
    )
    report.print_json(document)
