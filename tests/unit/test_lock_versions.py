"""The order of versions, as Python and conda have it."""

from __future__ import annotations

import itertools
import random

import pytest
from rattler import Version

from seedbed.locks.differences.versions import compare, level, without_local

CONDA = (
    "0.4", "0.4.1.rc", "0.4.1", "0.5a1", "0.5b3", "0.5C1", "0.5", "0.9.6", "0.960923", "1.0",
    "1.1dev1", "1.1_", "1.1a1", "1.1.0dev1", "1.1.a1", "1.1.0rc1", "1.1.0", "1.1.0post1",
    "1.1post1", "1996.07.12", "1!0.4.1", "1!3.1.1.6", "2!0.4.1", "9e", "9f", "2024a", "2024.1",
    "1.0-rc1", "2.7.1+cu128", "2.7.1", "1.1.1w", "1.0_1",
)  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "conda", "expected"),
    [
        ("1.9", "1.10", False, 1),
        ("1.10", "1.9", False, -1),
        ("1.0", "1.0.0", False, 0),
        ("1.0rc1", "1.0", False, 1),
        ("1.0", "1.0.post1", False, 1),
        ("2.0", "1!1.0", False, 1),
        ("1.0.dev3", "1.0a1", False, 1),
        # both orders know these words, but not in the same way
        ("1.0", "1.0.c", True, -1),
        ("9e", "9f", True, 1),
        ("2024b", "2025a", True, 1),
        # what Python knows no order of is ordered as conda does
        ("9e", "9f", False, 1),
        ("1..0", "1..0", False, 0),
        ("9" * 400, "1" + "9" * 400, False, -1),
        ("1.0", "1." + "0" * 250, False, 0),
    ],
)
def test_which_version_is_newer(old: str, new: str, *, conda: bool, expected: int) -> None:
    assert compare(old, new, conda=conda) == expected
    assert compare(new, old, conda=conda) == -expected


def test_the_order_is_that_of_conda_itself() -> None:
    """py-rattler has it from the code that Pixi runs."""
    chance = random.Random(3)  # noqa: S311
    parts = ("0", "1", "2", "10", "1a", "rc1", "dev", "post1", "1post", "2a1b", "b", "a_1")
    made = {".".join(chance.choices(parts, k=chance.randint(1, 4))) for _ in range(60)}
    for old, new in itertools.product((*CONDA, *sorted(made)), repeat=2):
        before, after = Version(old), Version(new)
        expected = (after > before) - (after < before)
        assert compare(old, new, conda=True) == expected, (old, new)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1.2.3", "2.0", 0), ("1!1", "2!1", 0), ("1.2.3", "1.3", 1), ("1.2.3", "1.2.4", 2),
        ("1.2", "1.2.1", 2), ("2024a", "2024b", 2), ("2024a", "2025a", 0), ("v1.0", "1.0", 2),
        ("1.0rc1", "1.0", 2), ("x", "y", 2),
    ],
)  # fmt: skip
def test_which_part_of_a_version_changed(old: str, new: str, expected: int) -> None:
    assert level(old, new) == expected


def test_the_local_part_is_no_part_of_the_version() -> None:
    assert without_local("2.7.1+cu128") == "2.7.1"
