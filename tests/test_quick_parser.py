"""The quick parser reads a command line as click does, or leaves it to click."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from seedbed.cli import quick
from seedbed.cli.full import parse_with_click
from seedbed.cli.verbs import VERBS
from seedbed.errors import SeedbedError

FLAGS = sorted({option.flag for verb in VERBS.values() for option in verb.options})
WORDS = st.sampled_from(
    [*FLAGS, "x", "", "-", "--", "--json=1", "--framework=none", "--with=a,b", "--name=", "-y",
     "a b", "--no", "--fram", "--nope", "é", "-V"]
)  # fmt: skip
LINES = st.tuples(st.sampled_from([*VERBS, "nope"]), st.lists(WORDS, max_size=6)).map(
    lambda pair: [pair[0], *pair[1]]
)


def by_click(words: list[str]) -> tuple[str, dict[str, Any]] | str:
    try:
        return parse_with_click(words)
    except SeedbedError as error:
        return error.code


@given(LINES)
@example(["new", "x", "--yes", "--no-sync", "--no-git", "--with", "a,b", "--with", "c"])
@example(["run", "train", "--", "--epochs", "5"])
@example(["run", "train", "--epochs", "5"])
@example(["new", "--name", "--yes"])
def test_both_parsers_agree(words: list[str]) -> None:
    quickly = quick.parse(words)
    if quickly is not None:
        assert quickly == by_click(words)


@pytest.mark.parametrize(
    "words",
    [
        ["new", "x", "--yes", "--no-sync", "--no-git"],
        ["new", "x", "--framework", "none", "--platform=linux-64", "--json"],
        ["sync"],
        ["run", "train", "--", "--epochs", "5"],
    ],
)
def test_everyday_command_lines_do_not_wait_for_click(words: list[str]) -> None:
    assert quick.parse(words) is not None


@pytest.mark.parametrize(
    "words", [[], ["--help"], ["new", "--help"], ["new", "x", "y"], ["new", "--nope"]]
)
def test_help_and_mistakes_are_clicks(words: list[str]) -> None:
    assert quick.parse(words) is None
