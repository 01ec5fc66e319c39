"""Generated files that a rule outside the project hides from git: they are named."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import commit, make, run_git
from cli import seedbed
from running import environment

from seedbed.host.git import ignored

if TYPE_CHECKING:
    from collections.abc import Callable

NEW = ("new", "sub", "--yes", "--no-sync")


@pytest.fixture
def top(tmp_path: Path, need: Callable[[str], str]) -> Path:
    need("git")
    run_git(tmp_path, "init", "--quiet", "top")
    return tmp_path / "top"


def test_a_rule_above_the_project_is_told_with_its_files(top: Path) -> None:
    (top / ".gitignore").write_text(".*\n!.gitignore\ndata*\n")
    done = seedbed(*NEW, "--without", "github,pre-commit", cwd=top, env=environment())
    assert done.returncode == 0
    assert done.stderr == (
        "note: git ignores these files because of a rule outside the project: .gitattributes, "
        ".seedbed/base, src/sub/data.py. A clone would lack them: change "
        "that rule, or run 'git add --force' on them ('git check-ignore --verbose FILE' shows the "
        "rule).\n"
    )


def test_a_rule_of_the_users_for_all_repositories_counts_too(tmp_path: Path, top: Path) -> None:
    (tmp_path / "ignore").write_text(".envrc\n")
    (tmp_path / "config").write_text(f"[core]\n\texcludesFile = {tmp_path}/ignore\n")
    variables = environment(GIT_CONFIG_GLOBAL=str(tmp_path / "config"))
    done = seedbed(*NEW, "--with", "direnv", cwd=tmp_path, env=variables)
    assert done.stderr.startswith(
        "note: git ignores this file because of a rule outside the project: .envrc. A clone would "
        "lack it: change that rule, or run 'git add --force' on it"
    )
    assert seedbed(*NEW, "--with", "direnv", cwd=top, env=environment()).stderr.startswith(
        "note: GitHub reads .github only"
    )


def test_an_update_names_those_that_it_adds(top: Path) -> None:
    root = make(top)
    (top / ".gitignore").write_text("docs\n")
    done = seedbed("update", "--no-sync", "--set", "extras=docs", cwd=root, env=environment())
    assert done.returncode == 0
    assert "note: git ignores these files because of a rule outside the project: d" in done.stderr
    commit(top)
    assert seedbed("update", "--no-sync", cwd=root, env=environment()).stderr.startswith(
        "note: There is no uv.lock yet"
    )


def test_a_base_that_a_clone_lacks_for_it_is_told(top: Path, tmp_path: Path) -> None:
    make(top)
    (top / ".gitignore").write_text(".*\n!.gitignore\n")
    commit(top)
    clone = tmp_path / "clone"
    run_git(tmp_path, "clone", "--quiet", str(top), str(clone))
    done = seedbed("update", "--no-sync", cwd=clone / "x-1", env=environment())
    assert done.returncode == 1
    assert done.stderr == (
        "error: .seedbed/base is missing. It records the files as seedbed last wrote them.\n"
        "hint: git ignores it, so clones lack it. If a colleague has the file, ask them to run "
        "'git add --force .seedbed/base' and commit it. Otherwise, run 'seedbed update --new-base' "
        "to start over from the files as they are.\n"
    )
    shutil.rmtree(clone / ".git")
    done = seedbed("update", "--no-sync", cwd=clone / "x-1", env=environment())
    assert "hint: Restore it from git: git checkout HEAD -- .seedbed/base." in done.stderr


def test_odd_names_are_asked_as_they_are(top: Path) -> None:
    (top / ".gitignore").write_text("*.log\nü*\n")
    assert ignored(str(top), ["a b.log", "x\ny.log", "üx", "kept", ":(glob)x"]) == [
        "a b.log", "x\ny.log", "üx",
    ]  # fmt: skip
    assert ignored(str(top.parent), ["a.log"]) == []
    assert ignored(str(top), []) == []
