"""Projects of uv, Poetry and conda that go to each other, and back; Pixi has tests of its own."""

from __future__ import annotations

from pathlib import Path

import other_projects as projects
import pytest
from other_trips import faults, travel

MANAGERS = ("uv", "poetry", "conda")
PAIRS = [
    (name, other)
    for name in projects.names()
    for other in MANAGERS
    if other != projects.manager(name)
]


@pytest.mark.parametrize(("name", "other"), PAIRS)
def test_there_and_back_is_where_one_began(tmp_path: Path, name: str, other: str) -> None:
    assert faults(travel(name, tmp_path, other)) == []
