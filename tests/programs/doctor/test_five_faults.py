"""Five things broken by hand, each of another kind: all are named, and what can be is mended."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from aged import commit, edit, make, run_git
from cli import seedbed
from nix_runs import without_tools

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A synced and committed project of uv's, without tools, so that it installs little."""
    root = make(
        tmp_path, "--framework", "none", "--with", "vscode", "--without", "direnv", git=True
    )
    without_tools(root)
    synced = seedbed("sync", cwd=root)
    assert synced.returncode == 0, synced.stderr
    commit(root)
    return root


def doctor(root: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit status of `seedbed doctor --json`, and what it says of the project."""
    done = seedbed("doctor", "--json", *options, cwd=root)
    assert "Traceback" not in done.stderr
    (project,) = json.loads(done.stdout)["result"]["projects"]
    assert not project["unknown"]
    return done.returncode, project


def problems(project: dict[str, Any]) -> list[str]:
    return [one["code"] for one in project["findings"] if not one["advice"]]


def test_five_faults_are_named_and_mended(root: Path) -> None:
    status, project = doctor(root)
    assert (status, problems(project)) == (0, []), project["findings"]
    settings = (root / ".vscode/settings.json").read_text()
    base = (root / ".seedbed/base").read_bytes()

    (root / ".seedbed/base").unlink()
    edit(root, "pyproject.toml", "dependencies = []", 'dependencies = ["iniconfig>=2"]')
    (root / ".venv/bin/python").unlink()
    edit(root, ".vscode/settings.json", "${workspaceFolder}/.venv/", "${workspaceFolder}/env/")
    (root / ".env").write_text("TOKEN=abc\n")
    run_git(root, "add", "--force", ".env")

    status, project = doctor(root)
    assert (status, problems(project)) == (1, ["SB003", "SB303", "SB402", "SB601", "SB901"])
    shown = seedbed("doctor", cwd=root).stdout
    assert all(code in shown for code in problems(project))
    assert "abc" not in shown

    # what nobody can do for you stays
    status, project = doctor(root, "--fix", "--yes")
    assert (status, problems(project)) == (1, ["SB901"])
    assert (root / ".seedbed/base").read_bytes() == base
    assert (root / ".vscode/settings.json").read_text() == settings
    assert 'name = "iniconfig"' in (root / "uv.lock").read_text()
    assert os.access(root / ".venv/bin/python", os.X_OK)

    run_git(root, "rm", "--cached", "--quiet", ".env")
    status, project = doctor(root)
    assert (status, problems(project)) == (0, []), project["findings"]
