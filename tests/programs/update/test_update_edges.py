"""`seedbed update` where the easy answer would be the wrong one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from aged import age, commit, edit, make, run_git
from cli import files, seedbed
from running import environment

from seedbed.host.journal_moves import JOURNAL


def update(root: Path, *options: str, status: int = 0) -> str:
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("manager", ["uv", "pixi", "poetry"])
def test_a_task_that_seedbed_cannot_read_is_left_alone(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager)
    old = 'cmd = "python -m x_1.train --old"'
    age(root, "pyproject.toml", ('cmd = "python -m x_1.train"', old))
    cwd = f'{old}\ncwd = "src"'
    edit(root, "pyproject.toml", old, cwd)
    update(root)
    assert cwd in (root / "pyproject.toml").read_text()


def test_a_file_that_was_there_before_the_template_had_it_stays(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    (root / ".envrc").write_text("mine\n")
    commit(root)
    assert "changed by you and seedbed: the whole file" in update(
        root, "--set", "extras=direnv", status=1
    )
    assert (root / ".envrc").read_text() == "mine\n"
    stages = run_git(root, "ls-files", "--unmerged", ".envrc").splitlines()
    assert [line.split()[2] for line in stages] == ["2", "3"]
    assert "uv sync" in run_git(root, "show", ":3:.envrc")


def test_the_order_in_which_extras_are_named_is_no_change(tmp_path: Path) -> None:
    root = make(tmp_path)
    before = files(root)
    update(root, "--set", "extras=pre-commit,github")
    assert files(root) == before


def test_a_dry_run_leaves_an_interrupted_change_alone(tmp_path: Path) -> None:
    root = make(tmp_path)
    waiting = root / JOURNAL / "committed" / "new"
    waiting.mkdir(parents=True)
    (waiting / "NEWS").write_text("news")
    (waiting.parent / "steps").write_text("0a8c3a5c - NEWS\n")
    refused = seedbed("update", "--dry-run", cwd=root)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == (
        f"error: An update of {root} was interrupted, and some files are not written yet.\n"
        "hint: Run 'seedbed update' there: it finishes that first.\n"
    )
    assert (waiting / "NEWS").is_file()
    done = seedbed("update", "--no-sync", cwd=root)
    assert done.stdout.startswith("Finished an interrupted update, which changed NEWS.\n")
    assert (root / "NEWS").read_text() == "news"


def test_settings_with_comments_merge_by_line(tmp_path: Path) -> None:
    root = make(tmp_path, "--with", "vscode")
    age(root, ".vscode/settings.json", ('"files.eol": "\\n"', '"files.eol": "auto"'))
    path = root / ".vscode/settings.json"
    path.write_text(path.read_text().replace("{\n", "{\n    // ours\n", 1))
    update(root)
    text = (root / ".vscode/settings.json").read_text()
    assert "// ours" in text
    assert '"files.eol": "\\n"' in text


def test_a_new_requirement_lands_in_its_place(tmp_path: Path) -> None:
    root = make(tmp_path, "--without", "pre-commit")
    edit(root, "pyproject.toml", '"mypy>=1.19",', '"ipython", "mypy>=1.19",')
    update(root, "--set", "extras=github,pre-commit")
    text = (root / "pyproject.toml").read_text()
    assert text.index("poethepoet") < text.index("pre-commit>=") < text.index("pytest>=8.4")


def test_what_stays_as_the_user_has_it_is_told(tmp_path: Path) -> None:
    root = make(tmp_path, "--with", "vscode")
    edit(root, "pyproject.toml", 'skip = "*.lock,', 'skip = "*.csv,*.lock,')
    assert "tool.codespell.skip stays as you have it" in update(root, "--set", "extras=vscode")


def test_a_fifo_where_a_file_belongs_is_told(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "LICENSE").unlink()
    os.mkfifo(root / "LICENSE")
    assert "is not a file" in update(root, status=1)
