"""Poetry itself checks, locks and installs what seedbed makes for it, and runs its tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import poetry_runs
import pytest
from cli import seedbed

from seedbed.model.names import canonical

pytestmark = pytest.mark.network
EXTRAS = "direnv,github,pre-commit,vscode"


def make(folder: Path, *options: str) -> Path:
    """A project for Poetry, as users make it."""
    common = ("--yes", "--no-sync", "--no-git", "--manager", "poetry")
    made = seedbed("new", "x-1", *common, *options, cwd=folder)
    assert made.returncode == 0, made.stderr
    return folder / "x-1"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A folder with no settings of Poetry."""
    folder = tmp_path / "settings"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    "options",
    [
        ("--framework", "none"),
        ("--framework", "sklearn", "--with", EXTRAS),
        ("--license", "none", "--name", "My.Net", "--description", 'a "b" \\ c'),
    ],
)
def test_poetry_finds_nothing_wrong_with_a_new_project(
    tmp_path: Path, settings: Path, need: Callable[[str], str], options: tuple[str, ...]
) -> None:
    root = make(tmp_path, *options)
    said = poetry_runs.run(need("poetry"), "check", "--strict", cwd=root, settings=settings)
    assert "All set!" in said.stdout


@pytest.mark.parametrize(
    "framework",
    [
        "none",
        pytest.param("sklearn", marks=pytest.mark.slow),
        # not PyTorch, whose gigabytes take Poetry 20 minutes: test_torch_locks_of_poetry locks it
        pytest.param("jax", marks=pytest.mark.slow),
    ],
)
def test_poetry_locks_installs_and_runs_the_tasks(
    tmp_path: Path, settings: Path, need: Callable[[str], str], framework: str
) -> None:
    root = make(tmp_path, "--framework", framework)
    said = poetry_runs.works(need("poetry"), root, settings)
    assert "Installing the current project: x-1" in said
    assert installed_twice(root / ".venv") == {}


def installed_twice(environment: Path) -> dict[str, set[str]]:
    """The packages of which several versions lie in an environment, one over the other."""
    versions: defaultdict[str, set[str]] = defaultdict(set)
    for info in environment.glob("lib/python*/site-packages/*.dist-info"):
        name, _, version = info.stem.partition("-")
        versions[canonical(name)].add(version)
    assert canonical("poethepoet") in versions
    return {name: found for name, found in versions.items() if len(found) > 1}
