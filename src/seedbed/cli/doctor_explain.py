"""`seedbed doctor --explain`: what is to be said of some checks."""

from __future__ import annotations

import sys

from seedbed.cli import report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.checks.check import Check


def explain(start: str, *, as_json: bool) -> int:
    """Print it, for all checks whose code begins in some way."""
    from seedbed.checks.registry import all_checks, picked

    checks = [all_checks()[code] for code in picked([start], ())]
    if as_json:
        report.print_envelope("doctor", {"checks": [_described(one) for one in checks]}, [])
        return 0
    for place, check in enumerate(checks):
        if place:
            report.say("")
        _show(check)
    return 0


def _show(check: Check) -> None:
    from textwrap import fill

    from seedbed.checks.pages import told

    title, *rest = (
        fill(part, report.columns(), break_long_words=False, break_on_hyphens=False)
        for part in told(check)
    )
    report.say_raw(f"{report.style(title, report.TITLE, sys.stdout)}\n")
    for part in rest:
        report.say(f"\n{part}")


def _described(check: Check) -> dict[str, Any]:
    from seedbed.checks.registry import family_of

    page = check.page
    return {
        "code": check.code,
        "family": family_of(check.code).title,
        "advice": check.advice,
        "requires": list(check.requires),
        "title": page.title,
        "why": page.why,
        "how": page.how,
    }
