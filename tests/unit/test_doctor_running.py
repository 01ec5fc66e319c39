"""In which order checks run, and what becomes of those that cannot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pytest

from seedbed.checks import running
from seedbed.checks.check import Check, Finding
from seedbed.checks.place import Place
from seedbed.checks.running import examine
from seedbed.errors import SeedbedError

PLACE = cast("Place", None)
seen: list[str] = []


class Plain(Check):
    """Finds nothing.

    Why not?

    To fix it: nothing.
    """

    def look(self, place: Place) -> Iterator[Finding]:  # noqa: ARG002
        """Take note of its turn."""
        seen.append(self.code)
        yield from ()


class SB001(Plain):
    """Requires one that comes later."""

    requires = ("SB009",)


class SB002(Plain):
    """Finds something.

    It does.

    To fix it: look away.
    """

    def look(self, place: Place) -> Iterator[Finding]:
        """Find it."""
        yield from super().look(place)
        yield self.found("Here.", "a", at=(1, 2))


class SB003(Plain):
    """Requires that one."""

    requires = ("SB002",)


class SB004(Plain):
    """Requires one that waits."""

    requires = ("SB001", "SB003")


class SB005(Plain):
    """Cannot tell."""

    def look(self, place: Place) -> Iterator[Finding]:  # noqa: ARG002
        """Fail."""
        raise SeedbedError("git fails.", code="git-failed")


class SB006(Plain):
    """Requires it."""

    requires = ("SB005",)


class SB009(Plain):
    """Is required."""


@pytest.fixture(autouse=True)
def _checks(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = (SB001, SB002, SB003, SB004, SB005, SB006, SB009)
    monkeypatch.setattr(running, "all_checks", lambda: {one.__name__: one() for one in kinds})
    seen.clear()


def test_a_check_runs_behind_those_that_it_requires() -> None:
    examined = examine(PLACE, ["SB001"])
    assert seen == ["SB009", "SB001"]
    assert examined.passed == ("SB001",)  # the other one was not asked for


def test_a_check_waits_for_the_one_that_finds_something() -> None:
    examined = examine(PLACE, ["SB002", "SB003", "SB004"])
    assert dict(examined.waiting) == {"SB003": "SB002", "SB004": "SB002"}
    assert examined.findings == (
        Finding(code="SB002", what="Here.", path="a", line=1, column=2, how="Look away."),
    )
    assert examined.findings[0].where == "a:1:2"


def test_what_was_not_asked_for_is_not_reported() -> None:
    examined = examine(PLACE, ["SB003"])
    assert (examined.findings, examined.passed) == ((), ())
    assert dict(examined.waiting) == {"SB003": "SB002"}


def test_one_that_cannot_tell_says_why_and_the_others_go_on() -> None:
    examined = examine(PLACE, ["SB005", "SB006", "SB009"])
    assert {code: str(error) for code, error in examined.faults.items()} == {"SB005": "git fails."}
    assert dict(examined.waiting) == {"SB006": "SB005"}
    assert examined.passed == ("SB009",)
