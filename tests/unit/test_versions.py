"""Ranges of Python versions."""

from __future__ import annotations

import pytest

from seedbed.errors import SeedbedError
from seedbed.model.versions import (
    APART,
    DEFAULT,
    MINORS,
    OVERLAPS,
    WITHIN,
    admits,
    check_python,
    check_version,
    compare,
    minors,
    release,
)


@pytest.mark.parametrize(
    ("given", "range_", "first", "last"),
    [
        (DEFAULT, ">=3.11", "3.11", MINORS[-1]),
        ("3.12", ">=3.12", "3.12", MINORS[-1]),
        (" >= 3.11 , < 3.13 ", ">=3.11,<3.13", "3.11", "3.12"),
        ("==3.13.*", "==3.13.*", "3.13", "3.13"),
        ("~=3.12.4", "~=3.12.4", "3.12", "3.12"),
        (">=3.12.4", ">=3.12.4", "3.12", MINORS[-1]),
        ("==3.11.14", "==3.11.14", "3.11", "3.11"),
        (">=3.12.10,<3.13", ">=3.12.10,<3.13", "3.12", "3.12"),
        (">=3.11.24,<3.12", ">=3.11.24,<3.12", "3.11", "3.11"),
    ],
)
def test_ranges(given: str, range_: str, first: str, last: str) -> None:
    assert check_python(given) == range_
    assert (minors(range_)[0], minors(range_)[-1]) == (first, last)


@pytest.mark.parametrize("given", ["", "abc", ">=", "3.x", ">=3.11 <3.13", "==", "\n"])
def test_what_is_no_range(given: str) -> None:
    with pytest.raises(SeedbedError, match="is not a range"):
        check_python(given)


@pytest.mark.parametrize("given", [">=4", ">=3.13,<3.12", ">3.14.99", "==3.12.77"])
def test_a_range_that_nothing_satisfies(given: str) -> None:
    with pytest.raises(SeedbedError, match="No Python"):
        check_python(given)


@pytest.mark.parametrize("given", ["<3.13", ">=3.8", "3.10", ">=3.10,<3.12", "!=3.12"])
def test_a_range_that_admits_too_old_ones(given: str) -> None:
    with pytest.raises(SeedbedError, match="allows Python") as caught:
        check_python(given)
    check_python(caught.value.hint.split("'")[1])


LONG = "0" * 5000 + "1"


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("2.8.1", (2, 8, 1)),
        ("2.0.0.post1", (2, 0, 0)),
        ("2.8rc1", (2,)),
        ("", ()),
        ("...", ()),
        ("2.²", (2,)),
        ("٣.8", (8,)),
        (f"2.{LONG}", (2, 1)),
        ("2.-1. 3", (2,)),
        (f"{'9' * 5000}.1", (999_999_999_999_999_999, 1)),
    ],
)
def test_the_numbers_of_any_text(said: str, numbers: tuple[int, ...]) -> None:
    assert release(said) == numbers


def test_a_range_of_absurd_length_is_none() -> None:
    with pytest.raises(SeedbedError, match="is not a range"):
        check_python(f">=3.{LONG}")
    with pytest.raises(SeedbedError, match="is not a version range"):
        check_version(f"1.{LONG}", "framework-version")


@pytest.mark.parametrize(
    ("spec", "version", "fits"),
    [
        (">=2.1,<3", "2.1.0", True),
        (">=2.3", "2.1.0", False),
        ("==1.2.*", "1.2.9", True),
        ("", "1", True),
        (">=9", "8e", True),
        (">=9", "8.0rc1", True),
        (">=9", "8..1", True),
        (">=9", "²", True),
        (">=9", "", True),
        (">=9", LONG, True),
        ("what?", "1", True),
    ],
)
def test_what_is_installed_fits_in_doubt(spec: str, version: str, fits: bool) -> None:
    assert admits(spec, version) is fits


@pytest.mark.parametrize(
    ("one", "other", "how"),
    [
        (">=2.4.6,<3", ">=2.1", WITHIN),
        (">=2.1", ">=2.4.6,<3", OVERLAPS),
        (">=2.1", "", WITHIN),
        ("", ">=2.1", OVERLAPS),
        (">=2.1", ">=2.1.0", WITHIN),
        ("==2.4.6", ">=2.1", WITHIN),
        ("==2.4.*", ">=2.4,<2.5", WITHIN),
        (">=2.4,<2.6", "==2.4.*", OVERLAPS),
        ("~=2.4.1", "==2.4.*", WITHIN),
        ("~=2.4", ">=2.4,<3", WITHIN),
        ("~=2.4", "<2.9", OVERLAPS),
        ("<2", ">=2.1", APART),
        ("<=2.1", ">=2.1", OVERLAPS),
        ("<2.1", ">=2.1", APART),
        (">2.1", ">=2.1", WITHIN),
        (">=2.1", ">2.1", OVERLAPS),
        (">=2.1,!=2.3", ">=2.1", WITHIN),
        (">=2.1", ">=2.1,!=2.3", OVERLAPS),
        ("==2.3", "!=2.3", APART),
        (">=2.0rc1", ">=2", OVERLAPS),
        ("<3", ">=2.9", OVERLAPS),
        ("===any", ">=2", OVERLAPS),
        (">=x", ">=2", OVERLAPS),
    ],
)
def test_how_two_ranges_lie_to_each_other(one: str, other: str, how: str) -> None:
    assert compare(one, other) == how


@pytest.mark.parametrize("first", ["3.9", "3.10", "3.11", "3.13", "3.14", "3.15"])
@pytest.mark.parametrize("last", ["3.9", "3.11", "3.12", "3.14", "3.15", "3.20", "3.13.2", "4"])
def test_a_plain_range_is_read_as_a_library_reads_it(first: str, last: str) -> None:
    spaced = f">= {first}, < {last}"  # which goes the long way
    assert minors(f">={first},<{last}") == minors(spaced)
