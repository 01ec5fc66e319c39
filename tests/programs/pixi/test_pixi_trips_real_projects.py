"""Projects of the real Pixi with the edits of its own commands, at other managers and back."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

import pytest
from aged import commit, edit
from pixi_runs import Pixi
from running import SEEDBED

pytestmark = [pytest.mark.slow, pytest.mark.network]
PROJECTS = {
    "default": ("--manager", "pixi"),
    # the channel here has no PyTorch
    "global-python-ml": ("--preset", "global-python-ml", "--framework", "sklearn"),
    "flake-python-ml": ("--preset", "flake-python-ml", "--framework", "sklearn"),
}
MANIFEST = "pyproject.toml"
COMMANDS = (
    ("add", "--feature", "viz", "graphviz"),
    ("workspace", "environment", "add", "viz", "--feature", "viz", "--solve-group", "viz"),
    ("task", "add", "mine", "python -c 'print(6 * 7)'"),
    ("task", "add", "--feature", "viz", "draw", "dot -V", "--cwd", "docs"),
    ("add", "--no-install", "rich"),
    ("workspace", "platform", "remove", "win-64", "--no-install"),
)


@pytest.mark.parametrize("manager", ["uv", "poetry", "conda"])
@pytest.mark.parametrize("options", PROJECTS.values(), ids=PROJECTS)
def test_there_and_back_with_the_edits_of_pixis_commands(
    pixi_with_channel: Pixi, tmp_path: Path, options: tuple[str, ...], manager: str
) -> None:
    pixi = pixi_with_channel
    root = edited(pixi, tmp_path, options)
    left = (root / MANIFEST).read_bytes()
    lock = (root / "pixi.lock").read_bytes()
    said = pixi.let(*SEEDBED, "update", "--no-sync", "--set", f"manager={manager}", cwd=root).stdout
    assert "tool.pixi.environments.viz" in line_of(said, "set aside")
    assert "pixi" not in tomllib.loads((root / MANIFEST).read_text())["tool"]
    assert not (root / "pixi.lock").exists()
    said = pixi.let(*SEEDBED, "update", "--no-sync", "--set", "manager=pixi", cwd=root).stdout
    assert 'tool.pixi.feature.viz.tasks.draw = { cmd = "dot -V", cwd = "docs" }' in said
    assert (root / MANIFEST).read_bytes() == left
    assert (root / "pixi.lock").read_bytes() == lock
    assert not (root / ".seedbed/aside.toml").exists()
    pixi.run("lock", "--check", cwd=root)
    assert {"draw", "mine"} <= pixi.tasks(root)


def test_an_edit_in_between_is_locked_and_runs(pixi_with_channel: Pixi, tmp_path: Path) -> None:
    pixi = pixi_with_channel
    root = edited(pixi, tmp_path, PROJECTS["default"])
    pixi.let(*SEEDBED, "update", "--no-sync", "--set", "manager=uv", cwd=root)
    edit(root, MANIFEST, "print(6 * 7)", "print(6 * 9)")
    edit(root, MANIFEST, '"numpy>=2.1"', '"numpy>=2.1", "rich"')
    pixi.let(*SEEDBED, "update", "--no-sync", "--set", "manager=pixi", cwd=root)
    pixi.run("lock", cwd=root)
    pixi.run("lock", "--check", cwd=root)
    assert pixi.run("run", "mine", cwd=root).stdout == "54\n"
    assert "dot 12.0" in pixi.run("run", "--environment", "viz", "dot", "-V", cwd=root).stdout
    assert pixi.run("run", "python", "-c", "import rich", cwd=root).stdout == ""
    shutil.rmtree(root / ".pixi")


def edited(pixi: Pixi, folder: Path, options: tuple[str, ...]) -> Path:
    """A project that is made, and then edited by Pixi's own commands."""
    pixi.let(*SEEDBED, "new", "x-1", "--yes", "--no-sync", *options, cwd=folder)
    root = folder / "x-1"
    for command in COMMANDS:
        pixi.run(*command, cwd=root)
    pixi.run("lock", cwd=root)
    commit(root)
    return root


def line_of(said: str, kind: str) -> str:
    """The line of the table that a switch ends with."""
    (line,) = (line for line in said.splitlines() if line.startswith(f"  {kind}"))
    return line
