"""Updates and switches with environment files that are damaged, gone, links, or the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from aged import age, commit, edit, make
from cli import files
from test_conda_update import (
    BOTH,
    lines,
    manifest,
    older,
    owned,
    requirements,
    switch,
    text,
    update,
)

from seedbed.managers.conda import yaml
from seedbed.managers.conda.environments import edit_text

OWN = "name: {}\ndependencies:\n  - python 3.12.*\n  - rich\n"
FRAMEWORK = {
    "matplotlib>=3.10", "numpy>=2.1", "scikit-learn>=1.7", "skops>=0.13", "tqdm>=4.67",
    "tyro>=1.0.16",
}  # fmt: skip
PLATFORMS = ["linux-64", "linux-aarch64", "osx-arm64", "win-64"]
CONDA = {
    "matplotlib-base": ">=3.10", "numpy": ">=2.1", "scikit-learn": ">=1.7", "skops": ">=0.13",
    "tqdm": ">=4.67", "tyro": ">=1.0.16",
}  # fmt: skip
WITH_FFMPEG = {**CONDA, "ffmpeg": "*"}
PLATFORM_LINES = (
    "platforms:\n  - linux-64\n  - linux-aarch64\n  - osx-arm64\n  - win-64\n",
    "",
)


def of_pixi(root: Path) -> tuple[object, object]:
    """What Pixi is asked for: platforms and conda packages."""
    table = manifest(root)["tool"]["pixi"]
    return table["workspace"]["platforms"], table["dependencies"]


@pytest.mark.parametrize("path", ["environment.yml", "environment-dev.yml"])
@pytest.mark.parametrize("setting", ["manager=pixi", "system-packages=graphviz"])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, setting: str, path: str) -> None:
    root = make(tmp_path, "--manager", "conda", "--system-package", "ffmpeg")
    place = root / path
    place.write_bytes(place.read_bytes() + b"\n# f\xfcr\n")
    line = place.read_bytes().count(b"\n")
    before = files(root)
    said = update(root, "--set", setting, status=1)
    assert f"error: {path} is not UTF-8 (line {line}).\n" in said
    assert "Save it as UTF-8" in said
    assert files(root) == before


def test_a_file_of_no_text_that_is_not_the_managers_is_in_nobodys_way(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    edit(root, "environment.yml", "  - pip\n", "  - pip\n  - pandas\n")
    (root / "environment-mine.yml").write_bytes(b"\xff")
    switch(root, "pixi")
    assert "pandas" in requirements(root)
    assert (root / "environment-mine.yml").read_bytes() == b"\xff"


@pytest.mark.parametrize("target", ["mine.yml", "gone.yml"])
def test_a_link_is_no_removal_of_what_it_hides(tmp_path: Path, target: str) -> None:
    root = make(tmp_path, "--manager", "conda", "--system-package", "ffmpeg")
    (root / "environment.yml").rename(root / "mine.yml")
    edit(root, "mine.yml", "  - numpy >=2.1\n", "")
    edit(root, "mine.yml", "  - ffmpeg\n", "")
    edit(root, "mine.yml", *PLATFORM_LINES)
    (root / "environment.yml").symlink_to(target)
    mine = text(root, "mine.yml")
    said = switch(root, "pixi")
    assert "it is a symbolic link, so it stays as it is" in said
    assert ("does not count for system_packages.ffmpeg, requirement numpy" in said) is (
        target == "mine.yml"
    )
    assert (root / "environment.yml").is_symlink()
    assert text(root, "mine.yml") == mine
    assert requirements(root) == FRAMEWORK
    assert of_pixi(root) == (PLATFORMS, WITH_FFMPEG)


def test_what_a_link_kept_out_is_no_change_later(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    older(root, *BOTH)
    (root / "environment.yml").rename(root / "mine.yml")
    (root / "environment.yml").symlink_to("mine.yml")
    update(root)
    assert "numpy >=2.0" in lines(root)
    assert "requirement numpy" in update(root, "--set", "extras=docs")
    assert requirements(root) == FRAMEWORK


@pytest.mark.parametrize("manager", ["conda", "uv"])
def test_platforms_that_are_not_said_are_no_removal(tmp_path: Path, manager: str) -> None:
    root = make(tmp_path, "--manager", manager)
    if manager == "conda":
        edit(root, "environment.yml", *PLATFORM_LINES)
    else:
        start, _, rest = text(root, "pyproject.toml").partition("environments = [\n")
        (root / "pyproject.toml").write_text(start + rest.partition("\n]\n")[2])
    left = text(root) if manager == "conda" else ""
    said = switch(root, "pixi")
    assert "stays removed" not in said
    assert of_pixi(root)[0] == PLATFORMS
    switch(root, "conda")
    assert text(root) == left or (manager != "conda" and PLATFORM_LINES[0] in text(root))


def test_some_platforms_that_were_removed_stay_so(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    edit(root, "environment.yml", "  - osx-arm64\n", "")
    switch(root, "pixi")
    assert of_pixi(root)[0] == ["linux-64", "linux-aarch64", "win-64"]


@pytest.mark.parametrize("left", [None, "", "# nothing yet\n\n"])
def test_a_file_that_is_gone_or_empty_removes_nothing(tmp_path: Path, left: str | None) -> None:
    root = make(tmp_path, "--manager", "conda", "--system-package", "ffmpeg")
    edit(root, "pyproject.toml", '"numpy>=2.1"', '"numpy>=2.4"')
    if left is None:
        (root / "environment.yml").unlink()
    else:
        (root / "environment.yml").write_text(left)
    said = switch(root, "pixi")
    assert "stays removed" not in said
    assert requirements(root) == FRAMEWORK - {"numpy>=2.1"} | {"numpy>=2.4"}
    assert of_pixi(root) == (PLATFORMS, {**WITH_FFMPEG, "numpy": ">=2.4"})
    assert not (root / "environment.yml").exists()


def test_a_file_that_was_emptied_stays_so(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    older(root, *BOTH)
    (root / "environment.yml").write_text("# mine\n")
    update(root)
    assert text(root) == "# mine\n"
    assert requirements(root) == FRAMEWORK


@pytest.mark.parametrize("name", ["mine", "x-1"])
@pytest.mark.parametrize("other", ["uv", "pixi"])
def test_what_a_conflict_kept_out_is_no_removal(tmp_path: Path, other: str, name: str) -> None:
    root = make(tmp_path, git=True)
    own = OWN.format(name)
    (root / "environment.yml").write_text(own)
    switch(root, "conda", status=1)
    commit(root)
    said = update(root, "--set", "extras=docs")  # one more update is no reason to forget it
    assert "environment.yml was never merged: it stays, but does not count for" in said
    assert text(root) == own
    switch(root, other)
    assert requirements(root) == {*FRAMEWORK, "rich"}
    assert manifest(root)["project"]["requires-python"] == ">=3.11"
    assert text(root) == own
    if other == "pixi":
        assert of_pixi(root) == (PLATFORMS, {**CONDA, "rich": "*"})


def test_what_a_conflict_of_the_layout_kept_out_is_no_removal(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda", git=True)
    mine = (
        "name: x-1\nchannels: [conda-forge]\n"
        "dependencies: [python >=3.11, pip, matplotlib-base >=3.10, numpy >=2.0, skops >=0.13, "
        "tqdm >=4.67, tyro >=1.0.16]\n"
    )
    older(root, *BOTH)
    age(root, "pyproject.toml", ('    "scikit-learn>=1.7",\n', ""))
    age(root, "environment.yml", ("  - scikit-learn >=1.7\n", ""))
    (root / "environment.yml").write_text(mine)
    commit(root)
    update(root, status=1)
    commit(root)
    assert text(root) == mine
    switch(root, "uv")
    assert requirements(root) == FRAMEWORK


def test_what_was_removed_after_a_conflict_was_settled_is_gone(tmp_path: Path) -> None:
    root = make(tmp_path, git=True)
    (root / "environment.yml").write_text(OWN.format("mine"))
    switch(root, "conda", status=1)
    (tmp_path / "again").mkdir()
    generated = owned(make(tmp_path / "again", "--manager", "conda"))["environment.yml"]
    (root / "environment.yml").write_bytes(generated)
    commit(root)
    update(root, "--set", "extras=docs")
    edit(root, "environment.yml", "  - matplotlib-base >=3.10\n", "")
    switch(root, "uv")
    assert requirements(root) == FRAMEWORK - {"matplotlib>=3.10"}


@pytest.mark.parametrize("indent", ["", "  "])
def test_a_comment_goes_with_its_package(tmp_path: Path, indent: str) -> None:
    root = make(tmp_path, "--manager", "conda", "--system-package", "ffmpeg")
    head = text(root).partition("dependencies:\n")[0].replace("  - ", f"{indent}- ")
    rows = "- python >=3.11 # old\n- pip\n- ffmpeg # why\n".replace("- ", f"{indent}- ")
    mine = f"{head}dependencies:\n{rows}"
    (root / "environment.yml").write_text(mine)
    said = update(root, "--set", "system-packages=graphviz")
    assert "a comment is removed with its line: # why" in said
    assert text(root) == mine.replace("ffmpeg # why", "graphviz")


@pytest.mark.parametrize(
    ("stands", "wanted"),
    [
        ("- a # one\n- b # two\n- c\n", "- b # two\n- c\n"),
        ("- a # one\n- b # two\n- c\n", "- a # one\n- x\n- c\n"),
        ("- a # one\n- b # two\n", "- x\n- z\n"),
        ("- a # one\n- b # two\n", "- b # two\n- a # one\n"),
        ("- a >=1 # one\n- b\n", "- c\n- a >=2 # one\n"),
        ("- a >=1 # one\n- b\n- c\n", "- a >=2 # one\n- c\n"),
        ("- c\n- pip:\n  - a # one\n", "- c\n- pip:\n  - b\n"),
    ],
)
def test_a_comment_never_goes_to_another_package(stands: str, wanted: str) -> None:
    before, after = f"dependencies:\n{stands}", f"dependencies:\n{wanted}"
    said = [yaml.loads(one, "environment.yml") for one in (before, after)]
    assert edit_text("environment.yml", before, *said) == after


@pytest.mark.parametrize("options", [(), ("--set", "manager=uv")])
def test_a_file_that_holds_itself_is_named(tmp_path: Path, options: tuple[str, ...]) -> None:
    root = make(tmp_path, "--manager", "conda")
    older(root, *BOTH)
    (root / "environment.yml").write_text(f"a: &a [*a]\n{text(root)}")
    before = owned(root)
    said = update(root, *options, status=1)
    assert "environment.yml is not valid YAML: what &a names contains itself." in said
    assert owned(root) == before
