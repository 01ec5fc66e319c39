"""Runs checks: all programs are asked at once, then each check looks, after those it requires."""

from __future__ import annotations

from seedbed.checks.applying import applies
from seedbed.checks.registry import all_checks
from seedbed.errors import SeedbedError
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seedbed.checks.check import Check, Finding, Fix
    from seedbed.checks.place import Place

_BARRIERS = ("SB201", "SB202", "SB302")
"""Checks of what no manager reads: where one finds something, locking and syncing fail."""


@record
class Examined:
    """What the checks say of a place.

    Attributes:
        findings: what they found, in the order of their codes.
        passed: the codes of those that found nothing.
        waiting: the codes of those that said nothing, each with the code of the check that has to
            find nothing first.
        faults: the codes of those that could not tell, each with the reason.
        skipped: the codes of those that do not apply to the place.
        held: the codes of those whose fixes the manager would carry out and cannot yet, each with
            the code of the check that found something in its way for which there is no fix.
    """

    findings: tuple[Finding, ...]
    passed: tuple[str, ...]
    waiting: Mapping[str, str]
    faults: Mapping[str, SeedbedError]
    skipped: tuple[str, ...] = ()
    held: Mapping[str, str] = {}

    def fix_of(self, finding: Finding) -> Fix | None:
        """What mends a finding; None where only people can, or have to do something first."""
        fix = finding.fix
        return None if fix and fix.needs_manager and finding.code in self.held else fix


def examine(place: Place, codes: Iterable[str]) -> Examined:
    """Run checks in a place, and those that they require, which are not reported themselves.

    Args:
        place: the folder.
        codes: those to report.

    Raises:
        KeyboardInterrupt: when a signal asked seedbed to end; no program still runs then.
    """
    reported = tuple(codes)
    checks = _in_order(reported)
    run = _Run(place)
    run.ask(checks)
    for check in checks:
        run.look(check)
    findings = tuple(one for code in reported for one in run.findings.get(code, ()))
    return Examined(
        findings=findings,
        passed=tuple(code for code in reported if code in run.passed),
        waiting={code: run.waiting[code] for code in reported if code in run.waiting},
        faults={code: run.faults[code] for code in reported if code in run.faults},
        skipped=tuple(code for code in reported if code in run.skipped),
        held=_held(run, findings, checks),
    )


def _held(run: _Run, findings: Iterable[Finding], seen: Iterable[Check]) -> dict[str, str]:
    """The codes of findings whose fixes would fail for certain, each with what is in the way."""
    due = {one.code for one in findings if one.fix and one.fix.needs_manager}
    if not due:
        return {}
    known = {check.code for check in seen}
    more = [check for check in _in_order(_BARRIERS) if check.code not in known]
    run.ask(more)
    for check in more:
        run.look(check)
    held: dict[str, str] = {}
    for barrier in _BARRIERS:
        found = run.findings.get(barrier, ())
        if any(one.fix is None and not one.advice for one in found):
            held |= dict.fromkeys(due - held.keys() - {barrier}, barrier)
    return dict(sorted(held.items()))


class _Run:
    """What has been found so far."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self.findings: dict[str, tuple[Finding, ...]] = {}
        self.passed: set[str] = set()
        self.waiting: dict[str, str] = {}
        self.faults: dict[str, SeedbedError] = {}
        self.skipped: set[str] = set()

    def ask(self, checks: Iterable[Check]) -> None:
        """Start all programs that the checks want to ask, but for those that do not apply."""
        for check in checks:
            try:
                if not applies(check, self._place):
                    self.skipped.add(check.code)
                    continue
                for inquiry in check.asks(self._place):
                    self._place.asking.start(inquiry)
            except SeedbedError as error:
                self.faults[check.code] = error

    def look(self, check: Check) -> None:
        """Let a check look, when all that it requires has passed."""
        if check.code in self.faults or check.code in self.skipped:
            return
        for code in check.requires:
            if code not in self.passed and code not in self.skipped:
                self.waiting[check.code] = self.waiting.get(code, code)
                return
        try:
            found = tuple(check.look(self._place))
        except SeedbedError as error:
            self.faults[check.code] = error
            return
        if found:
            self.findings[check.code] = found
        else:
            self.passed.add(check.code)


def _in_order(codes: Iterable[str]) -> list[Check]:
    """Some checks and those that they require, each behind those."""
    checks = all_checks()
    ordered: dict[str, Check] = {}

    def add(code: str) -> None:
        if code not in ordered:
            for required in checks[code].requires:
                add(required)
            ordered[code] = checks[code]

    for code in codes:
        add(code)
    return list(ordered.values())
