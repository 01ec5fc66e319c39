"""Dotted keys: their parts, and what they name in a parsed file."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.formats.keys import NOTHING, find, names_in, split_key
from seedbed.formats.toml import dotted

FILE: dict[str, Any] = {
    "project": {"dependencies": ["NumPy>=2", "torch==2.10; sys_platform == 'linux'"]},
    "python.testing.pytestEnabled": True,
    "[python]": {"editor.formatOnSave": True},
    "jobs": {"test": {"steps": [{"uses": "a/b@1"}, {"run": "x"}, {"name": "n", "run": "y"}]}},
    "tool": {"x": {"a.b": 1, "a": {"b": 2, "c": 3}}},
    "conda": ["python", "matplotlib-base >=3.10"],
    "strict": ["-ra", "--strict"],
}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a", ("a",)),
        ("tool.ruff.line-length", ("tool", "ruff", "line-length")),
        ('tool."a.b".c', ("tool", "a.b", "c")),
        ("tool.'a.b'", ("tool", "a.b")),
        (r'"say \"no\"".x', ('say "no"', "x")),
        ('""', ("",)),
        (" a . b ", ("a", "b")),
    ],
)
def test_the_parts_of_a_key(text: str, parts: tuple[str, ...]) -> None:
    assert split_key(text) == parts


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a..b", '"a', 'a"b"', "'a'b"])
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(ValueError, match=r"quotation mark|empty|dot"):
        split_key(text)


@given(st.lists(st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"])), min_size=1))
def test_a_key_that_was_written_is_read(parts: list[str]) -> None:
    assert split_key(dotted(parts)) == tuple(parts)


@pytest.mark.parametrize(
    ("parts", "key", "value"),
    [
        (("project", "dependencies", "numpy"), None, "NumPy>=2"),
        (("project", "dependencies", "torch"), None, "torch==2.10; sys_platform == 'linux'"),
        (("project", "dependencies", "0"), None, "NumPy>=2"),
        (("conda", "matplotlib-base"), None, "matplotlib-base >=3.10"),
        (("strict", "--strict"), None, "--strict"),
        (("python", "testing", "pytestEnabled"), ("python.testing.pytestEnabled",), True),
        (("[python]", "editor", "formatOnSave"), ("[python]", "editor.formatOnSave"), True),
        (("jobs", "test", "steps", "a/b@1"), None, {"uses": "a/b@1"}),
        (("jobs", "test", "steps", "n", "run"), None, "y"),
        (("tool", "x", "a.b"), None, 1),
        (("tool", "x", "a", "c"), None, 3),
    ],
)
def test_what_a_key_names(parts: tuple[str, ...], key: tuple[str, ...] | None, value: Any) -> None:
    assert find(FILE, parts) == (key or parts, value)


@pytest.mark.parametrize(
    "parts", [("x",), ("project", "x"), ("project", "dependencies", "num"), ("strict", "9"),
              ("jobs", "test", "steps", "n", "uses"), ("python.testing.pytestEnabled", "x")]
)  # fmt: skip
def test_what_is_not_there(parts: tuple[str, ...]) -> None:
    assert find(FILE, parts)[1] is NOTHING


def test_the_names_in_a_list_are_those_that_find_takes() -> None:
    for items in (FILE["project"]["dependencies"], FILE["conda"], FILE["jobs"]["test"]["steps"]):
        assert [find(items, (name,))[1] for name in names_in(items)] == items
