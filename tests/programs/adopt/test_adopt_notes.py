"""`seedbed adopt` says what the files have that stay beside the manifest that counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cli import seedbed

from seedbed.managers.here import typed

if TYPE_CHECKING:
    from pathlib import Path

SETUP = """\
from setuptools import setup
setup(name="silt", version="1", python_requires=">=3.11", install_requires=["attrs"])
"""
SCRIPT = """\
# /// script
# requires-python = ">=3.11"
# dependencies = ["click>=8"]
# ///
import click
"""
POETRY = """\
[tool.poetry]
name = "peat"
version = "1"

[tool.poetry.dependencies]
python = "^3.11"

[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
"""
PIXI = """\
[workspace]
name = "loam"
channels = ["conda-forge"]
platforms = ["linux-64"]
[dependencies]
python = ">=3.11"
[tasks]
tell = "python -c 'print(1)'"
"""
BARE = """\
[workspace]
name = "loess"
channels = ["conda-forge"]
platforms = ["linux-64"]
[dependencies]
ripgrep = "*"
"""
BUILD = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "marl"
version = "1"
"""
PIP = ".conda/bin/python -m pip --isolated install --no-deps"
INSTALL = f" && {PIP} --editable ."
NEWER = (
    '  pyproject.toml (line 9): The build needs "poetry-core>=2.0" now, not "poetry-core": older '
    "ones don't read [project].\n"
)


def message(root: Path) -> str:
    """The one thing that adopting a folder says beside the rest."""
    done = seedbed("adopt", "-n", "--json", cwd=root)
    assert done.returncode == 0, done.stdout
    (said,) = json.loads(done.stdout)["messages"]
    assert isinstance(said, str)
    return said


def test_what_only_requirements_files_have(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text(SETUP)
    (tmp_path / "limits.txt").write_text("attrs<25\n")
    main = "-c limits.txt\n--extra-index-url https://wheels.example.org/simple\nattrs\ntomli\n"
    (tmp_path / "requirements.txt").write_text(main)
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\npluggy>=1\n")
    assert message(tmp_path) == (
        "requirements.txt, requirements-dev.txt, and limits.txt stay as they are; seedbed doesn't "
        "read them. Only those files have: tomli, pluggy>=1, the package index "
        "https://wheels.example.org/simple, the constraint attrs<25."
    )


def test_one_file_with_nothing_more(tmp_path: Path) -> None:
    (tmp_path / "setup.py").write_text(SETUP)
    (tmp_path / "requirements.txt").write_text("attrs\n")
    assert message(tmp_path) == ("requirements.txt stays as it is; seedbed doesn't read it.")


def test_the_block_of_a_script_still_counts_for_the_script(tmp_path: Path) -> None:
    (tmp_path / "fetch.py").write_text(SCRIPT)
    assert message(tmp_path) == (
        "fetch.py keeps its block: `uv run fetch.py` goes on with the packages that the block "
        "lists, not with the project's. Remove the block if the project's are to count."
    )


def test_what_only_a_switch_changes_is_said_by_that(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(POETRY)
    done = seedbed("adopt", "-n", "--manager", "uv", cwd=tmp_path)
    assert f"Not understood, or not carried over as it stands:\n{NEWER}" in done.stdout
    done = seedbed("adopt", "--no-sync", "--yes", cwd=tmp_path)
    assert "The build" not in done.stdout
    assert 'requires = ["poetry-core"]' in (tmp_path / "pyproject.toml").read_text()
    done = seedbed("update", "--manager", "uv", "-n", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["messages"] == [NEWER.strip().replace(" (line 9)", "")]


def test_what_pixi_installs_in_pyproject_toml_is_not_said_of_pixi_toml(tmp_path: Path) -> None:
    (tmp_path / "pixi.toml").write_text(BARE)
    done = seedbed("adopt", "-n", cwd=tmp_path)
    assert "Pixi adds Python" not in done.stdout
    done = seedbed("adopt", "-n", "--manager", "uv", cwd=tmp_path)
    assert (
        "  pixi.toml: In pyproject.toml, Pixi adds Python to every environment with the default "
        "feature, here to default.\n"
    ) in done.stdout


def test_tasks_that_need_poethepoet_from_now_on(tmp_path: Path) -> None:
    (tmp_path / "pixi.toml").write_text(PIXI)
    done = seedbed("adopt", "-y", "--no-sync", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    said = (
        "note: The tasks now need poethepoet, which the project doesn't list. To add it: seedbed "
        "add --dev poethepoet\n"
    )
    assert said in seedbed("update", "-n", "--manager", "uv", cwd=tmp_path).stderr
    (tmp_path / "pixi.toml").write_text(f'{PIXI}[pypi-dependencies]\npoethepoet = "*"\n')
    assert "poethepoet" not in seedbed("update", "-n", "--manager", "uv", cwd=tmp_path).stderr


def test_a_project_without_tasks_says_so(tmp_path: Path) -> None:
    (tmp_path / "fetch.py").write_text(SCRIPT)
    seedbed("adopt", "-y", "--no-sync", cwd=tmp_path)
    done = seedbed("run", "tell", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "error: This project has no task 'tell'.\nhint: It has no tasks at all.\n",
    )


def test_poetry_alone_may_make_the_environment_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(POETRY)
    (tmp_path / "poetry.lock").write_text("")
    seedbed("adopt", "-y", "--no-sync", cwd=tmp_path)
    told = "SB401  There is no environment in .venv."
    said = seedbed("doctor", cwd=tmp_path).stdout
    assert "  fix: Run 'seedbed sync'.\n" in said[said.index(told) :]
    (tmp_path / "poetry.toml").write_text("[virtualenvs]\nin-project = true\n")
    said = seedbed("doctor", cwd=tmp_path).stdout
    assert "  fix: Run 'poetry sync'.\n" in said[said.index(told) :]


@pytest.mark.parametrize(("build", "install"), [("", ""), (BUILD, INSTALL)])
def test_conda_is_told_to_install_only_what_is_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, build: str, install: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(f'{build}[tool.seedbed]\nlayout = "environment"\n')
    (tmp_path / "environment.yml").write_text("dependencies: [python]\n")
    monkeypatch.setenv("PATH", str(tmp_path))  # with none of the programs
    said = typed("conda", str(tmp_path))
    assert said.lock == "conda-lock lock --file environment.yml"
    make = "micromamba create --override-channels --prefix ./.conda --file environment.yml"
    assert said.sync == f"{make}{install}"


def test_what_comes_back_as_it_stood_is_not_counted(tmp_path: Path) -> None:
    text = "name: marl\ndependencies: [python=3.11]\nvariables: {FOO: bar}\n"
    (tmp_path / "environment.yml").write_text(text)
    seedbed("adopt", "-y", "--no-sync", cwd=tmp_path)
    done = seedbed("update", "-y", "--no-sync", "--manager", "uv", cwd=tmp_path)
    assert "\nOf " in done.stdout
    done = seedbed("update", "-y", "--no-sync", "--manager", "conda", cwd=tmp_path)
    assert "  restored    environment.yml: as it stood\n" in done.stdout
    assert "\nOf " not in done.stdout


def test_an_environment_file_is_told_by_its_own_name(tmp_path: Path) -> None:
    text = "channels: [a]\ndependencies:\n- a::ripgrep=1\n- pip:\n  - click>=8\n"
    (tmp_path / "conda.yaml").write_text(text)
    done = seedbed("adopt", "--manager", "uv", "--no-sync", "--yes", cwd=tmp_path)
    assert done.stdout.startswith(
        "Found: conda.yaml (conda manages it).\n"
        "Understood: 1 requirement, 1 channel.\n"
        "Not understood, or not carried over as it stands:\n"
        "  conda.yaml (line 3): a::ripgrep=1: the channel stays in conda.yaml alone; seedbed reads "
        "the rest.\n"
    )
    assert "conda.yaml: pip → project.dependencies: click" in done.stdout
    assert "stays in conda.yaml, unused: channels: a, dependencies: a::ripgrep=1" in done.stdout
    assert "environment.yml" not in done.stdout
    assert (tmp_path / "conda.yaml").read_text() == text
