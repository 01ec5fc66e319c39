"""The environment that a project's files ask for, solved and installed from a channel of stubs.

py-rattler does it, which needs no other program. `test_conda_real` has the real ones.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conda_channel import channel_for, installed, solved
from hand_made import HAND_MADE
from hypothesis import given, settings
from packaging.requirements import InvalidRequirement, Requirement
from rattler import MatchSpec
from rattler.exceptions import SolverError
from ruamel.yaml import YAML
from strategies import projects

from seedbed.managers.registry import load_dialect
from seedbed.model.choices import PLATFORMS, make_choices
from seedbed.model.project import Project
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Files = Mapping[str, str]

MODULES = {"scikit-learn": "sklearn", "matplotlib-base": "matplotlib"}
LINUX: dict[str, str] = {"__unix": "0", "__linux": "4.18", "__glibc": "2.28"}
MACOS: dict[str, str] = {"__unix": "0", "__osx": "13.0"}
FEW = settings(max_examples=25)


def written(project: Project) -> Files:
    """The environment files of a project, by path."""
    documents = load_dialect("conda").write(project)
    return {path: document.render({}) for path, document in documents.items() if "env" in path}


def composed(framework: str, *extras: str) -> Files:
    """Those of a project as users get it."""
    choices = make_choices("x-1", manager="conda", framework=framework, extras=extras)
    files = compose(choices).files
    return {path: file.data.decode() for path, file in files.items() if path.startswith("env")}


MADE: dict[str, Callable[[], Files]] = {
    "by hand": lambda: written(HAND_MADE),
    "none": lambda: composed("none"),
    "sklearn": lambda: composed("sklearn"),
    "jax": lambda: composed("jax"),
    "sklearn with extras": lambda: composed("sklearn", "docs", "github", "pre-commit", "vscode"),
}


@pytest.fixture(params=MADE)
def files(request: pytest.FixtureRequest) -> Files:
    return MADE[request.param]()


def lines(files: Files) -> list[str]:
    """What conda is asked for."""
    items = [item for text in files.values() for item in load(text)["dependencies"]]
    return [item for item in items if isinstance(item, str)]


def for_pip(files: Files) -> list[str]:
    """What pip is asked for."""
    items = [item for text in files.values() for item in load(text)["dependencies"]]
    return [one for item in items if isinstance(item, dict) for one in item["pip"]]


def load(text: str) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return found


def check(files: Files) -> None:
    """Check that conda and pip understand every line."""
    for line in lines(files):
        parsed = MatchSpec(line, strict=True)
        assert parsed.name.normalized == line.partition(" ")[0]
    for line in for_pip(files):
        if not line.startswith(("--index-url ", "--extra-index-url ")):
            Requirement(line)


def test_conda_and_pip_understand_every_line(files: Files) -> None:
    assert {"environment.yml", "environment-dev.yml"} <= files.keys()
    check(files)


@FEW
@given(project=projects(PLATFORMS))
def test_conda_and_pip_understand_every_line_of_any_project(project: Project) -> None:
    check(written(project))


def test_a_mistake_is_seen() -> None:
    with pytest.raises(InvalidRequirement):
        check({"environment.yml": "dependencies: [pip: ['x >> 1']]"})


@pytest.mark.parametrize(("subdir", "virtual"), [("linux-64", LINUX), ("osx-arm64", MACOS)])
def test_all_files_can_be_solved_together(
    files: Files, subdir: Any, virtual: dict[str, str], tmp_path: Path
) -> None:
    asked = lines(files)
    channel = channel_for(tmp_path / "channel", asked, [subdir], MODULES)
    found = {record.name.normalized for record in solved(channel, asked, subdir, virtual)}
    assert {line.partition(" ")[0] for line in asked} <= found


def test_versions_that_no_package_has_are_seen(tmp_path: Path) -> None:
    asked = lines(composed("none"))
    channel = channel_for(tmp_path / "channel", asked, ["linux-64"], MODULES)
    with pytest.raises(SolverError):
        solved(channel, [*asked, "pytest >=99"], "linux-64", LINUX)


def test_the_environment_can_be_installed_and_imported(files: Files, tmp_path: Path) -> None:
    asked = lines(files)
    channel = channel_for(tmp_path / "channel", asked, ["linux-64"], MODULES)
    records = solved(channel, asked, "linux-64", LINUX)
    interpreter = installed(records, tmp_path / ".conda", tmp_path / "cache")
    names = sorted({line.partition(" ")[0] for line in asked} - {"python"})
    modules = [MODULES.get(name, name.replace("-", "_")) for name in names]
    assert "pip" in modules
    code = f"import {', '.join(modules)}, sys; print(sys.prefix)"
    said = subprocess.run([interpreter, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == str(tmp_path / ".conda")


def test_what_puts_the_project_itself_in_is_in_the_environment() -> None:
    """`pip install --no-build-isolation --editable` needs all that the build needs."""
    names = {line.partition(" ")[0] for line in lines(composed("none"))}
    assert {"pip", "hatchling", "editables"} <= names
