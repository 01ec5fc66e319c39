"""Odd folders for the checks: values of other types, links out of the project, what is no file."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from aged import make, run_git
from examined import report

from seedbed.checks.registry import all_checks

MINE = tuple(code for code in all_checks() if code[2] in "056789")
TABLES = """\
[project]
name = {value}
dependencies = []

[tool.seedbed]
version = {value}
manager = "uv"
framework = {value}
accelerator = {value}
extras = {value}
system-packages = {value}
nix = "shell"

[tool]
uv = {value}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with all that the checks look at, all committed."""
    words = ("--with", "direnv,vscode", "--nix", "shell", "--manager", "pixi")
    return make(tmp_path_factory.mktemp("made"), *words, git=True)


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "x-1"))


def looked_at(root: Path) -> set[str]:
    """The codes of what the checks find; none of them fails in another way than by an error."""
    return {one.code for one in report(root, *MINE).examined.findings}


@pytest.mark.parametrize("value", ["1", "[]", "[1]", "{}", '"x"', "true", '["\\u0000", "a b"]'])
def test_values_of_other_types(tmp_path: Path, value: str) -> None:
    (tmp_path / "pyproject.toml").write_text(TABLES.format(value=value))
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    looked_at(tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        ".envrc", ".vscode/settings.json", ".vscode", ".nix/flake.lock", ".nix", ".seedbed/base",
        ".seedbed", ".gitattributes", "pixi.lock", "some.ipynb", ".env", "README.md",
    ],
)  # fmt: skip
def test_links_out_of_the_project(root: Path, path: str, tmp_path: Path) -> None:
    """What they lead to is neither changed nor shown."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "settings.json").write_text('{"python.defaultInterpreterPath": "/gone/SECRET"}')
    (secret / "flake.nix").write_text("SECRET")
    target = secret / "settings.json" if "." in Path(path).name[1:] else secret
    place = root / path
    if place.is_dir():
        shutil.rmtree(place)
    place.unlink(missing_ok=True)
    place.symlink_to(target)
    run_git(root, "add", "--all", "--force")
    one = report(root, *MINE)
    assert "SECRET" not in repr(one.examined.findings)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
@pytest.mark.parametrize(
    "path", [".envrc", ".vscode/settings.json", ".seedbed/base", "some.ipynb", ".env", "pixi.lock"]
)
def test_a_pipe_is_not_waited_for(root: Path, path: str) -> None:
    (root / path).unlink(missing_ok=True)
    os.mkfifo(root / path)
    looked_at(root)


@pytest.mark.parametrize(
    "name", ["a\nb.ipynb", "-rf.ipynb", ":(top).ipynb", b"\xff.ipynb", "'\".ipynb"]
)
def test_names_that_are_hard_to_say(root: Path, name: str | bytes) -> None:
    token = "hf_" + "kQzWvBnMpLrTyXcDfGhJ" + "aSeUiOqZwEbNtC"
    path = root / os.fsdecode(name)
    notebook = {"metadata": {"kernelspec": {"name": "gone"}}, "cells": [token]}
    path.write_text(json.dumps(notebook))
    assert "SB612" in looked_at(root)
    run_git(root, "add", "--all")
    found = report(root, "SB612", "SB902").examined.findings
    assert [one.code for one in found] == ["SB612", "SB902"]
    assert {one.path for one in found} == {os.fsdecode(name)}


def test_an_empty_folder(tmp_path: Path) -> None:
    assert looked_at(tmp_path) == set()
