"""Ranges of Python versions."""

from __future__ import annotations

import pytest

from tilth.errors import TilthError
from tilth.versions import DEFAULT, MINORS, check_python, minors


@pytest.mark.parametrize(
    ("given", "range_", "first", "last"),
    [
        (DEFAULT, ">=3.11", "3.11", MINORS[-1]),
        ("3.12", ">=3.12", "3.12", MINORS[-1]),
        (" >= 3.11 , < 3.13 ", "<3.13,>=3.11", "3.11", "3.12"),
        ("==3.13.*", "==3.13.*", "3.13", "3.13"),
        ("~=3.12.4", "~=3.12.4", "3.12", "3.12"),
        (">=3.12.4", ">=3.12.4", "3.12", MINORS[-1]),
        ("==3.11.14", "==3.11.14", "3.11", "3.11"),
        (">=3.12.10,<3.13", "<3.13,>=3.12.10", "3.12", "3.12"),
        (">=3.11.24,<3.12", "<3.12,>=3.11.24", "3.11", "3.11"),
    ],
)
def test_ranges(given: str, range_: str, first: str, last: str) -> None:
    assert check_python(given) == range_
    assert (minors(range_)[0], minors(range_)[-1]) == (first, last)


@pytest.mark.parametrize("given", ["", "abc", ">=", "3.x", ">=3.11 <3.13", "==", "\n"])
def test_what_is_no_range(given: str) -> None:
    with pytest.raises(TilthError, match="is no range"):
        check_python(given)


@pytest.mark.parametrize("given", [">=4", ">=3.13,<3.12", ">3.14.99", "==3.12.77"])
def test_a_range_that_nothing_satisfies(given: str) -> None:
    with pytest.raises(TilthError, match="No Python"):
        check_python(given)


@pytest.mark.parametrize("given", ["<3.13", ">=3.8", "3.10", ">=3.10,<3.12", "!=3.12"])
def test_a_range_that_admits_too_old_ones(given: str) -> None:
    with pytest.raises(TilthError, match="admits Python") as caught:
        check_python(given)
    check_python(caught.value.hint.split("'")[1])
