"""Environment files of groups that stand nowhere else, when another manager takes over."""

from __future__ import annotations

from pathlib import Path

import pytest
from aged import edit, make
from test_conda_update import for_pip, lines, manifest, switch, text, update

PATH = "environment-extra.yml"
OWN = """\
name: x-1
channels:
  - conda-forge
dependencies:
  - pip
  - numpy >=2.2
  - wget >=1.20
  - pip:
      - rich>=13
"""


def with_group(folder: Path, content: str = OWN, path: str = PATH) -> Path:
    """A project of conda with an environment file that somebody added."""
    root = make(folder, "--manager", "conda")
    (root / path).write_text(content, encoding="utf-8")
    return root


def test_a_feature_of_conda_packages_goes_to_conda_and_back(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    edit(
        root, "pyproject.toml", "[tool.pixi.environments]\n",
        '[tool.pixi.feature.extra.dependencies]\nwget = ">=1.20"\n\n[tool.pixi.environments]\n',
    )  # fmt: skip
    switch(root, "conda")
    assert lines(root, PATH) == ["wget >=1.20"]
    switch(root, "pixi")
    assert manifest(root)["tool"]["pixi"]["feature"]["extra"] == {
        "dependencies": {"wget": ">=1.20"}
    }
    assert not list(root.glob("environment*.yml"))


def test_what_pixi_holds_of_a_group_is_carried_and_its_file_goes(tmp_path: Path) -> None:
    root = with_group(tmp_path)
    said = switch(root, "pixi")
    found = manifest(root)
    assert found["dependency-groups"]["extra"] == ["numpy>=2.2", "rich>=13"]
    assert found["tool"]["pixi"]["feature"]["extra"]["dependencies"] == {
        "numpy": ">=2.2", "wget": ">=1.20",
    }  # fmt: skip
    assert not (root / PATH).exists()
    assert "only it has" not in said


@pytest.mark.parametrize("other", ["uv", "poetry"])
def test_what_no_package_index_has_keeps_the_file_of_its_group(tmp_path: Path, other: str) -> None:
    root = with_group(tmp_path)
    said = switch(root, other)
    assert manifest(root)["dependency-groups"]["extra"] == ["numpy>=2.2", "rich>=13"]
    assert text(root, PATH) == OWN
    told = "channels: conda-forge, dependencies: wget >=1.20"
    assert f"  set aside   stays in {PATH}, unused: {told}\n" in said
    assert not (root / "environment.yml").exists()


@pytest.mark.parametrize("other", ["uv", "pixi", "poetry"])
def test_a_file_whose_requirements_are_carried_goes(tmp_path: Path, other: str) -> None:
    root = with_group(tmp_path, "dependencies: [numpy >=2.2, pip: [rich>=13]]\n")
    said = switch(root, other)
    assert manifest(root)["dependency-groups"]["extra"] == ["numpy>=2.2", "rich>=13"]
    assert not (root / PATH).exists()
    assert "only it has" not in said


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("x-1", "mine"), "name"),
        (("conda-forge", "conda-forge\n  - bioconda"), "channels: bioconda"),
        (("- rich>=13", "- -e ."), "pip: -e ."),
        (("- numpy >=2.2", "- mine::tool"), "dependencies: mine::tool"),
    ],
)
def test_what_pixi_is_not_told_keeps_the_file(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    mine = OWN.replace(*change)
    assert mine != OWN
    root = with_group(tmp_path, mine)
    said = switch(root, "pixi")
    assert text(root, PATH) == mine
    assert "it stays, because only it has what is set aside in it\n" in said
    assert f"  set aside   stays in {PATH}, unused: {told}\n" in said
    assert manifest(root)["tool"]["pixi"]["feature"]["extra"]["dependencies"]["wget"] == ">=1.20"


def test_a_group_in_another_spelling_is_not_taken_for_a_second_one(tmp_path: Path) -> None:
    root = with_group(tmp_path, path="environment-Dev.yml")
    said = switch(root, "uv")
    assert "Dev" not in manifest(root)["dependency-groups"]
    assert "it stays, but nothing in it is carried over" in said
    assert text(root, "environment-Dev.yml") == OWN


def test_an_update_leaves_files_of_ones_own_alone(tmp_path: Path) -> None:
    root = with_group(tmp_path)
    before = manifest(root)["project"]
    edit(root, "environment.yml", "  - pip\n", "  - pip\n  - pandas\n")
    update(root, "--set", "extras=docs")
    assert text(root, PATH) == OWN
    found = manifest(root)
    assert "extra" not in found["dependency-groups"]
    assert set(found["project"]["dependencies"]) == {*before["dependencies"], "pandas"}


@pytest.mark.parametrize("broken", ["dependencies: [\n", "dependencies: x\n", "[]\n"])
def test_one_that_cannot_be_read_is_in_nobody_s_way(tmp_path: Path, broken: str) -> None:
    root = with_group(tmp_path, broken)
    edit(root, "environment.yml", "  - pip\n", "  - pip\n  - pandas\n")
    said = switch(root, "pixi")
    assert text(root, PATH) == broken
    assert "it stays, but nothing in it is carried over" in said
    assert "pandas" in manifest(root)["project"]["dependencies"]


@pytest.mark.parametrize("other", ["uv", "poetry"])
def test_a_file_that_stayed_is_no_conflict_when_conda_comes_back(
    tmp_path: Path, other: str
) -> None:
    root = with_group(tmp_path)
    edit(root, "environment.yml", "  - pip\n", "  - pip\n  - cudatoolkit # mine\n")
    before = {path: text(root, path) for path in ("environment.yml", PATH)}
    switch(root, other)
    switch(root, "conda")
    assert {path: text(root, path) for path in before} == before
    assert "up to date" in update(root)
    said = switch(root, "pixi")
    assert "only it has" not in said
    assert manifest(root)["tool"]["pixi"]["dependencies"]["cudatoolkit"] == "*"


def test_a_file_that_stayed_says_what_was_changed_meanwhile(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    edit(root, "environment.yml", "  - pip\n", "  - pip\n  - cudatoolkit # mine\n")
    switch(root, "uv")
    edit(root, "pyproject.toml", '"numpy>=2.1"', '"numpy>=2.3",\n    "pandas"')
    switch(root, "conda")
    assert "  - cudatoolkit # mine\n" in text(root)
    assert {"numpy >=2.3", "cudatoolkit"} <= set(lines(root))
    assert for_pip(root) == ["pandas"]


def test_a_file_that_asks_for_what_was_removed_meanwhile_comes_back_without_it(
    tmp_path: Path,
) -> None:
    root = make(tmp_path, "--manager", "conda")
    edit(root, "environment.yml", "  - pip\n", "  - pip\n  - cudatoolkit\n  - pandas\n")
    mine = text(root)
    switch(root, "uv")
    edit(root, "pyproject.toml", '    "pandas",\n', "")
    said = switch(root, "conda")
    assert "  left out    what you removed meanwhile: pandas\n" in said
    assert text(root) == mine.replace("  - pandas\n", "")


def test_a_file_of_ones_own_is_not_overwritten_by_that_of_a_group(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(root, "pyproject.toml", "[dependency-groups]\n", '[dependency-groups]\nextra = ["rich"]\n')
    (root / PATH).write_text("name: mine\ndependencies: [wget]\n", encoding="utf-8")
    said = switch(root, "conda", status=1)
    assert "changed by you and seedbed: the whole file" in said
    assert text(root, PATH) == "name: mine\ndependencies: [wget]\n"
