"""Which groups are installed by default, at a switch: a group's name is spelled in many ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adopted_trips import adopt
from pixi_trips import switch

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = """[project]
name = "kiln"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["click"]

[dependency-groups]
dev = ["pytest"]
My_Group = ["ruff"]
docs = ["furo"]

[tool.uv]
package = false
default-groups = ["My_Group", "dev"]
"""


def test_a_default_group_is_known_by_its_canonical_name(tmp_path: Path) -> None:
    root = tmp_path / "kiln"
    root.mkdir()
    (root / "pyproject.toml").write_text(PROJECT)
    assert adopt(root)[0] == 0
    switch(root, "pixi")
    rows = switch(root, "uv").said["result"]["switch"]
    told = {row["from"]: row["what"] for row in rows if row["to"] == "tool.uv.default-groups"}
    assert told == {
        "tool.pixi.environments.my-group": [],
        "tool.pixi.environments.dev": [],
        "tool.pixi.environments.docs": ["without docs"],
    }
