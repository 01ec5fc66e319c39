"""Runs checks: all programs are asked at once, then each check looks, after those it requires."""

from __future__ import annotations

from seedbed.checks.applying import applies
from seedbed.checks.registry import all_checks
from seedbed.errors import SeedbedError
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seedbed.checks.check import Check, Finding
    from seedbed.checks.place import Place


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
    """

    findings: tuple[Finding, ...]
    passed: tuple[str, ...]
    waiting: Mapping[str, str]
    faults: Mapping[str, SeedbedError]
    skipped: tuple[str, ...] = ()


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
    return Examined(
        findings=tuple(one for code in reported for one in run.findings.get(code, ())),
        passed=tuple(code for code in reported if code in run.passed),
        waiting={code: run.waiting[code] for code in reported if code in run.waiting},
        faults={code: run.faults[code] for code in reported if code in run.faults},
        skipped=tuple(code for code in reported if code in run.skipped),
    )


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
