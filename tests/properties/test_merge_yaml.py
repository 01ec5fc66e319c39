"""YAML merges by key, in the text as the user wrote it."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from places import ROOT

from seedbed.formats.yaml_parts import CannotPartError, put_together, read_yaml, take_apart
from seedbed.merge3.values import WHOLE, Conflict, MergedFile, Merger, is_same
from seedbed.merge3.yaml_blocks import merge_yaml
from seedbed.update.files import merge_file

WORKFLOW = """\
name: CI

on:
  push:
    branches: [main, master]
  pull_request:

# A newer push makes the older run pointless.
concurrency:
  group: x

jobs:
  test:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    steps:
      - uses: actions/checkout@aaa # v7
        with:
          persist-credentials: false
      - uses: setup-uv@ccc # v9
      - run: uv sync
      - run: |
          uv run poe test
          uv run poe train
"""


def merged(ours: str, theirs: str, base: str = WORKFLOW) -> MergedFile:
    found = merge_file("ci.yml", base, ours, theirs)
    read_yaml(found.text)
    read_yaml(found.theirs)
    return found


def clean(ours: str, theirs: str, base: str = WORKFLOW) -> str:
    found = merged(ours, theirs, base)
    assert found.conflicts == ()
    return found.text


def changed(*changes: tuple[str, str]) -> str:
    text = WORKFLOW
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


TIMEOUT = ("timeout-minutes: 15", "timeout-minutes: 30")
SYNC = ("- run: uv sync\n", "- run: poetry sync\n")
CHECKOUT = ("checkout@aaa # v7", "checkout@bbb # v8")
JOB = "\n  # ships it\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./ship\n"
LAST = ("          uv run poe train\n", f"          uv run poe train\n{JOB}")
TASKS = ("uv run poe test\n          uv run poe train", "poe test\n          poe train")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ([LAST], [TASKS]),
        ([("runs-on: ubuntu-latest", "runs-on: self-hosted")], [TIMEOUT]),
        ([("timeout-minutes: 15", "timeout-minutes: 15\n    env:\n      A: 1")], [TIMEOUT]),
        ([("          persist-credentials: false", "          fetch-depth: 0")], [CHECKOUT]),
        ([("- run: uv sync\n", "- run: uv sync\n        env:\n          A: 1\n")], [SYNC]),
        ([("  pull_request:", "  pull_request:\n  schedule:\n    - cron: x")],
         [("# A newer push makes the older run pointless.\n", "# Newer pushes only.\n")]),
        ([("  group: x", "  group: y")], [("# A newer push makes the older run pointless.\n", "")]),
    ],
    ids=["job", "neighbor", "key", "nested", "step", "trigger", "comment above"],
)  # fmt: skip
def test_both_changes_are_made(ours: list[tuple[str, str]], theirs: list[tuple[str, str]]) -> None:
    text = clean(changed(*ours), changed(*theirs))
    assert text == changed(*ours).replace(*theirs[0])


def test_a_comment_behind_a_value_outlives_it() -> None:
    ours = changed(("timeout-minutes: 15", "timeout-minutes: 15 # slow runners"))
    assert clean(ours, changed(TIMEOUT)) == ours.replace(*TIMEOUT)
    both = changed(("checkout@aaa # v7", "checkout@aaa # pinned by us"))
    assert clean(both, changed(CHECKOUT)) == both.replace("@aaa", "@bbb")


ABOVE = "# A newer push makes the older run pointless.\n"


def test_a_comment_that_both_changed_stays_as_the_users_and_is_told() -> None:
    ours = changed((ABOVE, "# We pay by the minute.\n"), ("  group: x", "  group: y"))
    found = merged(ours, changed((ABOVE, "# Newer pushes only.\n"), TIMEOUT))
    assert found.notes == ("your comment at concurrency stays; seedbed's has changed",)
    assert (found.text, found.conflicts) == (ours.replace(*TIMEOUT), ())
    last = ("          uv run poe train\n", "          uv run poe train\n# {}\n")
    ours = changed((last[0], last[1].format("ours")), ("name: CI", "name: Ours"))
    found = merged(ours, changed((last[0], last[1].format("theirs")), TIMEOUT))
    assert found.notes == ("your comment at the end stays; seedbed's has changed",)
    assert found.text == ours.replace(*TIMEOUT)


def test_a_comment_behind_a_value_that_both_changed_is_told() -> None:
    ours = changed(("timeout-minutes: 15", "timeout-minutes: 15 # slow runners"))
    found = merged(ours, changed(("timeout-minutes: 15", "timeout-minutes: 30 # GitHub's most")))
    assert found.notes == (
        "your comment at jobs.test.timeout-minutes stays; seedbed's has changed",
    )
    assert found.text == ours.replace(*TIMEOUT)


def test_a_comment_below_what_the_user_changed_is_reworded() -> None:
    ours = changed(("checkout@aaa # v7", "checkout@zzz # v7"), LAST)
    theirs = changed(("# v9", "# v9.1"), ("timeout-minutes: 15\n", "timeout-minutes: 15 # min\n"))
    assert clean(ours, theirs) == ours.replace("# v9\n", "# v9.1\n").replace(
        "minutes: 15\n", "minutes: 15 # min\n"
    )
    near = changed(("setup-uv@ccc # v9", "setup-uv@zzz # v9"))
    found = merged(near, changed(("# v9", "# v9.1")))
    assert found.text == near.replace("# v9", "# v9.1")


def test_lists_on_a_line_take_the_items_of_both() -> None:
    ours = changed(("[main, master]", '[main, "dev"]'))
    theirs = changed(("[main, master]", "[main, master, release]"))
    wanted = changed(("[main, master]", '[main, "dev", release]'))
    assert clean(ours, theirs) == wanted


def test_steps_of_both_come_where_they_belong() -> None:
    ours = changed(
        ("      - run: uv sync\n", "      - run: mine\n      - run: uv sync\n"),
        ("          uv run poe train\n", "          uv run poe train\n      - run: last\n"),
    )
    theirs = changed(
        SYNC,
        CHECKOUT,
        ("      - uses: setup-uv@ccc # v9\n", ""),
        ("          uv run poe train\n", "          uv run poe train\n      - run: new\n"),
    )
    text = clean(ours, theirs)
    steps = read_yaml(text)["jobs"]["test"]["steps"]
    assert [step.get("run", step.get("uses")) for step in steps] == [
        "actions/checkout@bbb",
        "mine",
        "poetry sync",
        "uv run poe test\nuv run poe train\n",
        "new",
        "last",
    ]


def test_steps_that_the_user_moved_are_changed_where_they_stand() -> None:
    sync = "      - run: uv sync\n"
    ours = WORKFLOW.replace(sync, "").replace("    steps:\n", f"    steps:\n{sync}")
    text = clean(ours, changed(CHECKOUT))
    assert text == ours.replace(*CHECKOUT)


def test_a_workflow_indented_by_others_keeps_its_layout() -> None:
    ours = (
        'name: "CI"\n"on":\n    push:\n        branches:\n            - main\n'
        "            - master\n    pull_request:\n\n# A newer push makes the older run pointless.\n"
        "concurrency:\n    group: x\njobs:\n    test:\n        runs-on: self-hosted\n"
        "        timeout-minutes: 15\n        steps:\n        - uses: actions/checkout@aaa # v7\n"
        "          with:\n              persist-credentials: false\n"
        "        - uses: setup-uv@ccc # v9\n        - run: uv sync\n"
        "        - run: |\n              uv run poe test\n"
        "              uv run poe train\n"
    )
    theirs = changed(
        TIMEOUT, CHECKOUT, ("      - run: uv sync\n", "      - run: uv sync --locked\n")
    )
    theirs = theirs.replace("# A newer push makes the older run pointless.", "# Newer pushes only.")
    yours_now = ours.replace(
        "# A newer push makes the older run pointless.", "# Newer pushes only."
    )
    text = clean(ours, f"{theirs}{JOB}")
    assert text == yours_now.replace("15\n", "30\n").replace("aaa # v7", "bbb # v8").replace(
        "uv sync", "uv sync --locked"
    ) + (
        "\n    # ships it\n    deploy:\n      runs-on: ubuntu-latest\n      steps:\n"
        "        - run: ./ship\n"
    )


def test_a_value_that_both_changed_stays_and_is_named_by_its_key() -> None:
    ours = changed(("timeout-minutes: 15", "timeout-minutes: 45"), LAST)
    found = merged(ours, changed(TIMEOUT, CHECKOUT))
    assert found.conflicts == (
        Conflict(path=("jobs", "test", "timeout-minutes"), ours=45, theirs=30),
    )
    assert found.text == ours.replace(*CHECKOUT)
    assert found.theirs == found.text.replace("minutes: 45", "minutes: 30")


def test_what_goes_with_a_comment_of_the_users_is_told() -> None:
    ours = changed(
        ("      - run: uv sync\n", "      # ours: see the wiki\n      - run: uv sync\n"), TIMEOUT
    )
    theirs = changed(
        ("      - run: uv sync\n", ""), ("timeout-minutes: 15\n", "timeout-minutes: 9\n")
    )
    found = merged(ours, theirs)
    assert found.notes == ("a comment is removed with its item: # ours: see the wiki",)
    assert found.text == ours.replace("      # ours: see the wiki\n      - run: uv sync\n", "")


def test_what_the_user_changed_and_is_generated_no_more_stays_and_is_told() -> None:
    ours = changed(("  group: x", "  group: mine"), ("name: CI", "name: Ours"))
    theirs = changed(
        ("# A newer push makes the older run pointless.\nconcurrency:\n  group: x\n\n", ""), TIMEOUT
    )
    found = merged(ours, theirs)
    assert found.conflicts == ()
    assert "concurrency stays as you have it" in found.notes
    assert found.text == ours.replace(*TIMEOUT)


def test_a_step_in_the_place_of_one_that_both_changed_is_a_conflict() -> None:
    ours = changed(
        ("      - run: uv sync\n", "      - run: make\n      - run: make env\n"), TIMEOUT
    )
    theirs = changed(SYNC, ("timeout-minutes: 15\n", "timeout-minutes: 15\n    env: {A: 1}\n"))
    found = merged(ours, theirs)
    assert [conflict.path for conflict in found.conflicts] == [("jobs", "test", "steps")]
    assert (
        read_yaml(found.text)["jobs"]["test"]["steps"] == read_yaml(ours)["jobs"]["test"]["steps"]
    )
    assert "env: {A: 1}" in found.text


def test_a_last_line_without_an_end_is_no_change() -> None:
    ours = changed(("timeout-minutes: 15", "timeout-minutes: 15 # slow")).removesuffix("\n")
    text = clean(ours, changed(TIMEOUT) + JOB)
    assert text == ours.replace("15", "30") + "\n" + JOB


def test_text_of_a_script_is_no_comment_and_no_key() -> None:
    base = "a: 1\nrun: |\n  # not a comment\n  key: value\n\n  # nor this\n\nb: 2\n"
    ours, theirs = base.replace("a: 1", "a: 5"), base.replace("a: 1\n", "a: 1\nn: |\n  # x\n")
    assert clean(ours, theirs, base) == theirs.replace("a: 1", "a: 5")
    assert put_together(take_apart(base)) == base
    assert [part.body for part in take_apart(base).parts][1][-1] == "  # nor this\n"


HOOKS = (
    "repos:\n  - repo: local/a\n    rev: v1\n    hooks:\n      - id: one\n      - id: two\n\n"
    "  - repo: local/b\n    rev: v1\n    hooks:\n      - id: three\n"
)


def test_hooks_of_both_stand_beside_each_other() -> None:
    ours = HOOKS.replace("      - id: two\n", "      - id: two\n        args: [--mine]\n")
    ours = ours.replace(
        "rev: v1\n    hooks:\n      - id: three",
        "rev: v5\n    hooks:\n      - id: four\n      - id: three",
    )
    theirs = (
        HOOKS.replace("local/a\n    rev: v1", "local/a\n    rev: v2").replace(
            "      - id: three\n", "      - id: three\n      - id: five\n"
        )
        + "\n  - repo: local/c\n    rev: v1\n    hooks:\n      - id: six\n"
    )
    text = clean(ours, theirs, HOOKS)
    assert text == (
        "repos:\n  - repo: local/a\n    rev: v2\n    hooks:\n      - id: one\n      - id: two\n"
        "        args: [--mine]\n\n"
        "  - repo: local/b\n    rev: v5\n    hooks:\n      - id: four\n      - id: three\n"
        "      - id: five\n"
        "\n  - repo: local/c\n    rev: v1\n    hooks:\n      - id: six\n"
    )


SCALARS = st.sampled_from([1, 2, "a", "b c", True, None])
NAMES = st.sampled_from("abc")
TABLES = st.recursive(
    st.dictionaries(NAMES, SCALARS, max_size=3),
    lambda inner: st.dictionaries(NAMES, SCALARS | inner.filter(bool), max_size=3),
    max_leaves=6,
)


def written(value: Any, rng: random.Random, indent: str = "") -> str:
    """A table as somebody might write it: with comments, blank lines, and their own indent."""
    lines = []
    step = indent + " " * rng.choice([2, 4])
    for name, item in value.items():
        if rng.random() < 0.3:
            lines.append(rng.choice(["\n", f"{indent}# about {name}\n"]))
        behind = rng.choice(["", "", " # why"])
        if isinstance(item, dict) and item:
            lines.append(f"{indent}{name}:{behind}\n{written(item, rng, step)}")
        else:
            lines.append(f"{indent}{name}: {json.dumps(item)}{behind}\n")
    return "".join(lines)


@given(base=TABLES, ours=TABLES, theirs=TABLES, rng=st.randoms(use_true_random=False))
def test_a_merge_of_mappings_says_what_the_merge_of_the_values_says(
    base: Any, ours: Any, theirs: Any, rng: random.Random
) -> None:
    assume(base and ours and theirs)
    texts = [written(side, rng) for side in (base, ours, theirs)]
    assert [read_yaml(text) for text in texts] == [base, ours, theirs]
    blocks, values = Merger(), Merger()
    wanted = values.merge(base, ours, theirs)
    try:
        text = merge_yaml(texts[0], texts[1], texts[2], blocks)
    except CannotPartError:
        return
    assert is_same(read_yaml(text), wanted)
    assert {conflict.path for conflict in blocks.conflicts} == {
        conflict.path for conflict in values.conflicts
    }
    assert set(blocks.orphaned) == set(values.orphaned)
    assert set(blocks.removed) == set(values.removed)


@given(value=TABLES, rng=st.randoms(use_true_random=False))
def test_what_is_taken_apart_is_all_of_it(value: Any, rng: random.Random) -> None:
    assume(value)
    text = written(value, rng)
    assert put_together(take_apart(text)) == text


TEMPLATES = ROOT / "templates"
GENERATED = {
    path.read_text(): path
    for path in sorted(TEMPLATES.rglob("*.y*ml"))
    if not path.name.startswith("environment")
}
"""Of the files with the same text, one."""


@pytest.mark.parametrize(
    "path", GENERATED.values(), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_generated_yaml_merges_by_key(path: Path) -> None:
    """Each line of a value that is changed is merged with a key added on the user's side."""
    text = path.read_text()
    assert put_together(take_apart(text)) == text
    ours = f"# mine\nmine: 1\n{text}"
    lines = text.splitlines(keepends=True)
    tried = 0
    for at, line in enumerate(lines):
        if line.rstrip()[-1:].isalnum() and ":" in line and "#" not in line:
            theirs = "".join([*lines[:at], line.rstrip() + "x\n", *lines[at + 1 :]])
            merger = Merger()
            assert merge_yaml(text, ours, theirs, merger) == f"# mine\nmine: 1\n{theirs}"
            assert merger.conflicts == []
            tried += 1
    assert tried > 1


@pytest.mark.parametrize("path", ["a/ci.yml", "b.yaml", ".gitignore", ".gitattributes"])
def test_a_file_that_is_too_large_to_take_apart_stays_and_says_why(path: str) -> None:
    line = "a: 1\n" if "y" in path else "/a\n"
    large = line * 30_000
    merged = merge_file(path, line, large, f"{line}b: 2\n")
    assert (merged.text, merged.conflicts) == (large, (WHOLE,))
    assert merged.notes == ("it is too large to merge piece by piece",)
