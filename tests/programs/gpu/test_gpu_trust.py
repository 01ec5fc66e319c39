"""`seedbed gpu` never starts a Python that came with a clone, wherever the clone keeps it."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from fake_torch import environment, whole
from gpu_runs import project, run

if TYPE_CHECKING:
    from pathlib import Path

    from gpu_machines import Machine

WORKSPACE = "[tool.uv.workspace]\nmembers = ['packages/*']\n"


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True)


def hostile(folder: Path, at: str) -> None:
    """Put an environment into a repository that tells when its Python runs, and track all."""
    ran = f"open({str(folder / 'ran')!r}, 'w')"
    environment(folder / at, whole(**{"import": ran}))
    git(folder, "init", "--quiet")
    git(folder, "add", "--all", "--force")


def refused(machine: Machine, cwd: Path, environment: Path, path: str) -> None:
    for option in ("--json", "--bench"):
        done = run(machine, option, cwd=cwd)
        assert done.returncode == 3
        said = done.stdout + done.stderr
        assert f"git tracks {environment}, so its programs came with the clone" in said
        assert f"'git rm -r --cached {path}'" in said
        subprocess.run(
            ["git", "rm", "-r", "-q", "--dry-run", "--cached", path], cwd=cwd, check=True
        )


@pytest.mark.parametrize(
    ("manager", "at"), [("uv", ".venv"), ("poetry", ".venv"), ("conda", ".conda")]
)
def test_in_the_project(h200: Machine, tmp_path: Path, manager: str, at: str) -> None:
    digits = project(tmp_path / "digits", None, manager=manager)
    hostile(digits, at)
    refused(h200, digits, digits / at, at)
    assert not (digits / "ran").exists()


def test_in_the_workspace_above(h200: Machine, tmp_path: Path) -> None:
    (tmp_path / "packages").mkdir()
    (tmp_path / "pyproject.toml").write_text(WORKSPACE)
    digits = project(tmp_path / "packages" / "digits", None)
    hostile(tmp_path, ".venv")
    refused(h200, digits, tmp_path / ".venv", "../../.venv")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("link", [".pixi", ".pixi/envs", ".pixi/envs/default"])
def test_behind_a_link(h200: Machine, tmp_path: Path, link: str) -> None:
    digits = project(tmp_path / "digits", None, manager="pixi")
    place = "other/envs/default" if link != ".pixi/envs/default" else "other"
    target = "other/envs" if link == ".pixi/envs" else "other"
    (digits / link).parent.mkdir(parents=True, exist_ok=True)
    (digits / link).symlink_to(digits / target)
    hostile(digits, place)
    path = link if link == ".pixi/envs/default" else place
    refused(h200, digits, digits / ".pixi/envs/default", path)
    assert not (digits / "ran").exists()


def test_an_environment_that_git_does_not_track_is_asked(h200: Machine, tmp_path: Path) -> None:
    digits = project(tmp_path / "digits", None)
    hostile(digits, ".venv")
    git(digits, "rm", "-r", "--quiet", "--cached", ".venv")
    run(h200, cwd=digits)
    assert (digits / "ran").exists()


def test_one_that_the_last_commit_has_is_not_asked(h200: Machine, tmp_path: Path) -> None:
    digits = project(tmp_path / "digits", None)
    hostile(digits, ".venv")
    author = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    git(digits, *author, "commit", "--quiet", "--message", "all")
    git(digits, "rm", "-r", "--quiet", "--cached", ".venv")
    done = run(h200, "--json", cwd=digits)
    assert done.returncode == 3
    assert f"The last commit contains {digits / '.venv'}, so its programs came with" in done.stdout
    assert not (digits / "ran").exists()
    git(digits, *author, "commit", "--quiet", "--message", "without it")
    run(h200, cwd=digits)
    assert (digits / "ran").exists()
