"""What is set aside of a manifest comes back as it stood, down to its layout."""

from __future__ import annotations

import pytest

from seedbed.update.aside import Aside
from seedbed.update.restoring import restore
from seedbed.update.setting_aside import set_aside

STOOD = """\
[project]
name = "silt"

[project.optional-dependencies]
fast = ["numba"]
docs = [
    "sphinx",
    # for the pages of the reference
    "silt[fast]",  # ours
]

[dependency-groups]
dev = [ "pytest", {include-group = "lint"} ]
lint = ["ruff"]
"""
BACK = """\
[project]
name = "silt"

[project.optional-dependencies]
fast = ["numba"]
docs = [
    "sphinx",
    "numba",
]

[dependency-groups]
dev = [
    "pytest",
    "ruff",
]
lint = ["ruff"]
"""
EDITS = {
    "nothing": ("", "", STOOD),
    "another section": ('name = "silt"', 'name = "loam"', STOOD.replace('"silt"\n', '"loam"\n', 1)),
}


@pytest.mark.parametrize(("old", "new", "expected"), EDITS.values(), ids=EDITS)
def test_a_list_comes_back_with_its_comments_and_its_layout(
    old: str, new: str, expected: str
) -> None:
    aside = set_aside(STOOD, BACK, ())
    assert restore(aside, BACK.replace(old, new, 1), ()).text == expected


def test_a_list_that_was_edited_meanwhile_keeps_the_edit() -> None:
    aside = set_aside(STOOD, BACK, ())
    text = restore(aside, BACK.replace('"sphinx",', '"sphinx",\n    "furo",'), ()).text
    assert '"sphinx",\n    "silt[fast]",\n    "furo",\n]' in text
    assert 'dev = [ "pytest", {include-group = "lint"} ]\n' in text


def test_nothing_is_set_aside_of_what_comes_back_by_itself() -> None:
    assert set_aside(STOOD, STOOD, ()) == Aside()
