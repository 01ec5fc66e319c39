"""`seedbed new` offers the first commit on a terminal, and makes none by itself."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from cli import seedbed
from running import environment
from terminal import Screen

if TYPE_CHECKING:
    from pathlib import Path

WHO = "[user]\n\tname = Ada\n\temail = ada@example.org\n"
OFFER = r"Commit these files to git\? \[Y/n\]"


def log(root: Path) -> str:
    done = subprocess.run(
        ["git", "log", "--format=%an %s"],
        cwd=root, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout


def start(tmp_path: Path, settings: str, *options: str) -> Screen:
    (tmp_path / "gitconfig").write_text(settings)
    config = str(tmp_path / "gitconfig")
    screen = Screen("new", "x", "--no-sync", *options, cwd=tmp_path, GIT_CONFIG_GLOBAL=config)
    screen.answer_until("Proceed")
    screen.send("\r")
    return screen


@pytest.mark.parametrize(("answer", "made"), [("\r", "Ada Start x\n"), ("n\r", "")])
def test_it_is_offered_and_made_if_wanted(tmp_path: Path, answer: str, made: str) -> None:
    screen = start(tmp_path, WHO)
    screen.wait(OFFER)
    screen.send(answer)
    assert screen.end() == 0
    assert log(tmp_path / "x") == made
    assert screen.lines[-1].endswith("Next: cd x && uv run poe train")


def test_a_hook_that_refuses_is_told_and_the_project_stays(tmp_path: Path) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "pre-commit").write_text("#!/bin/sh\necho no commits today >&2\nexit 1\n")
    (hooks / "pre-commit").chmod(0o755)
    screen = start(tmp_path, f"{WHO}[core]\n\thooksPath = {hooks}\n")
    screen.wait(OFFER)
    screen.send("\r")
    assert screen.end() == 0
    said = " ".join(screen.lines)
    assert "note: git did not commit: " in said
    assert "no commits today" in said
    assert (tmp_path / "x" / "pyproject.toml").is_file()
    assert log(tmp_path / "x") == ""


@pytest.mark.parametrize(("settings", "options"), [("", ()), (WHO, ("--no-git",))])
def test_without_an_author_or_a_repository_it_is_not_offered(
    tmp_path: Path, settings: str, options: tuple[str, ...]
) -> None:
    screen = start(tmp_path, settings, *options)
    assert screen.end() == 0
    assert not [line for line in screen.lines if "Commit these" in line]


def test_in_a_repository_that_has_commits_it_is_not_offered(tmp_path: Path) -> None:
    for arguments in (
        ("init", "--quiet"),
        ("-c", "user.name=A", "-c", "user.email=a@b.c", "commit", "--allow-empty", "-qm", "first"),
    ):
        subprocess.run(["git", *arguments], cwd=tmp_path, env=environment(), check=True)
    screen = start(tmp_path, WHO)
    assert screen.end() == 0
    assert not [line for line in screen.lines if "Commit these" in line]


def test_without_a_terminal_nothing_is_committed(tmp_path: Path) -> None:
    done = seedbed("new", "x", "--no-sync", cwd=tmp_path, env=environment())
    assert done.returncode == 0
    assert log(tmp_path / "x") == ""
