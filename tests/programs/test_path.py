"""Where programs are looked for: on PATH, in folders that are the same from everywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from aged import make
from cli import seedbed
from running import environment
from stand_ins import program

from seedbed.host import git, process


@pytest.fixture
def evil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which one stands, with programs of the names that seedbed looks for."""
    folder = tmp_path / "clone"
    for name in ("git", "uv", "nix", "pixi", "poetry", "micromamba", "conda-lock", "env", "ps"):
        program((folder / name), f"touch {tmp_path}/was-run; echo 99.0")
        program((folder / "bin" / name), f"touch {tmp_path}/was-run; echo 99.0")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.usefixtures("evil")
@pytest.mark.parametrize("first", ["", ".", "bin", "./bin", "../clone"])
def test_a_relative_part_of_path_counts_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    real = program(tmp_path / "real" / "git", "exit 0")
    monkeypatch.setenv("PATH", f"{first}{os.pathsep}{real.parent}{os.pathsep}")
    assert process.find("git") == str(real)
    assert process.find("pixi") == ""
    assert git.environment()["PATH"] == str(real.parent)
    monkeypatch.setenv("PATH", first)
    assert process.find("git") == ""


@pytest.mark.parametrize("first", ["", ".", "bin"])
def test_no_command_starts_a_program_of_the_folder_that_one_stands_in(
    evil: Path, tmp_path: Path, first: str
) -> None:
    path = f"{first}{os.pathsep}{os.environ['PATH']}"
    make(evil)
    variables = environment(PATH=path)
    seedbed(
        "new", "y", "--yes", "--no-sync", "--preset", "flake-python-ml", cwd=evil, env=variables
    )
    for options in (("--dry-run",), ("--set", "manager=pixi", "--no-sync")):
        seedbed("update", *options, cwd=evil / "x-1", env=variables)
    assert (evil / "y" / "pyproject.toml").is_file()
    assert not (tmp_path / "was-run").exists()


def test_a_link_to_a_program_is_taken_as_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = program(tmp_path / "real" / "tool", "exit 0")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").symlink_to(real)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    assert process.find("git") == f"{tmp_path}/bin/git"
