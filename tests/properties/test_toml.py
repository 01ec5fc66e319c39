"""Writing TOML: whatever goes in comes out of a parser again."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from seedbed.formats import toml

# TOML holds no lone surrogates
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.one_of(
    TEXT,
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
)
INLINE = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)
TABLES = st.recursive(
    st.dictionaries(TEXT, INLINE, max_size=4),
    lambda inner: st.dictionaries(TEXT, inner | INLINE, max_size=4),
    max_leaves=12,
)


@given(TABLES)
def test_what_is_written_is_read_again(table: dict[str, Any]) -> None:
    assert tomllib.loads(toml.dumps(table)) == table


@given(TABLES)
def test_the_same_table_gives_the_same_text(table: dict[str, Any]) -> None:
    assert toml.dumps(table) == toml.dumps(dict(table))


@given(TEXT, TEXT)
def test_a_note_changes_no_value(key: str, note: str) -> None:
    table = {"tool": {key: 1, "other": {"x": 2}}}
    notes = {f"tool.{key}": note, "tool.other": note}
    assert tomllib.loads(toml.dumps(table, notes)) == table


def test_long_lists_stand_one_item_a_line_and_short_items_share_lines() -> None:
    text = toml.dumps({"long": ["x" * 60, "y" * 60], "codes": ["AB1"] * 20})
    assert '\n    "xxxxx' in text
    assert text.count('"AB1",') == 20
    assert max(map(len, text.splitlines())) <= toml.WIDTH


def test_a_lone_surrogate_becomes_a_question_mark() -> None:
    assert toml.string("a\udcff") == '"a?"'
