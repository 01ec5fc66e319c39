"""`seedbed compat verify` on the command line."""

from __future__ import annotations

import sys

from seedbed.cli import report
from seedbed.commands.compat_verify import DIFFERS, HOLDS, UNCHECKED, positive, verify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from seedbed.accelerators.compat.verdicts import Difference, Verdict
    from seedbed.commands.compat_verify import Verified

_BAR = 24
_MOST = 3
"""How many differences of a row are shown; --json has them all."""


def main(values: dict[str, Any]) -> int:
    """Check the tables, and show what no longer holds."""
    names = [
        name.strip() for text in values.get("rows", ()) for name in text.split(",") if name.strip()
    ]
    bar = Bar() if "json" not in values and sys.stderr.isatty() else None
    try:
        found = verify(
            names,
            new="new" in values,
            sample=positive(values["sample"], "sample") if "sample" in values else 0,
            jobs=positive(values["jobs"], "jobs") if "jobs" in values else 0,
            progress=bar,
        )
    finally:
        if bar:
            bar.clear()
    fault = found.fault
    if "json" in values:
        report.print_envelope("compat", described(found), [], fault)
        return fault.status if fault else 0
    _say(found)
    return fault.status if fault else 0


class Bar:
    """A line on standard error that says how far the work is."""

    def __init__(self) -> None:
        self._width = 0

    def __call__(self, done: int, total: int, title: str) -> None:
        """Show that some of all are done, and what the last one was."""
        filled = _BAR * done // total
        line = f"[{'#' * filled}{'.' * (_BAR - filled)}] {done}/{total}  {title}"
        line = line[: report.columns() - 1]
        sys.stderr.write(f"\r{line:<{self._width}}")
        sys.stderr.flush()
        self._width = len(line)

    def clear(self) -> None:
        """Take the line away."""
        sys.stderr.write(f"\r{' ' * self._width}\r")
        sys.stderr.flush()


def _say(found: Verified) -> None:
    asked, count = sum(len(one.row.resolutions) for one in found.verdicts), len(found.verdicts)
    rows = "1 row" if count == 1 else f"{count} rows"
    report.say(f"uv {found.uv} resolved {asked} sets of requirements for {rows}.")
    tables: dict[tuple[str, str], list[Verdict]] = {}
    for one in found.verdicts:
        tables.setdefault((one.row.framework, one.row.table), []).append(one)
    width = max(len(" ".join(key)) for key in tables)
    for key, verdicts in tables.items():
        holding = [one for one in verdicts if one.state == HOLDS]
        name = " ".join(key)
        report.say(f"  {name:<{width}}  {len(holding)} of {len(verdicts)} hold")
    for one in found.verdicts:
        if one.state != HOLDS:
            _say_verdict(one)
    for new in found.found:
        where = f" (Python {', '.join(new.pythons)})" if new.pythons else ""
        label = report.style("new:", report.REMARK, sys.stdout)
        report.say_raw(f"{label} {new.package} {new.version}{where}\n")
    if found.searched and not found.found:
        report.say("No release is missing from the tables.")
    if found.fault:
        report.say(f"{found.fault.message} {found.fault.hint}")


def _say_verdict(verdict: Verdict) -> None:
    label, code = {
        DIFFERS: ("no longer holds:", report.ERROR),
        UNCHECKED: ("could not be checked:", report.REMARK),
    }[verdict.state]
    report.say_raw(f"{report.style(label, code, sys.stdout)} {verdict.row.title}\n")
    for one in verdict.differences[:_MOST]:
        report.say(f"  {_difference(one)}")
    more = len(verdict.differences) - _MOST
    if more > 0:
        report.say(f"  and {more} more; --json lists them all")


def _difference(one: Difference) -> str:
    asked = one.resolution
    return f"{asked.platform}, Python {asked.python}: {one.reason}"


def described(found: Verified) -> dict[str, Any]:
    """What was found as JSON has it."""
    return {
        "uv": found.uv,
        "jobs": found.jobs,
        "rows": [_row(one) for one in found.verdicts],
        "new": [
            {"framework": one.framework, "package": one.package, "version": one.version,
             "pythons": list(one.pythons)}
            for one in found.found
        ] if found.searched else None,
    }  # fmt: skip


def _row(verdict: Verdict) -> dict[str, Any]:
    row = verdict.row
    return {
        "framework": row.framework,
        "table": row.table,
        "version": row.version,
        "title": row.title,
        "state": verdict.state,
        "resolutions": len(row.resolutions),
        "differences": _differences(verdict.differences),
    }


def _differences(differences: Sequence[Difference]) -> list[dict[str, Any]]:
    return [
        {
            "requirements": list(one.resolution.requirements),
            "platform": one.resolution.platform,
            "python": one.resolution.python,
            "expected": "resolves" if one.resolution.succeeds else "fails",
            "reason": one.reason,
        }
        for one in differences
    ]
