"""The table of a switch in projects whose manifest is `pixi.toml`, or environment files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from adopted_rows import adopted, rows
from pixi_trips import switch

if TYPE_CHECKING:
    from pathlib import Path

LAB, NAME = "https://lab.example.org/simple", "lab-example-org-simple"
PIXI = """[workspace]
name = "x"
channels = ["conda-forge"]
platforms = ["linux-64"]

[dependencies]
python = "3.11.*"
numpy = "<3"
pandas = "*"

[pypi-dependencies]
click = ">=8"
rich = "*"

[pypi-options]
extra-index-urls = ["https://lab.example.org/simple"]

[tasks]
t = "echo"
"""
ENVIRONMENT = """name: x
channels:
  - conda-forge
dependencies:
  - python=3.11
  - numpy
  - pandas
  - pip
  - pip:
      - rich
      - click
"""
DEV = "name: x-dev\nchannels:\n  - conda-forge\ndependencies:\n  - pandoc\n"


def edit(root: Path, *edits: tuple[str, str]) -> None:
    """Edit `pyproject.toml`."""
    text = (root / "pyproject.toml").read_text()
    for pattern, instead in edits:
        assert re.search(pattern, text), text
        text = re.sub(pattern, instead, text)
    (root / "pyproject.toml").write_text(text)


def test_rows_name_the_keys_of_pixi_toml(tmp_path: Path) -> None:
    told = rows(adopted(tmp_path, {"pixi.toml": PIXI}), "uv")
    assert told == [
        "translated: pixi.toml: workspace → project: name",
        "translated: pixi.toml: workspace.platforms → tool.uv.environments: ",
        "translated: pixi.toml: dependencies → project.requires-python: python",
        "translated: pixi.toml: dependencies → project.dependencies: numpy, pandas",
        "translated: pixi.toml: pypi-dependencies → project.dependencies: click, rich",
        f"translated: pixi.toml: pypi-options.extra-index-urls → tool.uv.index: {NAME}",
        "translated: pixi.toml: tasks → tool.poe.tasks: t",
        "left out:  → : requirements from conda channels instead of a package index: numpy, pandas",
        "left out:  → : pixi.toml: workspace.channels: conda-forge",
    ]


def test_what_was_edited_in_pixi_toml_meanwhile_is_not_named_as_restored(tmp_path: Path) -> None:
    root = adopted(tmp_path, {"pixi.toml": PIXI})
    rows(root, "uv")
    edit(root, ('"click>=8"', '"click>=8.1"'), ('"pandas"', '"pandas>=2"'))
    told = rows(root, "pixi")
    assert 'click = ">=8.1"' in (root / "pixi.toml").read_text()
    assert told[-1] == (
        "restored:  → : pixi.toml comes back, with what you edited meanwhile, "
        'pixi.toml: workspace.name = "x", pixi.toml: workspace.channels = ["conda-forge"], '
        'pixi.toml: workspace.platforms = ["linux-64"], pixi.toml: dependencies.python = '
        '"3.11.*", pixi.toml: dependencies.numpy = "<3", pixi.toml: pypi-dependencies.rich = "*", '
        f'pixi.toml: pypi-options.extra-index-urls = ["{LAB}"], pixi.toml: tasks.t = "echo"'
    )


def test_what_was_added_to_an_environment_file_is_not_named_as_restored(tmp_path: Path) -> None:
    root = adopted(tmp_path, {"environment.yml": ENVIRONMENT})
    rows(root, "pixi")
    edit(root, (r"dependencies = \[", 'dependencies = ["attrs", '))
    told = rows(root, "conda")
    assert "- attrs\n" in (root / "environment.yml").read_text()
    assert "environment.yml: - rich, environment.yml: - click" in told[-1]
    assert "attrs" not in told[-1]


@pytest.mark.parametrize(
    ("given", "home", "wanted"),
    [
        ({"pixi.toml": PIXI}, "pixi", "click, numpy, rich"),
        ({"environment.yml": ENVIRONMENT}, "conda", "click, numpy, rich"),
    ],
    ids=["pixi.toml", "environment.yml"],
)
def test_all_that_was_removed_from_a_native_manifest_is_named(
    tmp_path: Path, given: dict[str, str], home: str, wanted: str
) -> None:
    root = adopted(tmp_path, given)
    rows(root, "uv")
    edit(root, (r"dependencies = \[(.|\n)*?\n?\]", 'dependencies = ["pandas"]'))
    assert f"left out:  → : what you removed meanwhile: {wanted}" in rows(root, home)


def test_an_index_of_a_file_that_comes_back_is_not_said_to_be_in_pyproject(tmp_path: Path) -> None:
    dev = ENVIRONMENT.replace("name: x", "name: x-dev").replace("- rich", f"- -i {LAB}")
    root = adopted(tmp_path, {"environment.yml": ENVIRONMENT, "environment-dev.yml": dev})
    assert not [one for one in rows(root, "uv") if "tool.seedbed" in one]
    edit(root, (r"\ndependencies = \[", '\ndependencies = ["attrs", '))
    told = rows(root, "conda")
    assert "indexes" not in (root / "pyproject.toml").read_text()
    assert told[:2] == [
        "translated: project → environment.yml: ",
        "translated: dependency-groups → environment-dev.yml: ",
    ]
    assert [one for one in told if one.startswith("translated: tool.uv.index")] == [
        f"translated: tool.uv.index → environment-dev.yml and environment.yml: {NAME}"
    ]


@pytest.mark.parametrize("other", ["uv", "pixi", "poetry"])
def test_no_note_is_about_a_group_that_never_stood_in_a_list(tmp_path: Path, other: str) -> None:
    root = adopted(tmp_path, {"environment.yml": ENVIRONMENT, "environment-dev.yml": DEV})
    switch(root, other)
    edit(root, (r"\ndependencies = \[", '\ndependencies = ["attrs", '))
    files = switch(root, "conda").said["result"]["files"]
    assert not [one for one in files if "no group" in str(one["notes"])]
    assert "- attrs\n" in (root / "environment.yml").read_text()


def test_a_group_that_was_deleted_under_another_manager_is_told(tmp_path: Path) -> None:
    asks = DEV.replace("pandoc", "ruff")
    root = adopted(tmp_path, {"environment.yml": ENVIRONMENT, "environment-dev.yml": asks})
    switch(root, "uv")
    if not (root / "environment-dev.yml").exists():
        (root / "environment-dev.yml").write_text(asks)
    edit(root, (r"\[dependency-groups\]\ndev = .*\n", ""))
    files = {one["path"]: one for one in switch(root, "conda").said["result"]["files"]}
    assert files["environment-dev.yml"]["notes"] == [
        "it stays, and conda installs what it lists; pyproject.toml has no group dev"
    ]


ABOUT = PIXI.replace(
    'name = "x"\n',
    'name = "x"\nversion = "1.2"\ndescription = "A x"\nauthors = ["Ann <ann@example.org>", "Bo"]\n'
    'license = "MIT"\n',
)


def test_what_pixi_toml_says_of_the_project_is_carried(tmp_path: Path) -> None:
    root = adopted(tmp_path, {"pixi.toml": ABOUT})
    told = rows(root, "uv")
    assert told[0] == (
        "translated: pixi.toml: workspace → project: name, version, description, authors"
    )
    assert [one for one in told if one.startswith(("carried", "set aside"))] == [
        "set aside:  → .seedbed/aside.toml: pixi.toml: workspace.license"
    ]
    assert (
        'name = "x"\nversion = "1.2"\ndescription = "A x"\n'
        'authors = [{ name = "Ann", email = "ann@example.org" }, { name = "Bo" }]\n'
    ) in (root / "pyproject.toml").read_text()
    rows(root, "pixi")
    assert (root / "pixi.toml").read_text() == ABOUT


def test_edits_of_what_is_said_of_the_project_come_back(tmp_path: Path) -> None:
    root = adopted(tmp_path, {"pixi.toml": ABOUT})
    rows(root, "uv")
    edit(root, ('"1.2"', '"1.3"'), ('"A x"', '"An x"'), ("ann@", "a@"))
    rows(root, "pixi")
    text = ABOUT.replace('"1.2"', '"1.3"').replace('"A x"', '"An x"').replace("ann@", "a@")
    assert (root / "pixi.toml").read_text() == text


def test_a_project_table_beside_pixi_toml_is_carried(tmp_path: Path) -> None:
    beside = '[project]\nname = "x"\nversion = "1"\n'
    told = rows(adopted(tmp_path, {"pixi.toml": ABOUT, "pyproject.toml": beside}), "uv")
    assert told[0] == "carried:  → : project"
    assert (
        "set aside:  → .seedbed/aside.toml: pixi.toml: workspace.name, workspace.version, "
        "workspace.description, workspace.authors, workspace.license"
    ) in told


POETRY = """[tool.poetry]
name = "x"
version = "1"
description = ""
authors = []

[tool.poetry.dependencies]
python = "^3.11"

[tool.poetry.group.docs]
optional = true

[tool.poetry.group.docs.dependencies]
mkdocs = "^1.5"
"""


def test_that_a_group_is_optional_needs_no_word_where_each_has_a_file(tmp_path: Path) -> None:
    told = rows(adopted(tmp_path, {"pyproject.toml": POETRY}), "conda")
    assert [one for one in told if "docs" in one or "set aside" in one] == [
        "left out:  → : what only the old manager needs: tool.poetry.group.docs.optional"
    ]


BARE = """[project]
name = "x"
version = "1"
requires-python = ">=3.10"
dependencies = ["httpx", "attrs"]

[tool.pixi.workspace]
channels = ["conda-forge"]
platforms = ["linux-64"]

[tool.pixi.dependencies]
httpx = ">=0.28"
"""


def test_a_requirement_without_a_range_is_said_to_be_of_any_version(tmp_path: Path) -> None:
    told = rows(adopted(tmp_path, {"pyproject.toml": BARE}), "uv")
    assert ("translated: project.dependencies → project.dependencies: httpx (any → >=0.28)") in told
