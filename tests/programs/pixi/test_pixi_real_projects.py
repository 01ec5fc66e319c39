"""Projects of the real Pixi, from the making to an update, as their users have them."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from aged import commit, edit
from pixi_runs import Pixi, served
from running import SEEDBED

pytestmark = [pytest.mark.slow, pytest.mark.network]
PROJECTS = {
    "default": ("--manager", "pixi"),
    # the channel here has no PyTorch
    "global-python-ml": ("--preset", "global-python-ml", "--framework", "sklearn"),
    "flake-python-ml": ("--preset", "flake-python-ml", "--framework", "sklearn"),
}
NEEDS_GITHUB = {"hooks"}
"""The tasks that cannot run here: pre-commit fetches its hooks."""
NOT_RUN = {
    "direnv allow": "test_direnv_and_the_real_pixi",
    "git commit --no-verify": "it opens an editor",
    "pixi shell --environment dev": "it opens a shell",
    "nix develop ./.nix": "needs Nix, and a network for nixpkgs",
    "LOAD_ENVIRONMENT=no nix develop ./.nix": "the same",
    "nix run ./.nix#pixi -- --help": "the same",
    "nix flake update --flake ./.nix": "the same",
    "pixi run --environment dev": "goes before other commands",
}
"""The commands of READMEs that are not run here, and why."""
PROGRAMS = ("pixi", "nix", "direnv", "git")
ALL_PROJECTS = pytest.mark.parametrize("options", PROJECTS.values(), ids=PROJECTS)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder for projects; their environments go with the test, since they are big."""
    yield tmp_path
    for environments in tmp_path.glob("*/.pixi"):
        shutil.rmtree(environments)


def new(pixi: Pixi, place: Path, *options: str) -> Path:
    """A project that `seedbed new` makes, with its lock and its environment."""
    pixi.let(*SEEDBED, "new", "x-1", "--yes", *options, cwd=place)
    root = place / "x-1"
    assert (root / "pixi.lock").is_file()
    assert (root / ".pixi/envs/dev/bin/pytest").is_file()
    return root


def tasks(root: Path) -> set[str]:
    """The tasks in a manifest."""
    return set(tomllib.loads((root / "pyproject.toml").read_text())["tool"]["pixi"]["tasks"])


def fits(pixi: Pixi, root: Path) -> None:
    """Check that Pixi accepts a project and its lock, and install it by that."""
    assert pixi.tasks(root) == tasks(root)
    pixi.run("lock", "--check", cwd=root)
    for environment in ("dev", "default"):
        pixi.run("install", "--locked", "--environment", environment, cwd=root)


def works(pixi: Pixi, root: Path) -> None:
    """The same, and run all tasks; the lock stays as it is."""
    lock = (root / "pixi.lock").read_bytes()
    fits(pixi, root)
    said = {
        task: pixi.run("run", "--locked", task, cwd=root).stdout
        for task in sorted(tasks(root) - NEEDS_GITHUB, key=lambda task: (task == "evaluate", task))
    }
    assert " passed" in said["test"]
    (metrics,) = (root / "runs").glob("*/metrics.json")
    assert json.loads(metrics.read_text())["accuracy"] > 0.9
    assert (metrics.parent / "confusion.png").is_file()
    shutil.rmtree(root / "runs")
    assert [path.name for path in (root / "dist").glob("*.whl")] == ["x_1-0.1.0-py3-none-any.whl"]
    assert (root / "docs/_build/html/index.html").is_file() == ("docs" in said)
    assert (root / "pixi.lock").read_bytes() == lock


@ALL_PROJECTS
def test_from_the_making_to_an_update(
    pixi_with_channel: Pixi, place: Path, options: tuple[str, ...]
) -> None:
    pixi = pixi_with_channel
    root = new(pixi, place, *options)
    commit(root)
    works(pixi, root)
    edit(root, "pyproject.toml", 'license = "MIT"\n', 'license = "MIT"\nkeywords = ["seeds"]\n')
    edit(root, "README.md", "# x-1\n", "# x-1\n\nMine.\n")
    said = pixi.let(*SEEDBED, "update", "--set", "system-packages=graphviz", cwd=root)
    assert "graphviz" in (root / "pixi.lock").read_text(), said
    assert "Mine." in (root / "README.md").read_text()
    fits(pixi, root)
    assert " passed" in pixi.run("run", "--locked", "test", "-k", "data", cwd=root).stdout
    assert "dot 12.0" in pixi.run("run", "--environment", "dev", "dot", cwd=root).stdout


@ALL_PROJECTS
def test_the_commands_of_its_readme_run_in_a_clone(
    pixi_with_channel: Pixi, place: Path, options: tuple[str, ...]
) -> None:
    pixi = pixi_with_channel
    origin = new(pixi, place, *options)
    commit(origin)
    root = place / "clone"
    pixi.let("git", "clone", "--quiet", origin, root, cwd=place)
    pixi.run("install", "--locked", cwd=root)
    pixi.run("lock", "--check", cwd=root)
    pages = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
    commands = [one for page in pages for one in commands_of(page.read_text())]
    assert {"pixi run train", "pixi upgrade"} <= set(commands)
    for command in dict.fromkeys(commands):
        if command not in NOT_RUN and command.split()[-1] not in NEEDS_GITHUB:
            typed = command.replace("runs/RUN", '"$(ls -d runs/* | tail -n 1)"')
            typed = typed.replace("--epochs 50", "--epochs 2")
            pixi.let("bash", "-c", f"{typed} < /dev/null", cwd=root)
            # as .envrc asks, and CI
            locked = ("--environment", "dev", "--locked", "--no-install", "--shell", "bash")
            asked = pixi.run("shell-hook", *locked, cwd=root, check=False)
            assert asked.returncode == 0, f"{command}\n{asked.stderr}"
    assert pixi.tasks(root) == tasks(root)
    pixi.run("lock", "--check", cwd=root)
    assert " passed" in pixi.run("run", "test", "-k", "data", cwd=root).stdout


def test_without_git_no_task_touches_an_environment(pixi_with_channel: Pixi, place: Path) -> None:
    pixi = pixi_with_channel
    root = new(pixi, place, "--manager", "pixi", "--no-git")
    # conda's Python has its library there; that of the channel here is only a link to another one
    library = root / ".pixi/envs/dev/lib/python{}.{}/json.py".format(*sys.version_info)
    library.parent.mkdir(exist_ok=True)
    library.write_text("import os,sys\n")
    before = modules(root)
    for task in ("fix", "format", "lint"):
        pixi.run("run", task, cwd=root)
    assert modules(root) == before


def test_its_status(pixi_with_channel: Pixi, place: Path) -> None:
    root = new(pixi_with_channel, place, "--manager", "pixi", "--framework", "none")

    def status(*folders: str) -> tuple[str, str]:
        told = pixi_with_channel.let(*SEEDBED, "status", *folders, "--json", cwd=root)
        row = json.loads(told.stdout)["result"]["projects"][0]
        return row["lock"]["state"], row["environment"]["state"]

    assert status() == ("in-step", "in-step")
    assert status(".", "src") == ("unchecked", "in-step")  # as one of many, Pixi isn't asked
    table = "[tool.pixi.feature.dev.dependencies]\n"
    edit(root, "pyproject.toml", table, f'{table}pandoc = "*"\n')
    assert status()[0] == "stale"
    (package,) = (root / ".pixi/envs/dev/conda-meta").glob("pytest-*.json")
    package.rename(package.with_name("pytest-1.0-0.json"))
    assert status()[1] == "differs"


def test_with_a_channel_of_ones_own_no_package_comes_twice(
    pixi_with_channel: Pixi, channel: Path, place: Path
) -> None:
    # by the name `conda-forge` Pixi would take it for that
    (place / "mine").symlink_to(channel / "conda-forge")
    with served(place) as address:
        new(pixi_with_channel, place, "--manager", "pixi", "--channel", f"{address}/mine")
    lock = (place / "x-1/pixi.lock").read_text()
    assert f"{address}/mine/linux-64/numpy" in lock
    assert set(re.findall("pypi: (.*)", lock)) == {"./"}


def modules(root: Path) -> dict[Path, bytes]:
    """The modules in a project's environments."""
    return {path: path.read_bytes() for path in (root / ".pixi").rglob("*.py")}


def commands_of(readme: str) -> Iterator[str]:
    """The commands in a README: in its blocks, and those in its text that begin with a program."""
    words = "|".join(PROGRAMS)
    pattern = rf"^\$ (?P<line>.*?)(?: +# .*)?$|`(?P<span>(?:[A-Z_]+=\S+ )?(?:{words}) [^`]+)`"
    for found in re.finditer(pattern, readme, re.MULTILINE):
        yield found["line"] or found["span"]
