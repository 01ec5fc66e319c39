"""Text is merged line by line, as finely as its lines allow."""

from __future__ import annotations

import pytest

from seedbed.merge3.lines import Hunk, is_clean, marked, merge_hunks
from seedbed.update.files import merge_file

TABLE = "| a | 1 |\n| b | 2 |\n| c | 3 |\n"
CODE = "ONE = 1\nTWO = 2\nTHREE = 3\n"


def clean(base: str, ours: str, theirs: str) -> str:
    for sides in ((base, ours, theirs), (base, theirs, ours)):
        hunks = merge_hunks(*sides)
        assert is_clean(hunks), marked(hunks)
        text = marked(hunks)
    return text


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [
        (("b | 2", "b | mine"), ("c | 3", "c | new"), "| a | 1 |\n| b | mine |\n| c | new |\n"),
        (("| b | 2 |\n", ""), ("c | 3", "c | new"), "| a | 1 |\n| c | new |\n"),
        (
            ("| b | 2 |\n", "| b | 2 |\n| mine | 9 |\n"),
            ("b | 2", "b | new"),
            "| a | 1 |\n| b | new |\n| mine | 9 |\n| c | 3 |\n",
        ),
        (
            ("| a | 1 |\n", "| mine | 9 |\n| a | 1 |\n"),
            ("a | 1", "a | new"),
            "| mine | 9 |\n| a | new |\n| b | 2 |\n| c | 3 |\n",
        ),
        (
            ("| c | 3 |\n", "| c | 3 |\n| mine | 9 |\n"),
            ("| b | 2 |\n| c | 3 |\n", "| b | new |\n| c | new |\n"),
            "| a | 1 |\n| b | new |\n| c | new |\n| mine | 9 |\n",
        ),
        (
            ("| a | 1 |\n| b | 2 |\n", "| a | 5 |\n| b | 6 |\n"),
            ("| b | 2 |\n| c | 3 |\n", "| b | 6 |\n| c | 7 |\n"),
            "| a | 5 |\n| b | 6 |\n| c | 7 |\n",
        ),
    ],
    ids=["neighbors", "removed", "below", "above", "at the end", "alike in part"],
)
def test_a_row_beside_a_row(ours: tuple[str, str], theirs: tuple[str, str], wanted: str) -> None:
    assert clean(TABLE, TABLE.replace(*ours), TABLE.replace(*theirs)) == wanted


def test_a_constant_beside_a_constant() -> None:
    ours, theirs = CODE.replace("TWO = 2", "TWO = 22"), CODE.replace("THREE = 3", "THREE = 33")
    assert clean(CODE, ours, theirs) == "ONE = 1\nTWO = 22\nTHREE = 33\n"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (CODE.replace("TWO = 2", "TWO = 22"), CODE.replace("TWO = 2\n", "TWO = 3\n")),
        (CODE.replace("TWO = 2\n", ""), CODE.replace("TWO = 2", "TWO = 3")),
        (CODE.replace("TWO = 2\n", "TWO = 2\nMINE = 1\n"), CODE.replace("TWO = 2\n", "")),
        (CODE.replace("TWO = 2\n", "TWO = 2\nMINE = 1\n"),
         CODE.replace("TWO = 2\nTHREE = 3\n", "ALL = 5\n")),
        (f"{CODE}MINE = 1\n", f"{CODE}NEW = 1\n"),
        (CODE.replace("ONE = 1\nTWO = 2\n", "TWO = 2\n"),
         CODE.replace("ONE = 1\nTWO = 2\n", "ONE = 11\nTWO = 2\n")),
    ],
    ids=["changed", "removed", "beside a removed one", "within", "both behind", "removed first"],
)  # fmt: skip
def test_what_both_changed_waits(ours: str, theirs: str) -> None:
    for sides in ((CODE, ours, theirs), (CODE, theirs, ours)):
        assert not is_clean(merge_hunks(*sides))


def test_only_the_lines_that_clash_are_marked() -> None:
    ours, theirs = "ONE = 5\nTWO = 2\nTHREE = 3\n", "ONE = 6\nTWO = 7\nTHREE = 8\n"
    assert marked(merge_hunks(CODE, ours, theirs)) == (
        "<<<<<<< yours\nONE = 5\n=======\nONE = 6\n>>>>>>> seedbed\nTWO = 7\nTHREE = 8\n"
    )


def test_a_line_that_one_removed_does_not_come_back_with_a_line_alike() -> None:
    hunks = merge_hunks("a\nb\n", "n\n", "a2\nn\n")
    assert marked(hunks) == "<<<<<<< yours\nn\n=======\na2\nn\n>>>>>>> seedbed\n"


def test_what_both_changed_alike_takes_what_one_added() -> None:
    assert clean("a\nz\n", "b\nz\n", "b\nnew\nz\n") == "b\nnew\nz\n"


def test_lines_that_stand_once_hold_what_stands_between_them() -> None:
    """The longest runs alone would match the bodies, and tear the functions apart."""
    body = "    x = 1\n    y = 2\n    return x\n\n"
    base = f"def first():\n{body}def second():\n{body}"
    ours = f"def mine():\n{body}{base}"
    theirs = base.replace(f"def first():\n{body}", f"def first():\n{body.replace('1', '10')}", 1)
    new = body.replace("1", "10")
    wanted = f"def mine():\n{body}def first():\n{new}def second():\n{body}"
    assert clean(base, ours, theirs) == wanted


def test_a_missing_end_of_the_last_line_is_no_change() -> None:
    base = "a\nb\n"
    found = merge_file("NOTES.md", base, "mine\na\nb", "a\nb\nnew\n")
    assert (found.text, found.conflicts) == ("mine\na\nb\nnew\n", ())


def test_lines_that_are_alike_stand_for_each_other() -> None:
    base = "$ uv run poe test\n$ uv run poe lint\n$ uv add pandas\n$ uv sync --upgrade\n"
    ours = base.replace("$ uv add", "$ uv run poe notes  # ours\n$ uv add")
    theirs = "$ poetry run poe test\n$ poetry run poe lint\n$ poetry add pandas\n$ poetry update\n"
    wanted = theirs.replace("$ poetry add", "$ uv run poe notes  # ours\n$ poetry add")
    assert clean(base, ours, theirs) == wanted


def test_many_lines_that_are_replaced_take_no_longer() -> None:
    """More than are compared line by line: they stay one edit."""
    base = "".join(f"this is line {number}\n" for number in range(200))
    ours = base.replace("line 100\n", "line 100\nmine\n")
    theirs = base.replace("this is", "that was")
    assert not is_clean(merge_hunks(base, ours, theirs))
    assert is_clean(merge_hunks(base[:800], ours[:800], theirs[:820]))


def test_texts_that_repeat_a_line_very_often_are_one_hunk() -> None:
    base = "a\n" * 40_000
    assert merge_hunks(base, base, f"{base}b\n") == [
        Hunk(
            base=["a\n"] * 40_000,
            ours=["a\n"] * 40_000,
            theirs=[*["a\n"] * 40_000, "b\n"],
            merged=[*["a\n"] * 40_000, "b\n"],
        )
    ]
    (hunk,) = merge_hunks(base, f"{base}b\n", base)
    assert hunk.merged == [*["a\n"] * 40_000, "b\n"]
    (hunk,) = merge_hunks(base, f"b\n{base}", f"{base}c\n")
    assert hunk.merged is None
    assert len(merge_hunks("a\nb\n" * 500, "a\nb\n" * 500 + "c\n", "d\n" + "a\nb\n" * 500)) > 1


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "wanted"),
    [
        ("a\n", "a\nb", "a\n", "a\nb"),
        ("a\n", "a", "a\n", "a"),
        ("a\n", "a\n", "a\nb", "a\nb"),
        ("a\n", "a\n b", "a\n b", "a\n b"),
        ("a\n", "a\nb", "new\na\n", "new\na\nb\n"),
    ],
)
def test_a_last_line_gets_an_end_only_where_both_sides_changed(
    base: str, ours: str, theirs: str, wanted: str
) -> None:
    hunks = merge_hunks(base, ours, theirs)
    assert is_clean(hunks)
    assert marked(hunks) == wanted
