"""The three-way merge of values, and of the files that are no manifests."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from seedbed.merge3.lines import clashes, has_markers, is_clean, marked, merge_hunks, taken
from seedbed.merge3.values import MISSING, Conflict, MergedFile, Merger, unordered
from seedbed.update.files import merge_file

SCALARS = st.booleans() | st.integers(0, 3) | st.sampled_from(["", "a", "b", "c"])
LISTS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=5)
KEYS = st.sampled_from(["a", "b", "c", "d"])
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS | LISTS, lambda inner: st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)
LINES = st.lists(st.sampled_from(["a", "b", "c", "", "# x", "!a"]), max_size=8).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)
TEXTS = st.lists(st.sampled_from("abcd"), max_size=8).map("\n".join) | LINES


def merged(base: Any, yours: Any, theirs: Any) -> tuple[Any, Merger]:
    merger = Merger()
    return merger.merge(base, yours, theirs), merger


@given(base=VALUES, one=VALUES)
def test_a_change_on_one_side_is_taken(base: Any, one: Any) -> None:
    for sides in ((base, one, base), (base, base, one), (base, one, one)):
        value, merger = merged(*sides)
        assert value == one
        assert (merger.conflicts, merger.kept) == ([], [])


@pytest.mark.parametrize(("old", "new"), [([True], [1]), ({"a": False}, {"a": 0})])
def test_true_is_not_one_at_any_depth(old: Any, new: Any) -> None:
    assert repr(merged(old, old, new)[0]) == repr(new)


@given(base=LISTS, ours=LISTS, theirs=LISTS)
def test_no_item_of_the_users_is_lost_and_none_comes_back(
    base: list[str], yours: list[str], theirs: list[str]
) -> None:
    value, merger = merged(base, yours, theirs)
    if merger.conflicts:  # both put something else in the place of one item
        assert value == yours
        assert set(base) - set(yours) - set(theirs)
        return
    assert set(yours) - set(base) <= set(value)
    assert set(theirs) - set(base) <= set(value)
    assert set(value).isdisjoint(set(base) - set(yours) - (set(theirs) - set(base)))
    assert len(value) == len(set(value))
    if yours != base:
        assert [one for one in value if one in yours] == [one for one in yours if one in value]


@given(base=SCALARS, ours=SCALARS, theirs=SCALARS)
def test_a_scalar_conflicts_exactly_when_both_changed_it_differently(
    base: Any, yours: Any, theirs: Any
) -> None:
    value, merger = merged(base, yours, theirs)
    differ = len({repr(base), repr(yours), repr(theirs)}) == 3
    assert bool(merger.conflicts) == differ
    if differ:
        assert repr(value) == repr(yours)
        assert merger.conflicts == [Conflict(path=(), ours=yours, theirs=theirs)]
        assert repr(Merger(theirs=True).merge(base, yours, theirs)) == repr(theirs)


@given(base=TABLES, ours=TABLES, theirs=TABLES)
def test_tables_merge_key_by_key(base: Any, yours: Any, theirs: Any) -> None:
    before = repr((base, yours, theirs))
    value, _ = merged(base, yours, theirs)
    assert repr((base, yours, theirs)) == before
    for key in {*base, *yours, *theirs}:
        sides = (side.get(key, MISSING) for side in (base, yours, theirs))
        alone, _ = merged(*sides)
        assert value.get(key, MISSING) == alone
    kept = [key for key in yours if key in value]
    assert yours == base or list(value)[: len(kept)] == kept
    again, second = merged(theirs, value, theirs)
    assert (again, second.conflicts) == (value, [])


@given(base=TABLES, ours=TABLES, theirs=TABLES)
def test_json_merges_to_what_its_values_merge_to(base: Any, yours: Any, theirs: Any) -> None:
    texts = [json.dumps(side, indent=2) + "\n" for side in (base, yours, theirs)]
    assume(len(set(texts)) == 3)
    found = merge_file("x.json", *texts)
    value, merger = merged(base, yours, theirs)
    assert unordered(json.loads(found.text)) == unordered(value)
    assert list(found.conflicts) == merger.conflicts
    wanted = Merger(theirs=True).merge(base, yours, theirs)
    assert unordered(json.loads(found.theirs)) == unordered(wanted)


@given(base=LINES, ours=LINES, theirs=LINES)
def test_ignore_lines_never_conflict_and_keep_what_the_user_added(
    base: str, yours: str, theirs: str
) -> None:
    found = merge_file(".gitignore", base, yours, theirs)
    assert found.conflicts == ()
    assert not has_markers(found.text)
    lines = {*found.text.splitlines(), ""}
    assert set(yours.splitlines()) - set(base.splitlines()) <= lines
    patterns = {line for line in lines if not line.startswith("#")} - {""}
    known, new = set(base.splitlines()), set(theirs.splitlines())
    assert new - known - {"", "# x"} <= patterns
    assert not patterns & (known - new), "what is generated no more goes"
    assert not patterns & (known - set(yours.splitlines())), "what was dropped stays so"
    again = merge_file(".gitignore", theirs, found.text, theirs)
    assert again.text == found.text


@given(base=TEXTS, one=TEXTS)
def test_plain_text_changed_on_one_side_is_that_side(base: str, one: str) -> None:
    for sides in ((base, base, one), (base, one, base), (base, one, one)):
        hunks = merge_hunks(*sides)
        assert is_clean(hunks)
        assert marked(hunks) in {one, f"{one}\n"}


@given(base=TEXTS, ours=TEXTS, theirs=TEXTS)
def test_the_hunks_of_a_text_are_all_of_it(base: str, yours: str, theirs: str) -> None:
    hunks = merge_hunks(base, yours, theirs)
    for name, text in (("base", base), ("yours", yours), ("theirs", theirs)):
        found = "".join(line for hunk in hunks for line in getattr(hunk, name))
        assert found in {text, f"{text}\n"}
    if is_clean(hunks):
        assert marked(hunks) == taken(hunks, "yours") == taken(hunks, "theirs")
    for hunk in hunks:
        if hunk.merged is None:
            assert hunk.ours != hunk.theirs
            assert hunk.base not in (hunk.ours, hunk.theirs)
        else:
            assert hunk.merged == (hunk.theirs if hunk.ours == hunk.base else hunk.ours)


@given(base=LINES, ours=LINES, theirs=LINES)
def test_a_clash_is_named_by_its_line(base: str, yours: str, theirs: str) -> None:
    hunks = merge_hunks(base, yours, theirs)
    for markers, text in ((True, marked(hunks)), (False, taken(hunks, "yours"))):
        for clash in clashes(hunks, with_markers=markers):
            first = int(clash.path[0].removeprefix("line ")) - 1 + markers
            assert "".join(text.splitlines(keepends=True)[first:]).startswith(clash.ours)


@given(base=TEXTS, ours=TEXTS, theirs=TEXTS)
def test_both_sides_are_taken_alike(base: str, yours: str, theirs: str) -> None:
    one, other = merge_hunks(base, yours, theirs), merge_hunks(base, theirs, yours)
    assert is_clean(one) == is_clean(other)
    if is_clean(one):
        assert marked(one) == marked(other)


@given(base=LINES, ours=LINES, theirs=LINES)
def test_every_line_of_both_sides_stands_in_plain_text(base: str, yours: str, theirs: str) -> None:
    found = merge_file("NOTES.txt", base, yours, theirs)
    lines = set(found.text.splitlines())
    assert set(yours.splitlines()) - set(base.splitlines()) <= lines
    assert set(theirs.splitlines()) - set(base.splitlines()) <= lines
    assert has_markers(found.text) == bool(found.conflicts)


STEPS = "steps:\n  - uses: a\n  - run: b\n  - run: c\n"


@pytest.mark.parametrize(
    ("name", "yours"),
    [
        ("anchors", "x: &a\n  b: 1\n\n\n" + STEPS + "\n\ny:\n  <<: *a\n"),
        ("a key twice", STEPS + "\nk: 1\nk: 2\n"),
        ("two documents", STEPS + "---\nk: 1\n"),
        ("a tag", STEPS + "k: !mine 1\n"),
        ("keys that are lists", STEPS + "? [a, b]\n: 1\n"),
        ("no number", STEPS + "k: .nan\n"),
    ],
)
def test_yaml_as_people_write_it_merges_or_stays(name: str, yours: str) -> None:
    theirs = STEPS.replace("uses: a", "uses: a2")
    found = merge_file("ci.yml", STEPS, yours, theirs)
    assert not has_markers(found.text), name
    if found.conflicts:
        assert found.text == yours
        assert found.theirs == theirs
    else:
        assert found.text == yours.replace("uses: a", "uses: a2")


@pytest.mark.parametrize(
    "yours",
    [
        STEPS + "  - run: mine\n",
        STEPS.replace("  - run: c", "  - run: mine\n  - run: c"),
        STEPS.replace("run: c", "run: mine"),
        f"x: &a {{ b: 1 }}\n{STEPS}y:\n  <<: *a\n",
    ],
)
def test_steps_of_a_workflow_merge_where_their_lines_do(yours: str) -> None:
    found = merge_file("ci.yml", STEPS, yours, STEPS.replace("uses: a", "uses: a2"))
    assert found.conflicts == ()
    assert found.text == yours.replace("uses: a", "uses: a2")


def test_a_key_that_both_add_is_a_conflict_and_never_stands_twice() -> None:
    base = "a: 1\n\n\n\nb: 1\n"
    found = merge_file("ci.yml", base, f"new: 1\n{base}", f"{base}new: 2\n")
    assert found.text == f"new: 1\n{base}"
    assert len(found.conflicts) == 1


SETTINGS = '{\n  "a": 1\n}\n'


@pytest.mark.parametrize(
    "yours",
    [
        '{\n  // mine\n  "a": 1\n}\n',
        '{\n  "a": 1, // mine\n}\n',
        '/* mine */\n{ "a": 1 }',
        "null",
        "[1]\n",
    ],
)
def test_json_with_comments_merges_by_lines_or_stays(yours: str) -> None:
    found = merge_file(".vscode/settings.json", SETTINGS, yours, '{\n  "a": 1,\n  "n": 1\n}\n')
    assert not has_markers(found.text)
    if found.conflicts:
        assert "".join(found.text.split()) == "".join(yours.split())
    else:
        assert '"n": 1' in found.text


def test_settings_with_comments_get_a_new_key_elsewhere() -> None:
    base = '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n'
    yours = base.replace('  "c": 3', '  "c": 3, // mine')
    found = merge_file(".vscode/settings.json", base, yours, base.replace('"a": 1', '"a": 9'))
    assert found == MergedFile(
        text=yours.replace('"a": 1', '"a": 9'), theirs=base.replace('"a": 1', '"a": 9')
    )


def test_an_empty_file_and_one_without_an_end_are_merged() -> None:
    theirs = '{\n  "a": 1,\n  "n": 1\n}\n'
    assert json.loads(merge_file("x.json", SETTINGS, "", theirs).text) == {"n": 1}
    open_end = merge_file("x.json", SETTINGS, '{\n  "a": 1,\n  "b": 2\n}', theirs)
    assert json.loads(open_end.text) == {"a": 1, "b": 2, "n": 1}
    text = merge_file("README.md", "a\nb", "a\nmine", "a\ntheirs").text
    assert text.partition("\n")[2] == "<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> seedbed\n"


def test_negations_keep_their_place() -> None:
    base = "a\n/runs/\n"
    found = merge_file(".gitignore", base, "a\n/runs/*\n!/runs/keep\n", "a\n/runs/\n/data/\n")
    lines = found.text.splitlines()
    assert set(lines) == {"a", "/runs/*", "!/runs/keep", "/data/"}
    assert lines.index("/runs/*") < lines.index("!/runs/keep")


@pytest.mark.parametrize("new", ["*.csv", "/data/"])
def test_what_the_user_excepts_is_not_ignored_by_a_new_line(new: str) -> None:
    base = "*.tmp\n"
    yours, theirs = "!mine.csv\n!/data/\n", f"*.bak\n{new}\n"
    lines = merge_file(".gitignore", base, yours, theirs).text.splitlines()
    assert lines.index(new) < lines.index("!mine.csv")
    assert lines.index(new) < lines.index("!/data/")


@pytest.mark.parametrize("indent", ["\t", "  "])
def test_json_keeps_its_indent(indent: str) -> None:
    base = f'{{\n{indent}"a": 1\n}}\n'
    yours, theirs = base.replace("1", '1,\n"m": 2'), base.replace("1", '1,\n"n": 3')
    yours, theirs = yours.replace('"m"', f'{indent}"m"'), theirs.replace('"n"', f'{indent}"n"')
    text = merge_file("x.json", base, yours, theirs).text
    assert text == f'{{\n{indent}"a": 1,\n{indent}"m": 2,\n{indent}"n": 3\n}}\n'


@pytest.mark.parametrize(
    ("ending", "deep"),
    [
        ("json", '{"a":' * 3000 + "1" + "}" * 3000),
        ("toml", "a=" + "[" * 3000 + "]" * 3000),
        ("yml", "a: " + "[" * 3000 + "]" * 3000),
        ("yml", "a: 1\nk: &k [*k]\n"),
        ("json", '{"a": "\\ud800", "b": 1}'),
        ("json", '{"a": 1, "a": 2, "b": 3}'),
    ],
)
def test_what_cannot_be_merged_stays_and_is_no_crash(ending: str, deep: str) -> None:
    base, theirs = {"json": ('{"a": 1}', '{"a": 3}'), "toml": ("a=1", "a=2")}.get(
        ending, ("a: 1\n", "a: 2\n")
    )
    found = merge_file(f"x.{ending}", base, deep, theirs)
    found.text.encode()
    assert found.conflicts or found.text == deep.replace("a: 1", "a: 2")
    assert deep == found.text or not found.conflicts
