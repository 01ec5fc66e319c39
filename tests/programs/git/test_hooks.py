"""The task `hooks`, in a repository of its own and in a folder of a larger one."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
from aged import make, run_git
from cli import seedbed
from running import environment

if TYPE_CHECKING:
    from pathlib import Path

MAIN = (
    "import os, sys\nsys.stdout.reconfigure(errors='surrogateescape')\n"
    "print(os.getcwd(), *sys.argv[1:], sep='\\n')\nsys.exit(7)\n"
)


def hooks(root: Path, tmp_path: Path, **variables: str) -> list[str]:
    """How the task calls pre-commit: the folder and the arguments."""
    module = tmp_path / "modules" / "pre_commit"
    module.mkdir(parents=True, exist_ok=True)
    (module / "__main__.py").write_text(MAIN)
    tasks = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["poe"]["tasks"]
    python, script = tasks["hooks"]["cmd"].split()
    assert python == "python"
    done = subprocess.run(
        [sys.executable, script], cwd=root,
        env=environment(PYTHONPATH=str(module.parent), **variables),
        capture_output=True, encoding="utf-8", errors="surrogateescape", check=False,
    )  # fmt: skip
    assert done.returncode == 7, done.stderr
    return done.stdout.splitlines()


def test_in_a_repository_of_its_own_it_checks_all_files(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    assert hooks(root, tmp_path) == [str(root), "run", "--all-files"]


def test_in_a_folder_of_a_repository_it_checks_the_projects_files(tmp_path: Path) -> None:
    top = tmp_path / "it's a top"
    (top / "other").mkdir(parents=True)
    run_git(top, "init", "--quiet")
    (top / "other" / "theirs.py").write_text("x = 1   \n")
    root = make(top, git=True)
    (root / "a b.py").touch()
    if sys.platform == "linux":  # others refuse such a name
        (root / os.fsdecode(b"caf\xe9.txt")).touch()
    run_git(top, "add", "--all")
    place, *rest = hooks(root, tmp_path)
    assert (place, rest[:2]) == (str(root), ["run", "--files"])
    assert {".pre-commit-config.yaml", "a b.py", "src/x_1/train.py"} <= set(rest)
    assert all(os.path.exists(root / path) for path in rest[2:])


def test_more_files_than_a_command_line_takes_are_checked_in_parts(tmp_path: Path) -> None:
    run_git(tmp_path, "init", "--quiet")
    root = make(tmp_path, git=True)
    for number in range(1500):
        (root / f"{number:04}-{'n' * 120}.txt").touch()
    run_git(tmp_path, "add", "--all")
    printed = hooks(root, tmp_path)
    assert printed.count("--files") == 2
    assert len([name for name in printed if name.endswith(".txt")]) == 1500
    tracked = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, check=True).stdout
    names = {name for name in printed if name not in {str(root), "run", "--files"}}
    assert names == set(tracked.decode().splitlines())


@pytest.mark.parametrize("extras", [(), ("--without", "pre-commit")])
def test_a_new_project_tells_that_hooks_work_on_a_whole_repository(
    tmp_path: Path, extras: tuple[str, ...]
) -> None:
    run_git(tmp_path, "init", "--quiet")
    done = seedbed("new", "x-1", "--yes", "--no-sync", *extras, cwd=tmp_path, env=environment())
    told = (
        "note: On commit, pre-commit reads only the configuration at the top of the repository, "
        f"{tmp_path}: run the task 'hooks' instead of 'pre-commit install'.\n"
    )
    assert (told in done.stderr) == (not extras)


def test_outside_a_repository_git_says_what_is_wrong(tmp_path: Path) -> None:
    root = make(tmp_path)
    done = subprocess.run(
        [sys.executable, "tools/hooks.py"], cwd=root, env=environment(),
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 128
    assert "not a git repository" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_projects_own_linters_pass_it(tmp_path: Path) -> None:
    root = make(tmp_path)
    for check in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *check, "--no-cache", "tools"], cwd=root,
            capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "tools/hooks.py"], cwd=root,
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
