"""AGENTS.md: every command in it runs, as it is written there, in a new project."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli import seedbed
from poetry_runs import lock, run
from uv import find_uv_bin

from seedbed.layers.library import load_library
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import make_choices
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from collections.abc import Callable

    from pixi_runs import Real

LIBRARY = load_library()
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FROM_GITHUB = re.compile(r" hooks$")
"""A task that downloads hooks from GitHub: `tests/programs/git/test_hooks.py` runs it."""
GUIDE = """\
# Guide for coding agents

The package is in `src/x_1/`, and its tests are in `tests/`. Run all commands in this folder.

## Set up

```sh
uv sync
```

## Run a task

```sh
uv run poe train         # train the model
uv run poe test          # run the tests
uv run poe lint          # run all checks of the code
uv run poe check         # check the code for mistakes
uv run poe fix           # fix the mistakes that Ruff can fix
uv run poe format        # format the code
uv run poe format-check  # check whether the code is formatted
uv run poe types         # check the types
```

## Add packages

```sh
uv add pandas         # a package that the code imports
uv add --dev ipython  # a tool
```

To add a system package, use your system's package manager, such as `sudo apt install graphviz`.

## Do not edit

- `.seedbed/base`
- `uv.lock`

## Before you commit

```sh
uv run poe lint
uv run poe test
```
"""


def guide(**choices: object) -> str:
    return compose(make_choices("x-1", **choices), LIBRARY).files["AGENTS.md"].data.decode()


def commands(page: str) -> list[str]:
    """The commands of a page, without comments."""
    lines = "".join(BLOCK.findall(page)).splitlines()
    return [re.sub(r"\s+# .*", "", line) for line in lines]


def test_the_whole_of_a_short_one() -> None:
    text = guide(extras=())
    assert [line for line in text.splitlines() if "evaluate" not in line] == GUIDE.splitlines()
    files = compose(make_choices("x-1"), LIBRARY).files
    assert files["CLAUDE.md"].data == b"@AGENTS.md\n"


@pytest.mark.parametrize("manager", MANAGERS)
def test_it_names_each_task_and_what_programs_write(manager: str) -> None:
    choices = make_choices("x-1", manager=manager, nix="shell", extras=("docs", "github"))
    text = guide(manager=manager, nix="shell", extras=("docs", "github"))
    lines = commands(text)
    for task in ("train", "test", "lint", "docs", "docs-check", "workflows"):
        assert f"{MANAGERS[manager].run} {task}" in lines
    assert f"- `{MANAGERS[manager].lock_file}`" in text
    assert "- `flake.lock`" in text
    checks = commands(text.partition("## Before you commit")[2])
    workflow = compose(choices, LIBRARY).files[".github/workflows/ci.yml"].data.decode()
    assert checks
    for check in checks:
        assert f"- run: {check}\n" in workflow, check


def typed(root: Path) -> list[str]:
    """The commands of a project's guide, each once, but for what only GitHub has."""
    text = (root / "AGENTS.md").read_text(encoding="utf-8")
    lines = [line for line in commands(text) if not FROM_GITHUB.search(line)]
    assert len(lines) > 12
    return [*dict.fromkeys(lines)]


def new(manager: str, place: Path, *options: str) -> Path:
    made = seedbed("new", "x-1", "--yes", "--no-sync", "--manager", manager, *options, cwd=place)
    assert made.returncode == 0, made.stderr
    return place / "x-1"


@pytest.mark.slow
@pytest.mark.network
def test_each_command_runs_with_uv(tmp_path: Path) -> None:
    root = new("uv", tmp_path, "--with", "docs")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "uv").symlink_to(find_uv_bin())
    env = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    env |= {"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin"}
    env |= {"UV_PYTHON": os.path.realpath(sys.executable)}
    for line in typed(root):
        done = subprocess.run(
            ["bash", "-c", line],
            cwd=root, env=env, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


@pytest.mark.slow
@pytest.mark.network
def test_each_command_runs_with_poetry(tmp_path: Path, need: Callable[[str], str]) -> None:
    root = new("poetry", tmp_path, "--with", "docs")
    settings = tmp_path / "settings"
    lock(need("poetry"), root, settings)  # which a clone has
    for line in typed(root):
        run("bash", "-c", line, cwd=root, settings=settings)


@pytest.mark.slow
@pytest.mark.network
@pytest.mark.rare
@pytest.mark.parametrize("manager", ["pixi", "conda"])
def test_each_command_runs_from_a_channel(
    manager: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    program: Real = request.getfixturevalue(
        "pixi_with_channel" if manager == "pixi" else "micromamba"
    )
    root = new(manager, tmp_path, "--with", "docs")
    lines = typed(root)
    if manager == "pixi":  # how the workflow gets the oldest Python
        newest = "{}.{}".format(*sys.version_info)
        lines += [f'pixi add "python={newest}.*"', "pixi run test"]
    for line in lines:
        done = program.let("bash", "-c", f"{line} < /dev/null", cwd=root, check=False)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
