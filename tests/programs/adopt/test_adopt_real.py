"""Adopted projects with the real managers: they lock, install, and run as they did before."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import poetry_runs
import pytest
from cli import seedbed

if TYPE_CHECKING:
    from collections.abc import Callable
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
REQUIREMENTS = """\
-c limits.txt
attrs  # what for
click==8.1.7 --hash=sha256:ae74fb96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28
"""
POETRY = """\
[tool.poetry]
name = "peat"
version = "0.1.0"
description = ""
authors = []
packages = [{ include = "peat" }]

[tool.poetry.dependencies]
python = "^3.11"
attrs = "^23.0"
click = { version = "~8.1", optional = true }

[tool.poetry.group.dev.dependencies]
iniconfig = "^2.0"

[tool.poetry.extras]
cli = ["click"]

[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
"""
TELL = "import attr, iniconfig; print(attr.__version__.partition('.')[0])"
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


def test_requirements_are_locked_and_installed_by_uv(
    need: Callable[[str], str], tmp_path: Path
) -> None:
    root = tmp_path / "silt"
    root.mkdir()
    (root / "requirements.txt").write_text(REQUIREMENTS)
    (root / "limits.txt").write_text("attrs<24\n")
    (root / "requirements-dev.txt").write_text("-r requirements.txt\niniconfig\n")
    (root / ".python-version").write_text("3.11\n")
    done = seedbed("adopt", "-y", cwd=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("Next: seedbed doctor\n")
    run = [need("uv"), "run", "--locked", "python", "-c"]
    said = subprocess.run([*run, TELL], cwd=root, capture_output=True, encoding="utf-8", check=True)
    assert said.stdout == "23\n"
    assert seedbed("doctor", cwd=root).returncode == 0
    assert seedbed("sync", "--check", cwd=root).returncode == 0
    assert (root / "requirements.txt").read_text() == REQUIREMENTS


def test_a_project_of_poetry_1_goes_on_and_then_to_uv(
    need: Callable[[str], str], tmp_path: Path
) -> None:
    root, settings = tmp_path / "peat", tmp_path / "settings"
    (root / "peat").mkdir(parents=True)
    settings.mkdir()
    (root / "peat" / "__init__.py").write_text("")
    (root / "pyproject.toml").write_text(POETRY)
    poetry_runs.lock(need("poetry"), root, settings)
    lock = (root / "poetry.lock").read_bytes()

    def run(*arguments: str) -> str:
        command = (*SEEDBED, *arguments)
        return poetry_runs.run(*command, cwd=root, settings=settings).stdout

    assert run("adopt", "-y").endswith("Next: seedbed sync\n")
    run("sync")
    told = poetry_runs.run("poetry", "run", "python", "-c", TELL, cwd=root, settings=settings)
    assert told.stdout == "23\n"
    run("doctor")
    assert run("update", "--check") == "Everything is up to date.\n"
    assert (root / "poetry.lock").read_bytes() == lock
    before = (root / "pyproject.toml").read_bytes()
    assert "From Poetry to uv." in run("update", "-y", "--manager", "uv")
    assert (root / "uv.lock").is_file()
    assert not (root / "poetry.lock").exists()
    run("doctor")
    told = poetry_runs.run("uv", "run", "python", "-c", TELL, cwd=root, settings=settings)
    assert told.stdout == "23\n"
    run("update", "-y", "--manager", "poetry")
    assert (root / "pyproject.toml").read_bytes() == before
    assert (root / "poetry.lock").read_bytes() == lock
