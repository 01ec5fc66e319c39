"""What git ignores in a project: folders, and the links that people put in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aged import age, commit, edit, make, run_git
from cli import tilth
from running import environment

from tilth.managers import MANAGERS
from tilth.update.files import merge_file

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = {"uv": ".venv", "pixi": ".pixi", "poetry": ".venv", "conda": ".conda"}
PIXI = "/.pixi\n!/.pixi/\n/.pixi/*\n!/.pixi/config.toml\n"


@pytest.mark.parametrize("manager", MANAGERS)
def test_folders_and_links_to_them(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager, "--with", "direnv,docs", git=True)
    names = (FOLDERS[manager], "runs", ".direnv", "docs/_build")
    for name in names:
        (tmp_path / "scratch" / name).mkdir(parents=True)
        (root / name).symlink_to(tmp_path / "scratch" / name)
    assert run_git(root, "status", "--porcelain") == ""
    for name in names:
        (root / name).unlink()
        (root / name).mkdir()
        (root / name / "x").touch()
    assert run_git(root, "status", "--porcelain") == ""


def test_the_configuration_of_pixi_is_kept(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", git=True)
    (root / ".pixi" / "envs").mkdir(parents=True)
    (root / ".pixi" / "envs" / "x").touch()
    (root / ".pixi" / "config.toml").touch()
    found = run_git(root, "status", "--porcelain", "--untracked-files=all")
    assert found == "?? .pixi/config.toml\n"


def test_an_older_project_learns_it_by_an_update(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi", git=True)
    age(root, ".gitignore", (PIXI, "/.pixi/*\n!/.pixi/config.toml\n"))
    age(root, ".gitignore", ("/runs\n", "/runs/\n"))
    edit(root, ".gitignore", ".DS_Store\n", ".DS_Store\n/data/*\n!/data/mine\n")
    commit(root)
    done = tilth("update", "--no-sync", cwd=root, env=environment())
    assert done.returncode == 0, done.stderr
    lines = (root / ".gitignore").read_text().splitlines()
    assert [line for line in lines if ".pixi" in line] == PIXI.splitlines()
    assert [line for line in lines if "data" in line] == ["/data/*", "!/data/mine"]
    assert [line for line in lines if "runs" in line] == ["/runs"]


@pytest.mark.parametrize(
    ("yours", "merged"),
    [
        ("a\n/runs/\nb\n", "a\n/runs\nb\n"),
        ("a\nb\n", "a\nb\n"),
        ("a\n/runs/*\n!/runs/best\nb\n", "a\n/runs/*\n!/runs/best\nb\n"),
        ("a\n/runs/\nmine\n", "a\n/runs\nmine\n"),
        ("a\n/runs\nb\n", "a\n/runs\nb\n"),
    ],
)
def test_a_line_that_lost_its_slash_is_the_same_one(yours: str, merged: str) -> None:
    assert merge_file(".gitignore", "a\n/runs/\nb\n", yours, "a\n/runs\nb\n").text == merged
