"""The command lines on the page for users of template collections do something, not only parse."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest
from cli import seedbed

from tools.from_templates import groups

if TYPE_CHECKING:
    from pathlib import Path

LINES = sorted(
    {
        line
        for rows in groups().values()
        for item in rows
        for line in re.findall(r"`(seedbed [^`]+)`", item.shown)
    }
)
CHANGES = ("add", "update")
"""Commands that are tried with `--dry-run`, in each of the projects."""
UP_TO_DATE = "Everything is up to date."
PROJECTS = {
    "pixi": ("--manager", "pixi", "--nix", "shell", "--with", "direnv"),
    "poetry": ("--manager", "poetry", "--nix", "poetry2nix"),
    "uv": ("--framework", "tensorflow", "--accelerator", "metal"),
    "classic": ("--framework", "pytorch", "--lint", "classic"),
}


def of(*commands: str) -> list[str]:
    return [line for line in LINES if line.split()[1] in commands]


def words(line: str) -> list[str]:
    return shlex.split(line)[1:]


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A project of each kind that a row may speak of."""
    folder = tmp_path_factory.mktemp("projects")
    for name, options in PROJECTS.items():
        done = seedbed("new", name, "--yes", "--no-sync", "--no-git", *options, cwd=folder)
        assert done.returncode == 0, done.stderr
    return [folder / name for name in PROJECTS]


def test_there_are_some_of_each() -> None:
    assert len(of("new")) > 20
    assert len(of(*CHANGES)) > 15
    assert len(of("presets", "compat", "choose")) > 5
    assert len(of("doctor")) > 5


@pytest.mark.parametrize("line", of("new"))
def test_a_project_can_be_made_so(line: str, tmp_path: Path) -> None:
    more = [one for one in ("--yes", "--no-sync", "--dry-run") if one not in words(line)]
    done = seedbed(*words(line), *more, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "pyproject.toml" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", of(*CHANGES))
def test_a_project_can_be_changed_so(line: str, projects: list[Path]) -> None:
    """In at least one of them; what changes nothing in one does in another."""
    tried = [seedbed(*words(line), "--dry-run", "--no-sync", cwd=root) for root in projects]
    changed = [done for done in tried if done.returncode == 0 and UP_TO_DATE not in done.stdout]
    assert changed, [done.stderr for done in tried]


@pytest.mark.parametrize("line", of("presets", "compat", "choose"))
def test_it_tells_something(line: str, tmp_path: Path) -> None:
    yes = ["--yes"] if line.startswith("seedbed choose") else []
    done = seedbed(*words(line), *yes, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") > 3


@pytest.mark.parametrize("line", of("doctor"))
def test_doctor_knows_the_codes(line: str, projects: list[Path]) -> None:
    done = seedbed(*words(line), cwd=projects[0])
    assert done.returncode in {0, 1}, done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("line", of("explain", "gpu"))
def test_it_can_be_asked(line: str, projects: list[Path]) -> None:
    done = seedbed(*words(line), cwd=projects[0])
    assert done.returncode in {0, 3}, done.stderr
