"""The one substitution that layers know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.formats.template import UnknownPlaceholderError, fill


def test_words_are_replaced() -> None:
    assert fill("import @package@  # @name@", {"package": "p", "name": "n"}) == "import p  # n"


@pytest.mark.parametrize(
    "text",
    ["uses: actions/checkout@v7", "a@b.example", "@", "@@", "@ x @", "@Upper@", "ada@\n@x y@"],
)
def test_other_at_signs_stay(text: str) -> None:
    assert fill(text, {}) == text


def test_an_unknown_word_is_an_error() -> None:
    with pytest.raises(UnknownPlaceholderError, match="nope"):
        fill("x @nope@ y", {"name": "n"})


@given(st.text(), st.text(), st.text())
def test_values_are_not_scanned_again(before: str, value: str, after: str) -> None:
    before, after = before.replace("@", ""), after.replace("@", "")
    assert fill(f"{before}@word@{after}", {"word": value}) == before + value + after
