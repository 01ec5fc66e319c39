"""What the checks of `seedbed doctor` say of a folder, and what comes of its fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seedbed.checks.check import Finding
from seedbed.checks.registry import all_checks
from seedbed.commands.doctor import Report, diagnose, mend

if TYPE_CHECKING:
    from pathlib import Path


def report(root: Path, *codes: str) -> Report:
    """What some checks say of a folder; all of them can tell."""
    (one,) = diagnose([str(root)], codes)
    assert not one.examined.faults, {
        code: fault.message for code, fault in one.examined.faults.items()
    }
    return one


def found(root: Path, *codes: str) -> list[Finding]:
    """What some checks find in a folder."""
    return list(report(root, *codes).examined.findings)


def passes(root: Path, *codes: str) -> None:
    """Some checks found nothing, if there was anything to look at."""
    one = report(root, *codes)
    assert one.examined.findings == ()
    looked = {*one.examined.passed, *one.examined.skipped}
    assert looked == {code for code in all_checks() if code in codes}


def only(root: Path, code: str) -> Finding:
    """The one thing that a check finds in a folder."""
    (finding,) = found(root, code)
    assert finding.code == code
    assert finding.how
    return finding


def mended(root: Path, code: str) -> None:
    """The fixes of a check are carried out, and then it finds nothing."""
    before = report(root, code)
    assert before.fixes, "there is nothing to carry out"
    error = mend(before, lambda _: None)
    assert error is None, error.message
    passes(root, code)
