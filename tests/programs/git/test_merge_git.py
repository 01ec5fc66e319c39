"""The merge of lines beside git's own: what git merges cleanly is merged alike."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from seedbed.merge3.lines import is_clean, marked, merge_hunks

if TYPE_CHECKING:
    from collections.abc import Callable

Edits = list[tuple[int, str]]
BASE = [f"line {number}\n" for number in range(12)]
# places in the text, and what is done to the line there
EDITS = st.lists(
    st.tuples(st.integers(0, 11), st.sampled_from(["drop", "change", "before", "after"])),
    max_size=5,
    unique_by=lambda edit: edit[0],
)


def edited(edits: Edits, who: str) -> str:
    """The text with some edits; each new line is like no other."""
    lines = {place: [line] for place, line in enumerate(BASE)}
    for place, what in edits:
        new = f"{who} {place}\n"
        lines[place] = {
            "drop": [],
            "change": [new],
            "before": [new, BASE[place]],
            "after": [BASE[place], new],
        }[what]
    return "".join(line for part in lines.values() for line in part)


def by_git(git: str, *texts: str) -> str | None:
    """What `git merge-file` makes of ours, the base and theirs; None for a conflict."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("ours", "base", "theirs")]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text)
        done = subprocess.run(
            [git, "merge-file", "--stdout", *paths], capture_output=True, text=True, check=False
        )
    assert 0 <= done.returncode < 128, done.stderr
    return done.stdout if done.returncode == 0 else None


@given(EDITS, EDITS)
@example([(3, "change")], [(8, "change")])
@example([(3, "drop"), (4, "drop")], [(9, "after")])
@example([(11, "after")], [(0, "before")])
def test_what_git_merges_cleanly_is_merged_alike(
    need: Callable[[str], str], ours: Edits, theirs: Edits
) -> None:
    base = "".join(BASE)
    texts = edited(ours, "ours"), base, edited(theirs, "theirs")
    expected = by_git(need("git"), *texts)
    hunks = merge_hunks(base, texts[0], texts[2])
    if expected is not None:
        assert is_clean(hunks)
        assert marked(hunks) == expected


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [
        ([(3, "change")], [(8, "change")], "clean"),
        ([(3, "change")], [(4, "change")], "only here"),  # neighbors are enough
        ([(3, "change")], [(3, "change")], "nowhere"),
        ([(3, "change")], [(3, "drop")], "nowhere"),
    ],
)
def test_where_git_wants_more_room(
    need: Callable[[str], str], ours: Edits, theirs: Edits, merged: str
) -> None:
    base = "".join(BASE)
    texts = edited(ours, "ours"), base, edited(theirs, "theirs")
    assert (by_git(need("git"), *texts) is not None) == (merged == "clean")
    assert is_clean(merge_hunks(base, texts[0], texts[2])) == (merged != "nowhere")
