"""The extra `coverage`: what it says in a project's files."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from seedbed.commands.options import made
from seedbed.layers.library import load_library
from seedbed.managers.base import MANAGERS
from seedbed.render.compose import compose

LIBRARY = load_library()
SETTINGS = """\
[tool.coverage.run]
source_pkgs = ["my_net_2"]
branch = true

[tool.coverage.report]
# The share of the code, in percent, that the tests must reach
fail_under = 80
skip_covered = true
"""
COMMAND = "python -m pytest --cov --cov-report term-missing --cov-report html"


def texts(**choices: Any) -> dict[str, str]:
    """The files of a project."""
    extras = choices.pop("extras", ("coverage", "github"))
    tree = compose(made("My.Net-2", {"extras": extras, **choices}), LIBRARY)
    return {path: file.data.decode() for path, file in tree.files.items()}


@pytest.mark.parametrize("manager", MANAGERS)
def test_settings_and_task(manager: str) -> None:
    manifest = texts(manager=manager)["pyproject.toml"]
    assert SETTINGS in manifest
    data = tomllib.loads(manifest)
    tasks = data["tool"]["pixi" if manager == "pixi" else "poe"]["tasks"]
    assert tasks["coverage"]["cmd"] == COMMAND
    assert "pytest-cov>=7.0" in data["dependency-groups"]["dev"]


@pytest.mark.parametrize("manager", MANAGERS)
def test_the_workflow_runs_it_instead_of_the_tests(manager: str) -> None:
    def runs(*extras: str) -> tuple[int, int]:
        text = texts(manager=manager, extras=("github", *extras))[".github/workflows/ci.yml"]
        lines = text.splitlines()
        return tuple(  # type: ignore[return-value]
            len([line for line in lines if line.endswith(end)])
            for end in ((" poe test", "pixi run test"), (" poe coverage", "pixi run coverage"))
        )

    assert runs() == (1, 0)
    assert runs("coverage") == (0, 1)


def test_git_ignores_what_it_writes() -> None:
    lines = texts()[".gitignore"].splitlines()
    assert {"/htmlcov", ".coverage", ".coverage.*"} <= set(lines)


def test_the_pages() -> None:
    found = texts()
    assert found["AGENTS.md"].endswith(
        "## Before you commit\n\n"
        "```sh\nuv run poe lint\nuv run poe workflows\nuv run poe coverage\n```\n"
    )
    assert (
        "uv run poe coverage      # run the tests, and show which code they don't reach\n"
    ) in found["AGENTS.md"]
    assert (
        "## Coverage\n\n```console\n$ uv run poe coverage\n```\n\n"
        "runs the tests, and shows which lines and branches of the package they don't reach."
    ) in found["docs/development.md"]


def test_without_it_there_is_nothing() -> None:
    for path, text in texts(extras=("github",)).items():
        assert "coverage" not in text, path
        assert "htmlcov" not in text, path
