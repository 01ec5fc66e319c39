"""What git ignores in a project: folders, and the links that people put in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aged import age, commit, edit, make, run_git
from cli import seedbed
from running import environment

from seedbed.commands.ignoring import still_ignored, with_lines
from seedbed.managers.base import MANAGERS
from seedbed.model.tree import File
from seedbed.update.files import merge_file

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
    age(root, ".gitignore", ("/data\n", ""))
    age(root, ".gitignore", ("\n/runs\n", "\n/runs/\n"))
    edit(root, ".gitignore", ".DS_Store\n", ".DS_Store\n/data/*\n!/data/mine\n")
    commit(root)
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
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


@pytest.mark.parametrize("old", MANAGERS)
@pytest.mark.parametrize("new", MANAGERS)
def test_after_a_switch_the_old_environment_stays_ignored_as_long_as_it_is_there(
    tmp_path: Path, old: str, new: str
) -> None:
    root = make(tmp_path, "--manager", old, git=True)
    before = (root / ".gitignore").read_text()
    folder = root / FOLDERS[old]
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").touch()
    arguments = ("update", "--no-sync", "--set", f"manager={new}")
    assert seedbed(*arguments, cwd=root, env=environment()).returncode == 0
    assert "python" not in run_git(root, "status", "--porcelain", "--untracked-files=all")
    if old == "pixi":
        assert PIXI in (root / ".gitignore").read_text()
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert done.stdout == "Everything is up to date.\n"
    # once it is gone, so are its lines
    (folder / "bin" / "python").unlink()
    (folder / "bin").rmdir()
    folder.rmdir()
    assert seedbed("update", "--no-sync", cwd=root, env=environment()).returncode == 0
    (tmp_path / "fresh").mkdir()
    fresh = make(tmp_path / "fresh", "--manager", new)
    assert (root / ".gitignore").read_text() == (fresh / ".gitignore").read_text()
    assert ((root / ".gitignore").read_text() == before) is (FOLDERS[old] == FOLDERS[new])


def test_what_other_choices_have_made_stays_ignored_too(tmp_path: Path) -> None:
    root = make(tmp_path, "--with", "direnv,docs", git=True)
    for name in (".direnv", "docs/_build"):
        (root / name).mkdir(parents=True)
        (root / name / "x").touch()
    arguments = ("update", "--no-sync", "--set", "extras=")
    assert seedbed(*arguments, cwd=root, env=environment()).returncode == 0
    said = run_git(root, "status", "--porcelain", "--untracked-files=all")
    assert "/x" not in said


def test_a_line_that_the_user_removed_does_not_come_back(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda", git=True)
    edit(root, ".gitignore", "/.conda\n", "")
    (root / ".conda").mkdir()
    arguments = ("update", "--no-sync", "--set", "manager=uv")
    assert seedbed(*arguments, cwd=root, env=environment()).returncode == 0
    assert "/.conda\n" not in (root / ".gitignore").read_text()


@pytest.mark.parametrize(
    ("now", "kept", "last", "result"),
    [
        ("abd", "c", "abcd", "abcd"),
        ("abd", "cx", "xabcd", "xabcd"),
        ("dba", "c", "abcd", "dbca"),
        ("", "ab", "acb", "ab"),
        ("xy", "b", "ab", "bxy"),
    ],
)
def test_where_lines_stay(now: str, kept: str, last: str, result: str) -> None:
    assert "".join(with_lines(list(now), set(kept), list(last))) == result


@pytest.mark.parametrize("line", [b"/a\0b", b"/\xff", b"/../x-1", b"/" + b"n" * 5000, b"\xff\xfe/"])
def test_nothing_of_a_prepared_base_is_kept(tmp_path: Path, line: bytes) -> None:
    (tmp_path / ".conda").mkdir()
    before = {".gitignore": File(data=b"/.conda\n" + line + b"\n", layer="")}
    fresh = {".gitignore": File(data=b"/.venv\n", layer="")}
    found = still_ignored(str(tmp_path), before, fresh)[".gitignore"].data
    assert found in {b"/.conda\n/.venv\n", b"/.venv\n"}
