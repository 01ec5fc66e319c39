"""`.envrc` in a workspace of uv's, and in a project that was copied with its environment."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from direnv_runs import Direnv, made, ready

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORKSPACE = """\
[project]
name = "top"
version = "1"
requires-python = ">=3.11"

[tool.uv.workspace]
members = ["packages/*"]
exclude = ["packages/no"]
"""
SAY = 'echo "$VIRTUAL_ENV|$PATH"'


@pytest.fixture(autouse=True)
def _direnv(need: Callable[[str], str]) -> None:
    need("direnv")


def in_workspace(tmp_path: Path, folder: str) -> tuple[Direnv, Path, Path]:
    """The folder of a workspace, and a project in it; uv itself, and a note of its calls."""
    direnv = Direnv(tmp_path)
    top = tmp_path / "it's (a) top"
    top.mkdir()
    (top / "pyproject.toml").write_text(WORKSPACE)
    root = made(top / "place", "uv")
    (top / folder).parent.mkdir(exist_ok=True)
    root = root.rename(top / folder)
    (root / "pyproject.toml").write_text((root / "pyproject.toml").read_text())
    real = shutil.which("uv", path=direnv.variables["PATH"])
    direnv.stand_in("uv", f'exec "{real}" "$@"')
    direnv.allow(root)
    return direnv, top, root


def test_a_member_enters_the_environment_of_its_workspace(tmp_path: Path) -> None:
    direnv, top, root = in_workspace(tmp_path, "packages/x-1")
    for calls in (["uv sync --inexact"], []):
        entered = direnv.enter(root, SAY)
        assert entered.said.startswith(f"{top}/.venv|{top}/.venv/bin:"), entered.log
        assert direnv.calls() == calls
    assert not (root / ".venv").exists()
    (root / ".envrc").touch()
    direnv.enter(root)
    assert direnv.calls() == ["uv sync --locked --inexact"]


def test_what_the_workspace_excludes_has_its_own(tmp_path: Path) -> None:
    direnv, top, root = in_workspace(tmp_path, "packages/no")
    for calls in (["uv sync --inexact"], []):
        entered = direnv.enter(root, SAY)
        assert entered.said.startswith(f"{root}/.venv|{root}/.venv/bin:"), entered.log
        assert direnv.calls() == calls
    assert not (top / ".venv").exists()


def test_uv_installs_again_what_was_copied(tmp_path: Path) -> None:
    direnv, root = ready(tmp_path, "uv")
    real = shutil.which("uv", path=direnv.variables["PATH"])
    direnv.stand_in("uv", f'exec "{real}" "$@"')
    assert direnv.enter(root, "echo in").said == "in"
    copy = tmp_path / "copy"
    shutil.copytree(root, copy, symlinks=True)
    direnv.allow(copy)
    direnv.calls()
    for calls in (["uv sync --reinstall --locked"], []):
        assert direnv.enter(copy, SAY).said.startswith(f"{copy}/.venv|{copy}/.venv/bin:")
        assert direnv.calls() == calls


@pytest.mark.parametrize("fails", [False, True])
def test_pixi_makes_anew_what_was_copied(tmp_path: Path, fails: bool) -> None:
    direnv, root = ready(tmp_path, "pixi")
    environment = root / ".pixi" / "envs" / "dev"
    for place, stays in ((environment / "conda-meta", True), ("/nowhere", fails)):
        (environment / "conda-meta").mkdir(parents=True, exist_ok=True)
        (environment / "conda-meta" / "pixi_env_prefix").write_text(str(place))
        direnv.stand_in("pixi", "exit 1" if fails else None)
        assert (direnv.enter(root).status == 0) != fails
        assert (environment / "conda-meta").exists() == stays
    assert not (root / ".pixi" / "before").exists()


def test_poetry_says_that_the_environment_was_copied(tmp_path: Path) -> None:
    direnv, root = ready(tmp_path, "poetry")
    direnv.stand_in("poetry", "mkdir -p .venv/bin; : >.venv/bin/python; chmod +x .venv/bin/python")
    assert direnv.enter(root, "echo in").said == "in"
    assert direnv.enter(root, "echo in").said == "in"
    copy = tmp_path / "copy"
    shutil.copytree(root, copy, symlinks=True)
    direnv.allow(copy)
    entered = direnv.enter(copy)
    assert entered.status != 0
    assert (
        'the environment is not ready: .venv was made for another folder; run "rm -rf .venv"'
        in entered.red[0]
    )
