"""A project of the real micromamba."""

from __future__ import annotations

from pathlib import Path

import pytest
from pixi_runs import Real
from running import TILTH

pytestmark = [pytest.mark.slow, pytest.mark.network]


def test_it_is_made_tested_and_trained(micromamba: Real, tmp_path: Path) -> None:
    micromamba.let(*TILTH, "new", "x-1", "--yes", "--manager", "conda", cwd=tmp_path)
    root = tmp_path / "x-1"
    for task in ("test", "lint", "train"):
        micromamba.run("run", "--prefix", "./.conda", "poe", task, cwd=root)
    assert list((root / "runs").glob("*/metrics.json"))
