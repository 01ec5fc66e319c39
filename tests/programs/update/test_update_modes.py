"""Drives that keep no executable bits, where all files bear one, or none does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from aged import age, commit, edit, generated, make, run_git
from cli import seedbed
from running import environment

from seedbed.model.record import replace
from seedbed.model.tree import BASE_PATH
from seedbed.update import base


def update(root: Path, *options: str, status: int = 0) -> str:
    """Run `seedbed update --no-sync` and give all that it said."""
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def set_bits(root: Path, *, on: bool) -> None:
    for path in root.rglob("*"):
        if path.is_file() and ".git" not in path.relative_to(root).parts:
            path.chmod(0o755 if on else 0o644)


def bit(root: Path, path: str) -> bool:
    return bool((root / path).stat().st_mode & 0o100)


def was_executable(root: Path, path: str) -> None:
    """Let a file have been generated as executable by an older seedbed."""
    files = generated(root)
    files[path] = replace(files[path], executable=True)
    (root / BASE_PATH).write_bytes(base.encode(files))
    (root / path).chmod(0o755)


@pytest.mark.parametrize("git", [False, True])
def test_every_file_executable_is_no_edit(tmp_path: Path, git: bool) -> None:
    root = make(tmp_path, git=git)
    age(root, "README.md", ("## Layout", "## Where things are"))
    age(root, "src/x_1/runs.py", ("def trained_run(", "def latest_run("))
    edit(root, "src/x_1/runs.py", "def write_json(", "def dump_json(")
    set_bits(root, on=True)
    said = update(root, "--set", "extras=pre-commit")
    assert "you changed it" not in said
    assert not (root / ".github").exists()
    assert "## Layout" in (root / "README.md").read_text()
    assert "def trained_run(" in (root / "src/x_1/runs.py").read_text()
    assert bit(root, "README.md"), "what is written keeps the bits of what it replaces"
    assert bit(root, "src/x_1/runs.py")
    assert not any(file.executable for file in generated(root).values())
    assert "up to date" in update(root)


def test_bits_that_git_does_not_keep_are_no_edit(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    run_git(root, "config", "core.fileMode", "false")
    (root / ".github/workflows/ci.yml").chmod(0o755)
    update(root, "--set", "extras=pre-commit")
    assert not (root / ".github").exists()


def test_no_file_executable_is_no_edit_where_git_does_not_keep_bits(tmp_path: Path) -> None:
    root = make(tmp_path)
    was_executable(root, ".github/workflows/ci.yml")
    set_bits(root, on=False)
    update(root, "--set", "extras=pre-commit")
    assert not (root / ".github").exists()


def test_a_bit_that_git_keeps_is_an_edit(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    (root / ".github/workflows/ci.yml").chmod(0o755)
    was_executable(root, ".github/dependabot.yml")
    (root / ".github/dependabot.yml").chmod(0o644)
    commit(root)
    said = update(root, "--set", "extras=pre-commit")
    assert said.count("you changed it, so it stays") == 2
    assert bit(root, ".github/workflows/ci.yml")
    assert not bit(root, ".github/dependabot.yml")


def test_a_bit_of_one_file_outside_git_is_an_edit(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / ".github/workflows/ci.yml").chmod(0o755)
    assert "you changed it" in update(root, "--set", "extras=pre-commit")


def test_a_drive_that_refuses_other_bits_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from seedbed.host import journal
    from seedbed.model.tree import File

    (tmp_path / "x").write_text("a")
    (tmp_path / "x").chmod(0o755)

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chmod", refuse)
    before, after = File(data=b"a", layer=""), File(data=b"b", layer="")
    journal.apply(str(tmp_path), {"x": journal.Step(before=before, after=after)})
    assert (tmp_path / "x").read_text() == "b"
