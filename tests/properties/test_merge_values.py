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


def merged(base: Any, ours: Any, theirs: Any) -> tuple[Any, Merger]:
    merger = Merger()
    return merger.merge(base, ours, theirs), merger


@given(base=VALUES, one=VALUES)
def test_a_change_on_one_side_is_taken(base: Any, one: Any) -> None:
    for sides in ((base, one, base), (base, base, one), (base, one, one)):
        value, merger = merged(*sides)
        assert value == one
        assert (merger.conflicts, merger.orphaned) == ([], [])


@pytest.mark.parametrize(("old", "new"), [([True], [1]), ({"a": False}, {"a": 0})])
def test_true_is_not_one_at_any_depth(old: Any, new: Any) -> None:
    assert repr(merged(old, old, new)[0]) == repr(new)


@given(base=LISTS, ours=LISTS, theirs=LISTS)
def test_no_item_of_the_users_is_lost_and_none_comes_back(
    base: list[str], ours: list[str], theirs: list[str]
) -> None:
    value, merger = merged(base, ours, theirs)
    if merger.conflicts:  # both put something else in the place of one item
        assert value == ours
        assert set(base) - set(ours) - set(theirs)
        return
    assert set(ours) - set(base) <= set(value)
    assert set(theirs) - set(base) <= set(value)
    assert set(value).isdisjoint(set(base) - set(ours) - (set(theirs) - set(base)))
    assert len(value) == len(set(value))
    if ours != base:
        assert [one for one in value if one in ours] == [one for one in ours if one in value]


@given(base=SCALARS, ours=SCALARS, theirs=SCALARS)
def test_a_scalar_conflicts_exactly_when_both_changed_it_differently(
    base: Any, ours: Any, theirs: Any
) -> None:
    value, merger = merged(base, ours, theirs)
    differ = len({repr(base), repr(ours), repr(theirs)}) == 3
    assert bool(merger.conflicts) == differ
    if differ:
        assert repr(value) == repr(ours)
        assert merger.conflicts == [Conflict(path=(), ours=ours, theirs=theirs)]
        assert repr(Merger(theirs=True).merge(base, ours, theirs)) == repr(theirs)


@given(base=TABLES, ours=TABLES, theirs=TABLES)
def test_tables_merge_key_by_key(base: Any, ours: Any, theirs: Any) -> None:
    before = repr((base, ours, theirs))
    value, _ = merged(base, ours, theirs)
    assert repr((base, ours, theirs)) == before
    for key in {*base, *ours, *theirs}:
        sides = (side.get(key, MISSING) for side in (base, ours, theirs))
        alone, _ = merged(*sides)
        assert value.get(key, MISSING) == alone
    kept = [key for key in ours if key in value]
    assert ours == base or list(value)[: len(kept)] == kept
    again, second = merged(theirs, value, theirs)
    assert (again, second.conflicts) == (value, [])


@given(base=TABLES, ours=TABLES, theirs=TABLES)
def test_json_merges_to_what_its_values_merge_to(base: Any, ours: Any, theirs: Any) -> None:
    texts = [json.dumps(side, indent=2) + "\n" for side in (base, ours, theirs)]
    assume(len(set(texts)) == 3)
    found = merge_file("x.json", *texts)
    value, merger = merged(base, ours, theirs)
    assert unordered(json.loads(found.text)) == unordered(value)
    assert list(found.conflicts) == merger.conflicts
    wanted = Merger(theirs=True).merge(base, ours, theirs)
    assert unordered(json.loads(found.theirs)) == unordered(wanted)


@given(base=LINES, ours=LINES, theirs=LINES)
def test_ignore_lines_never_conflict_and_keep_what_the_user_added(
    base: str, ours: str, theirs: str
) -> None:
    found = merge_file(".gitignore", base, ours, theirs)
    assert found.conflicts == ()
    assert not has_markers(found.text)
    lines = {*found.text.splitlines(), ""}
    assert set(ours.splitlines()) - set(base.splitlines()) <= lines
    patterns = {line for line in lines if not line.startswith("#")} - {""}
    known, new = set(base.splitlines()), set(theirs.splitlines())
    assert new - known - {"", "# x"} <= patterns
    assert not patterns & (known - new), "what is generated no more goes"
    assert not patterns & (known - set(ours.splitlines())), "what was dropped stays so"
    again = merge_file(".gitignore", theirs, found.text, theirs)
    assert again.text == found.text


@given(base=TEXTS, one=TEXTS)
def test_plain_text_changed_on_one_side_is_that_side(base: str, one: str) -> None:
    for sides in ((base, base, one), (base, one, base), (base, one, one)):
        hunks = merge_hunks(*sides)
        assert is_clean(hunks)
        assert marked(hunks) in {one, f"{one}\n"}


@given(base=TEXTS, ours=TEXTS, theirs=TEXTS)
def test_the_hunks_of_a_text_are_all_of_it(base: str, ours: str, theirs: str) -> None:
    hunks = merge_hunks(base, ours, theirs)
    for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        found = "".join(line for hunk in hunks for line in getattr(hunk, name))
        assert found in {text, f"{text}\n"}
    if is_clean(hunks):
        assert marked(hunks) == taken(hunks, "ours") == taken(hunks, "theirs")
    for hunk in hunks:
        if hunk.merged is None:
            assert hunk.ours != hunk.theirs
            assert hunk.base not in (hunk.ours, hunk.theirs)
        else:
            assert hunk.merged == (hunk.theirs if hunk.ours == hunk.base else hunk.ours)


@given(base=LINES, ours=LINES, theirs=LINES)
def test_a_clash_is_named_by_its_line(base: str, ours: str, theirs: str) -> None:
    hunks = merge_hunks(base, ours, theirs)
    for markers, text in ((True, marked(hunks)), (False, taken(hunks, "ours"))):
        for clash in clashes(hunks, with_markers=markers):
            first = int(clash.path[0].removeprefix("line ")) - 1 + markers
            assert "".join(text.splitlines(keepends=True)[first:]).startswith(clash.ours)


@given(base=TEXTS, ours=TEXTS, theirs=TEXTS)
def test_both_sides_are_taken_alike(base: str, ours: str, theirs: str) -> None:
    one, other = merge_hunks(base, ours, theirs), merge_hunks(base, theirs, ours)
    assert is_clean(one) == is_clean(other)
    if is_clean(one):
        assert marked(one) == marked(other)


@given(base=LINES, ours=LINES, theirs=LINES)
def test_every_line_of_both_sides_stands_in_plain_text(base: str, ours: str, theirs: str) -> None:
    found = merge_file("NOTES.txt", base, ours, theirs)
    lines = set(found.text.splitlines())
    assert set(ours.splitlines()) - set(base.splitlines()) <= lines
    assert set(theirs.splitlines()) - set(base.splitlines()) <= lines
    assert has_markers(found.text) == bool(found.conflicts)


STEPS = "steps:\n  - uses: a\n  - run: b\n  - run: c\n"


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("anchors", "x: &a\n  b: 1\n\n\n" + STEPS + "\n\ny:\n  <<: *a\n"),
        ("a key twice", STEPS + "\nk: 1\nk: 2\n"),
        ("two documents", STEPS + "---\nk: 1\n"),
        ("a tag", STEPS + "k: !mine 1\n"),
        ("keys that are lists", STEPS + "? [a, b]\n: 1\n"),
        ("no number", STEPS + "k: .nan\n"),
    ],
)
def test_yaml_as_people_write_it_merges_or_stays(name: str, ours: str) -> None:
    theirs = STEPS.replace("uses: a", "uses: a2")
    found = merge_file("ci.yml", STEPS, ours, theirs)
    assert not has_markers(found.text), name
    if found.conflicts:
        assert found.text == ours
        assert found.theirs == theirs
    else:
        assert found.text == ours.replace("uses: a", "uses: a2")


@pytest.mark.parametrize(
    "ours",
    [
        STEPS + "  - run: mine\n",
        STEPS.replace("  - run: c", "  - run: mine\n  - run: c"),
        STEPS.replace("run: c", "run: mine"),
        f"x: &a {{ b: 1 }}\n{STEPS}y:\n  <<: *a\n",
    ],
)
def test_steps_of_a_workflow_merge_where_their_lines_do(ours: str) -> None:
    found = merge_file("ci.yml", STEPS, ours, STEPS.replace("uses: a", "uses: a2"))
    assert found.conflicts == ()
    assert found.text == ours.replace("uses: a", "uses: a2")


def test_a_key_that_both_add_is_a_conflict_and_never_stands_twice() -> None:
    base = "a: 1\n\n\n\nb: 1\n"
    found = merge_file("ci.yml", base, f"new: 1\n{base}", f"{base}new: 2\n")
    assert found.text == f"new: 1\n{base}"
    assert len(found.conflicts) == 1


SETTINGS = '{\n  "a": 1\n}\n'


@pytest.mark.parametrize(
    "ours",
    [
        '{\n  // mine\n  "a": 1\n}\n',
        '{\n  "a": 1, // mine\n}\n',
        '/* mine */\n{ "a": 1 }',
        "null",
        "[1]\n",
    ],
)
def test_json_with_comments_merges_by_lines_or_stays(ours: str) -> None:
    found = merge_file(".vscode/settings.json", SETTINGS, ours, '{\n  "a": 1,\n  "n": 1\n}\n')
    assert not has_markers(found.text)
    if found.conflicts:
        assert "".join(found.text.split()) == "".join(ours.split())
    else:
        assert '"n": 1' in found.text


def test_settings_with_comments_get_a_new_key_elsewhere() -> None:
    base = '{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}\n'
    ours = base.replace('  "c": 3', '  "c": 3, // mine')
    found = merge_file(".vscode/settings.json", base, ours, base.replace('"a": 1', '"a": 9'))
    text = '{\n  "a": 9,\n  "b": 2,\n  "c": 3, // mine\n}\n'
    assert found == MergedFile(text=text, theirs=text)


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
    ours, theirs = "!mine.csv\n!/data/\n", f"*.bak\n{new}\n"
    lines = merge_file(".gitignore", base, ours, theirs).text.splitlines()
    assert lines.index(new) < lines.index("!mine.csv")
    assert lines.index(new) < lines.index("!/data/")


@pytest.mark.parametrize("indent", ["\t", "  "])
def test_json_keeps_its_indent(indent: str) -> None:
    base = f'{{\n{indent}"a": 1\n}}\n'
    ours, theirs = base.replace("1", '1,\n"m": 2'), base.replace("1", '1,\n"n": 3')
    ours, theirs = ours.replace('"m"', f'{indent}"m"'), theirs.replace('"n"', f'{indent}"n"')
    text = merge_file("x.json", base, ours, theirs).text
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
