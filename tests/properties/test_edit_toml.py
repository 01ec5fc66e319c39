"""Edits of TOML that was written by hand: nothing but what was meant changes."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.formats.toml import Inline
from seedbed.formats.toml_edit.edit import GONE, CannotEditError, edit, expected

TEXTS = {
    "plain": """\
a = 1 # c1
b = "x"

# c2
[t] # c3
k = 1 # c4
# c5
l = [
  "x", # c6
  "y", # c7
  # c8
]

[t.u]
m = { p = 1, q = [1, 2] } # c9

# c10
""",
    "dotted": 'x.y.z = 1 # c1\nx.y.w = 2 # c2\n\n[q."odd key"]\n"a b" = 1 # c3\n',
    "array of tables": (
        "[[aot]]\nn = 1 # c1\n\n# c2\n[[aot]]\nn = 2 # c3\n[aot.sub]\nk = 1 # c4\n"
    ),
    "out of order": """\
[a.b]
k = 1 # c1

[c]
z = 1 # c2

[a.d] # c3
k = 2 # c4

[a]
own = 3 # c5
""",
    "inline": "t = { a = 1, b = { c = 2 } } # c1\ns = '''lit\nmore''' # c2\n",
    "odd spacing": "[t]\n\n\n# c1\n\n[u]\nk=1#c2\n[u.v]\n\tk\t=\t[1,2,3]#c3\n",
    "no end": "k = 1 # c1",
    "empty": "",
    "comments": "# c1\n\n# c2\n",
    "dates and floats": "[tool.x]\nl = []\nd = 2024-01-01 # c1\nf = 1.0 # c2\n[tool.x.e]\n",
    "dotted in a table": "[t]\na.b = 1 # c1\na.c = 2 # c2\n[t.d]\ne.f = 1 # c3\n",
    "commas first": 'l = ["a", "b" # c1\n, "c"] # c2\nm = [[1, 2], [3]] # c3\n',
}
"""TOML in the styles that people write; each comment has a name of its own."""

VALUES = st.sampled_from(
    [
        True, 1, 1.5, "s", "a\nb", 'é"\\', [], ["x"], ["x", "z", "y"], ["y", "x"], [1, 2],
        {"n": 1}, Inline(n=1), {"n": {"m": 2}}, Inline(p=Inline(o=1)), {}, [{"n": 1}],
        ["a", "b", "c", "d"], [Inline(n=3), Inline(n=2)], "x" * 120, ["y" * 60, "z" * 60],
    ]
)  # fmt: skip
NEW = st.sampled_from(["new", "n n", "é", "t", "a", ""])


def paths(table: dict[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for name, value in table.items():
        found.append((*above, name))
        if isinstance(value, dict):
            found += paths(value, (*above, name))
    return found


def comments(text: str) -> list[str]:
    return re.findall(r"# ?c\d+", text)


@st.composite
def changes(draw: st.DrawFn, text: str) -> dict[tuple[str, ...], Any]:
    """Some changes, none of them below another."""
    known = paths(tomllib.loads(text))
    made: dict[tuple[str, ...], Any] = {}
    for _ in range(draw(st.integers(1, 4))):
        above = draw(st.sampled_from([(), *known]))
        path = draw(st.sampled_from([above or ("new",), (*above, draw(NEW))]))
        value = GONE if path in known and draw(st.booleans()) else draw(VALUES)
        if not any(path[: len(one)] == one or one[: len(path)] == path for one in made):
            made[path] = value
    return made


@pytest.mark.parametrize("style", TEXTS)
@given(data=st.data())
def test_an_edit_says_what_was_meant_or_is_refused(style: str, data: st.DataObject) -> None:
    text = TEXTS[style]
    made = data.draw(changes(text))
    try:
        edited = edit(text, made)
    except CannotEditError:
        return
    assert tomllib.loads(edited) == expected(tomllib.loads(text), made)


@pytest.mark.parametrize("style", TEXTS)
@given(data=st.data())
def test_new_keys_leave_all_that_stands_there(style: str, data: st.DataObject) -> None:
    text = TEXTS[style]
    known = paths(tomllib.loads(text))
    made = {
        path: value
        for path, value in data.draw(changes(text)).items()
        if value is not GONE and path not in known
    }
    try:
        edited = edit(text, made)
    except CannotEditError:
        return
    for line in text.splitlines():
        if line and "{" not in line and "[" not in line:
            assert line in edited.splitlines(), (line, made)
    assert comments(edited) == comments(text)


@pytest.mark.parametrize("style", TEXTS)
@given(data=st.data())
def test_a_new_value_keeps_every_comment(style: str, data: st.DataObject) -> None:
    text = TEXTS[style]
    table = tomllib.loads(text)
    scalars = [path for path in paths(table) if not isinstance(_get(table, path), list | dict)]
    if not scalars:
        return
    made = {data.draw(st.sampled_from(scalars)): data.draw(st.sampled_from([7, "new", False]))}
    edited = edit(text, made)
    assert comments(edited) == comments(text)
    assert len(edited.splitlines()) >= len(text.splitlines()) - 1  # one value has two lines


def _get(table: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        table = table[name]
    return table


@pytest.mark.parametrize(
    ("style", "path", "gone"),
    [
        ("plain", ("t", "k"), {"# c4"}),
        ("plain", ("a",), {"# c1"}),
        ("dotted", ("x", "y", "z"), {"# c1"}),
        ("out of order", ("c", "z"), {"# c2"}),
        ("odd spacing", ("u", "k"), {"#c2"}),
        ("dotted in a table", ("t", "a", "c"), {"# c2"}),
    ],
)
def test_with_a_key_goes_only_its_own_comment(
    style: str, path: tuple[str, ...], gone: set[str]
) -> None:
    text = TEXTS[style]
    assert set(comments(text)) - set(comments(edit(text, {path: GONE}))) == gone


def test_items_of_a_list_keep_their_comments() -> None:
    edited = edit(TEXTS["plain"], {("t", "l"): ["x", "new", "y"]})
    assert comments(edited) == comments(TEXTS["plain"])
    without = edit(TEXTS["plain"], {("t", "l"): ["y"]})
    assert {"# c7", "# c8"} <= set(comments(without))


@pytest.mark.parametrize(
    "line",
    [
        "when = 2024-01-01",
        "when = 07:32:00",
        "when = 1979-05-27T07:32:00Z",
        "when = [2024-01-01, { day = 2024-01-02}]",
        "big = inf",
        "none = nan",
        "nones = [nan, { n = -nan }]",
        "hex = 0xff",
        "text = '''\n# no comment'''",
    ],
)
def test_values_of_every_kind_are_no_obstacle(line: str) -> None:
    text = f"[mine]\n{line}\n\n[t]\nk = 1\n"
    assert edit(text, {("t", "k"): 2}) == text.replace("k = 1", "k = 2")


def test_dates_can_be_written() -> None:
    value = tomllib.loads("d = 2024-01-01\nt = 07:32:00\ndt = 1979-05-27T07:32:00Z\n")
    assert tomllib.loads(edit("", {("mine",): value})) == {"mine": value}
    assert tomllib.loads(edit("[mine]\n", {("mine", "d"): [value["d"]]})) == {
        "mine": {"d": [value["d"]]}
    }


@pytest.mark.parametrize(
    "text",
    [
        "[tool]\nruff = { line-length = 90 } # c1\n",
        "tool = { ruff = { line-length = 90 } } # c1\n",
        "[tool]\nruff.line-length = 90 # c1\n",
        "tool.ruff.line-length = 90 # c1\n",
        "[tool.ruff]\nline-length = 90 # c1\nlint.x = 1\n",
        "[tool.ruff]\nline-length = 90 # c1\nlint = {}\n",
    ],
)
def test_a_key_of_a_new_table_is_written_in_any_layout(text: str) -> None:
    edited = edit(text, {("tool", "ruff", "lint", "select"): ["E"]})
    assert tomllib.loads(edited)["tool"]["ruff"]["lint"]["select"] == ["E"]
    assert comments(edited) == comments(text)


def test_a_new_list_leaves_the_blank_line_below_it() -> None:
    text = "[t]\nk = 1\n\n[u]\nk = 2\n"
    assert edit(text, {("t", "l"): ["x"]}) == '[t]\nk = 1\nl = ["x"]\n\n[u]\nk = 2\n'
    assert edit(text, {("u", "l"): ["x"]}) == '[t]\nk = 1\n\n[u]\nk = 2\nl = ["x"]\n'
