"""`seedbed doctor` in folders that seedbed did not make: which project it is, if any."""

from __future__ import annotations

from pathlib import Path

import pytest
from aged import run_git
from cli import seedbed
from doctor_runs import report

PIXI = '[workspace]\nchannels = []\nplatforms = ["linux-64"]\n'
PROJECT = '[project]\nname = "a"\nversion = "1"\n'
CONDA = "dependencies:\n  - python\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [("pyproject.toml", PROJECT), ("pixi.toml", PIXI), ("environment.yml", CONDA)],
)
def test_a_folder_below_a_project_is_in_it(tmp_path: Path, name: str, text: str) -> None:
    below = tmp_path / "src" / "a"
    below.mkdir(parents=True)
    (tmp_path / name).write_text(text)
    assert report(below, "SB2").root == str(tmp_path)


def test_the_nearest_one_counts(tmp_path: Path) -> None:
    below = tmp_path / "one" / "src"
    below.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "one" / "pixi.toml").write_text(PIXI)
    assert report(below, "SB2").root == str(tmp_path / "one")


def test_conflicts_are_found_from_below(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "uv.lock").write_text("<<<<<<< ours\n=======\n>>>>>>> theirs\n")
    done = seedbed("doctor", "--select", "SB302", cwd=tmp_path / "src")
    assert done.stdout.startswith("SB302  uv.lock:1: uv.lock contains conflict markers.\n")


def test_none_above_the_top_of_the_repository(tmp_path: Path) -> None:
    below = tmp_path / "top" / "src"
    below.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    run_git(tmp_path / "top", "init", "--quiet")
    assert report(below, "SB2").root == str(below)
    (tmp_path / "top" / "pyproject.toml").write_text(PROJECT)
    assert report(below, "SB2").root == str(tmp_path / "top")


def test_none_above_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    below = home / "src"
    below.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    monkeypatch.setenv("HOME", str(home))
    assert report(below, "SB2").root == str(below)
    (home / "pyproject.toml").write_text(PROJECT)
    assert report(below, "SB2").root == str(home)
