"""Which of two manifests Pixi is given where `pixi.toml` stands beside `pyproject.toml`."""

from __future__ import annotations

from pathlib import Path

import pytest

from seedbed.managers.pixi.driver import manifest_of


@pytest.mark.parametrize(
    ("shared", "meant"),
    [
        (None, "pixi.toml"),
        ("[project]\n", "pixi.toml"),
        ("[tool.pixi.workspace]\n", "pixi.toml"),
        ("[tool.pixi.workspace]\n[tool.seedbed]\nmanager = 'pixi'\n", "pyproject.toml"),
        (
            "[tool.pixi.workspace]\n[tool.seedbed]\nmanager = 'pixi'\nlayout = 'pixi.toml'\n",
            "pixi.toml",
        ),
        # Pixi refuses a pyproject.toml without a table of its own
        ("[tool.seedbed]\nmanager = 'pixi'\n", "pixi.toml"),
        ("[tool\n", "pixi.toml"),
    ],
)
def test_beside_each_other(shared: str | None, meant: str, tmp_path: Path) -> None:
    (tmp_path / "pixi.toml").write_text("[workspace]\n")
    if shared is not None:
        (tmp_path / "pyproject.toml").write_text(shared)
    assert manifest_of(str(tmp_path)) == str(tmp_path / meant)
