"""Manifests as their users have them: after a switch, the table accounts for all that stood there.

No setting is missing in it, and none is in two rows. What a row says of it holds. And where the
project means something else afterward, a row says so.
"""

from __future__ import annotations

from pathlib import Path

import other_projects
import pixi_projects
import pytest
from accounts import faults
from pixi_trips import files, start, switch

from seedbed.managers.base import MANAGERS

FROM_PIXI = [("pixi", name) for name in pixi_projects.names()]
FROM_OTHERS = [(other_projects.manager(name), name) for name in other_projects.names()]
SWITCHES = [
    pytest.param(old, name, new, marks=[pytest.mark.slow] if place % 2 else [])
    for place, (old, name, new) in enumerate(
        (old, name, new)
        for old, name in (*FROM_PIXI, *FROM_OTHERS)
        for new in MANAGERS
        if new != old
    )
]
"""All of them, every second one only among the slow tests."""


def begin(old: str, name: str, folder: Path) -> Path:
    return start(name, folder) if old == "pixi" else other_projects.start(name, folder)


@pytest.mark.parametrize(("old", "name", "new"), SWITCHES)
def test_each_setting_is_in_one_row_that_is_true(
    tmp_path: Path, old: str, name: str, new: str
) -> None:
    root = begin(old, name, tmp_path)
    before = files(root)
    assert faults(before, old, switch(root, new)) == []


@pytest.mark.parametrize(("old", "name"), [*FROM_PIXI[::4], *FROM_OTHERS[::3]])
def test_so_it_is_on_the_way_back(tmp_path: Path, old: str, name: str) -> None:
    new = "conda" if old == "uv" else "uv"
    root = begin(old, name, tmp_path)
    between = switch(root, new)
    assert faults(between.files, new, switch(root, old)) == []
