"""Adopted projects with the real managers: they lock, install, and run as they did before."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pixi_runs import Pixi

pytestmark = [pytest.mark.slow, pytest.mark.network]

PIXI = """\
# ours
[workspace]
channels = ["conda-forge"]
name = "soil"
platforms = ["linux-64"]

[dependencies]
python = ">=3.11"
numpy = "*"

[tasks]
tell = "python -c 'import numpy; print(1 + int(numpy.ones(1)[0]))'"
"""
SEEDBED = (sys.executable, "-m", "seedbed")


def test_a_project_of_pixi_toml_goes_on_as_it_was(pixi_with_channel: Pixi, tmp_path: Path) -> None:
    pixi = pixi_with_channel
    root = tmp_path / "soil"
    root.mkdir()
    (root / "pixi.toml").write_text(PIXI)
    pixi.run("lock", cwd=root)
    lock = (root / "pixi.lock").read_bytes()
    done = pixi.let(*SEEDBED, "adopt", "-y", cwd=root)
    assert done.stderr == ""
    assert (root / "pixi.toml").read_text() == PIXI
    assert "not up to date" not in done.stdout
    pixi.let(*SEEDBED, "sync", cwd=root)
    assert pixi.let(*SEEDBED, "run", "tell", cwd=root).stdout == "2\n"
    done = pixi.let(*SEEDBED, "doctor", cwd=root, check=False)
    assert done.returncode == 0, done.stdout
    assert pixi.let(*SEEDBED, "update", "--check", cwd=root).stdout == "Everything is up to date.\n"
    assert pixi.let(*SEEDBED, "sync", "--check", cwd=root).returncode == 0
    assert (root / "pixi.lock").read_bytes() == lock


def test_it_goes_to_uv_which_locks_and_back(pixi_with_channel: Pixi, tmp_path: Path) -> None:
    pixi = pixi_with_channel
    root = tmp_path / "soil"
    root.mkdir()
    (root / "pixi.toml").write_text(PIXI)
    pixi.run("lock", cwd=root)
    lock = (root / "pixi.lock").read_bytes()
    done = pixi.let(*SEEDBED, "adopt", "-y", "--manager", "uv", cwd=root)
    assert "From Pixi to uv." in done.stdout
    assert (root / "uv.lock").is_file()
    assert pixi.let("uv", "run", "python", "-c", "import numpy", cwd=root).returncode == 0
    pixi.let(*SEEDBED, "update", "-y", "--manager", "pixi", cwd=root)
    assert (root / "pixi.toml").read_text() == PIXI
    assert (root / "pixi.lock").read_bytes() == lock
    assert pixi.let(*SEEDBED, "run", "tell", cwd=root).stdout == "2\n"
