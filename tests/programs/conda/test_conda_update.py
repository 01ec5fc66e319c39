"""Updates and switches of projects whose manifest is several files, each edited by people."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from aged import age, edit, make
from cli import files, seedbed
from ruamel.yaml import YAML
from running import environment

ADDED = "  - pip\n  - pandas >=2 # for tables\n"
MINE = ("  - pip\n", f"  # mine\n{ADDED}")
OTHERS = ["uv", "pixi", "poetry"]
REST = ["skops >=0.13", "tqdm >=4.67", "tyro >=1.0.16"]
"""What the framework asks for beside Matplotlib, NumPy, and scikit-learn."""


def update(root: Path, *options: str, status: int = 0) -> str:
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    assert done.returncode == status, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def switch(root: Path, manager: str, *, status: int = 0) -> str:
    return update(root, "--set", f"manager={manager}", status=status)


def manifest(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(root: Path) -> set[str]:
    return set(manifest(root)["project"]["dependencies"])


def text(root: Path, path: str = "environment.yml") -> str:
    return (root / path).read_text(encoding="utf-8")


def lines(root: Path, path: str = "environment.yml") -> list[str]:
    """What conda is asked for."""
    items = YAML(typ="safe", pure=True).load(text(root, path))["dependencies"]
    return [item for item in items if isinstance(item, str)]


def for_pip(root: Path, path: str = "environment.yml") -> list[str]:
    """What pip is asked for."""
    items = YAML(typ="safe", pure=True).load(text(root, path))["dependencies"]
    return [one for item in items if isinstance(item, dict) for one in item["pip"]]


def owned(root: Path) -> dict[str, bytes]:
    return {path: data for path, data in files(root).items() if "journal" not in path}


def older(root: Path, *paths: str) -> None:
    """Let an older seedbed have asked for an older numpy."""
    for path in paths:
        sign = '"numpy>=' if path.endswith(".toml") else "numpy >="
        age(root, path, (f"{sign}2.1", f"{sign}2.0"))


BOTH = ("pyproject.toml", "environment.yml")


def test_what_somebody_added_under_uv_stands_in_both_files_under_conda(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(
        root,
        "pyproject.toml",
        '"numpy>=2.1",\n    ',
        '"numpy>=2.3",\n    "pandas>=2", # tables\n    ',
    )
    before = owned(root)
    switch(root, "conda")
    assert {"numpy>=2.3", "pandas>=2"} <= requirements(root)
    assert "# tables" in text(root, "pyproject.toml")
    assert "numpy >=2.3" in lines(root)
    assert for_pip(root) == ["pandas>=2"]
    switch(root, "uv")
    assert owned(root) == before


@pytest.mark.parametrize("other", OTHERS)
def test_what_somebody_added_to_an_environment_file_comes_along(tmp_path: Path, other: str) -> None:
    root = make(tmp_path, "--manager", "conda")
    edit(root, "environment.yml", *MINE)
    edit(root, "environment-dev.yml", "  - pytest >=8.4\n", "  - pytest >=8.4\n  - ipython\n")
    said = switch(root, other)
    assert "pandas>=2" in requirements(root)
    assert "ipython" in manifest(root)["dependency-groups"]["dev"]
    assert not list(root.glob("environment*.yml"))
    assert "a comment is removed with its file: # for tables" in said
    switch(root, "conda")
    assert "pandas >=2" in lines(root) or "pandas>=2" in for_pip(root)


@pytest.mark.parametrize("other", OTHERS)
def test_an_unedited_project_goes_there_and_back(tmp_path: Path, other: str) -> None:
    root = make(tmp_path, "--manager", "conda", "--with", "docs")
    before = owned(root)
    switch(root, other)
    (tmp_path / "again").mkdir()
    assert owned(root) == owned(make(tmp_path / "again", "--manager", other, "--with", "docs"))
    switch(root, "conda")
    assert owned(root) == before


@pytest.mark.parametrize("other", OTHERS)
def test_edits_of_both_files_go_there_and_back(tmp_path: Path, other: str) -> None:
    root = make(tmp_path, "--manager", "conda")
    edit(
        root, "pyproject.toml", '"numpy>=2.1",\n    ', '"numpy>=2.1",\n    "rich>=13", # mine\n    '
    )
    edit(root, "environment.yml", "numpy >=2.1", "numpy >=2.3")
    left = text(root, "pyproject.toml"), text(root, "environment.yml")
    switch(root, other)
    assert {"numpy>=2.3", "rich>=13"} <= requirements(root)
    assert "# mine" in text(root, "pyproject.toml")
    switch(root, "conda")
    assert (text(root, "pyproject.toml"), text(root, "environment.yml")) == left


def test_what_comes_from_conda_under_pixi_does_so_under_conda(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "pixi")
    edit(root, "pyproject.toml", '"numpy>=2.1",\n    ', '"numpy>=2.1", "pandas>=2", ')
    edit(
        root, "pyproject.toml", "[tool.pixi.dependencies]\n",
        '[tool.pixi.dependencies]\npandas = ">=2"\npandoc = ">=3"\n',
    )  # fmt: skip
    switch(root, "conda")
    assert {"pandas >=2", "pandoc >=3"} <= set(lines(root))
    assert for_pip(root) == []
    switch(root, "pixi")
    there = manifest(root)["tool"]["pixi"]["dependencies"]
    assert (there["pandas"], there["pandoc"]) == (">=2", ">=3")


@pytest.mark.parametrize("other", ["uv", "poetry"])
def test_a_file_with_what_nobody_else_can_hold_stays_and_that_is_said(
    tmp_path: Path, other: str
) -> None:
    root = make(tmp_path, "--manager", "conda")
    edit(root, "environment.yml", "  - pip\n", "  - pip\n  - gcc\n  - mine::tool\n")
    mine = text(root)
    said = switch(root, other)
    assert text(root) == mine
    row = "stays in environment.yml, unused: dependencies: gcc, dependencies: mine::tool"
    assert f"  set aside   {row}\n" in said
    assert not (root / "environment-dev.yml").exists()


def test_a_file_of_that_name_that_was_there_before_is_a_conflict(tmp_path: Path) -> None:
    root = make(tmp_path)
    (root / "environment.yml").write_text("name: my-own\ndependencies: [git]\n")
    said = switch(root, "conda", status=1)
    assert text(root) == "name: my-own\ndependencies: [git]\n"
    assert "changed by you and seedbed: the whole file" in said
    assert "environment-dev.yml" in owned(root)


def test_an_edited_file_is_updated_line_by_line(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    older(root, *BOTH)
    edit(root, "environment.yml", *MINE)
    fresh = text(root).replace("numpy >=2.0", "numpy >=2.1")
    said = update(root)
    assert text(root) == fresh
    assert "pandas>=2" in requirements(root)
    assert "conflict" not in said
    before = owned(root)
    assert "Everything is up to date." in update(root)
    assert owned(root) == before


def test_an_edit_beside_what_changes_keeps_its_comment(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    older(root, *BOTH)
    edit(root, "environment.yml", "  - numpy >=2.0\n", "  - numpy >=2.0 # old\n  - rich # mine\n")
    update(root)
    assert "  - numpy >=2.1 # old\n  - rich # mine\n" in text(root)


def test_a_file_in_another_layout_keeps_it(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    older(root, *BOTH)
    mine = "# mine\n" + text(root).replace("  - ", "- ").replace("numpy >=2.0", "'numpy>=2.0' # a")
    (root / "environment.yml").write_text(mine)
    update(root)
    assert text(root) == mine.replace("'numpy>=2.0' # a", "numpy >=2.1 # a")


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    older(root, *BOTH)
    edit(root, "environment.yml", *MINE)
    for path in BOTH:
        (root / path).write_bytes(text(root, path).replace("\n", "\r\n").encode())
    update(root)
    for path in BOTH:
        data = (root / path).read_bytes()
        assert data.count(b"\r\n") == data.count(b"\n") > 10
    assert "numpy >=2.1" in lines(root)


@pytest.mark.parametrize("path", BOTH)
def test_a_version_that_both_changed_is_a_conflict_wherever_it_was_changed(
    path: str, tmp_path: Path
) -> None:
    root = make(tmp_path, "--manager", "conda")
    older(root, *BOTH)
    sign = '"numpy>=' if path.endswith(".toml") else "numpy >="
    edit(root, path, f"{sign}2.0", f"{sign}1.9")
    said = update(root, status=1)
    assert "requirement numpy: spec" in said
    assert "numpy>=1.9" in requirements(root)
    assert "numpy >=1.9" in lines(root)
    assert 'seedbed: ">=2.1"' in text(root, ".seedbed/conflicts")


def test_what_was_changed_in_one_of_the_files_counts(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    age(root, "environment.yml", ("scikit-learn >=1.7", "scikit-learn >=1.6"))
    age(root, "pyproject.toml", ('"scikit-learn>=1.7"', '"scikit-learn>=1.6"'))
    edit(root, "environment.yml", "numpy >=2.1", "numpy >=2.4")
    edit(root, "pyproject.toml", '"matplotlib>=3.10"', '"matplotlib>=3.11"')
    update(root)
    versions = {"matplotlib>=3.11", "numpy>=2.4", "scikit-learn>=1.7"}
    assert requirements(root) == versions | {one.replace(" ", "") for one in REST}
    assert lines(root)[2:] == [
        "matplotlib-base >=3.11", "numpy >=2.4", "scikit-learn >=1.7", *REST,
    ]  # fmt: skip


def test_what_was_changed_in_both_in_two_ways_is_told(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    age(root, "environment.yml", ("scikit-learn >=1.7", "scikit-learn >=1.6"))
    edit(root, "environment.yml", "numpy >=2.1", "numpy >=2.4")
    edit(root, "pyproject.toml", '"numpy>=2.1"', '"numpy>=2.3"')
    said = update(root)
    assert "pyproject.toml counts for the range of the requirement numpy" in said
    assert "numpy >=2.3" in lines(root)


@pytest.mark.parametrize("path", BOTH)
def test_what_was_removed_from_one_of_the_files_is_gone(path: str, tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    age(root, "environment.yml", ("scikit-learn >=1.7", "scikit-learn >=1.6"))
    age(root, "pyproject.toml", ('"scikit-learn>=1.7"', '"scikit-learn>=1.6"'))
    old = '"numpy>=2.1",\n    ' if path.endswith(".toml") else "  - numpy >=2.1\n"
    edit(root, path, old, "")
    update(root)
    versions = {"matplotlib>=3.10", "scikit-learn>=1.7"}
    assert requirements(root) == versions | {one.replace(" ", "") for one in REST}
    assert "numpy" not in text(root)


def test_a_file_that_was_removed_stays_so(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    age(root, "environment-dev.yml", ("pytest >=8.4", "pytest >=8.3"))
    (root / "environment-dev.yml").unlink()
    said = update(root)
    assert "you removed it, so it stays removed" in said
    assert not (root / "environment-dev.yml").exists()
    assert "pytest>=8.4" in manifest(root)["dependency-groups"]["dev"]


GENERATED = 'variables:\n  PYTHONNOUSERSITE: "1"\n'


@pytest.mark.parametrize(
    ("yours", "after"),
    [
        ("", {"PYTHONNOUSERSITE": "1"}),
        ('variables:\n  MINE: "2"\n', {"MINE": "2"}),
        ("variables: {}\n", {}),
    ],
)
def test_an_older_file_gets_variables_unless_it_has_its_own(
    tmp_path: Path, yours: str, after: dict[str, str]
) -> None:
    root = make(tmp_path, "--manager", "conda")
    age(root, "environment.yml", (GENERATED, ""))
    edit(root, "environment.yml", "dependencies:", f"{yours}# mine\ndependencies:")
    update(root)
    said = YAML(typ="safe", pure=True).load(text(root))
    assert said["variables"] == after
    assert "# mine\n" in text(root)


def test_variables_of_ones_own_stay(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    older(root, "environment.yml")
    edit(root, "environment.yml", GENERATED, f'{GENERATED}  MINE: "2" # two\n')
    update(root)
    assert f'{GENERATED}  MINE: "2" # two\n' in text(root)
    said = switch(root, "uv")
    assert "  set aside   stays in environment.yml, unused: variables\n" in said


def test_a_group_of_ones_own_gets_a_file_and_keeps_it(tmp_path: Path) -> None:
    root = make(tmp_path)
    edit(
        root,
        "pyproject.toml",
        "[dependency-groups]\n",
        '[dependency-groups]\nlab = ["jupyterlab"]\n',
    )
    before = manifest(root)
    switch(root, "conda")
    assert for_pip(root, "environment-lab.yml") == ["jupyterlab"]
    edit(root, "environment-lab.yml", "dependencies:\n", "dependencies:\n  - ipywidgets # mine\n")
    switch(root, "uv")
    assert not (root / "environment-lab.yml").exists()
    after = manifest(root)
    assert sorted(after["dependency-groups"].pop("lab")) == ["ipywidgets", "jupyterlab"]
    assert before["dependency-groups"].pop("lab") == ["jupyterlab"]
    assert after["dependency-groups"] == before["dependency-groups"]


@pytest.mark.parametrize("broken", ["a: [", "- x", "dependencies: x", "\x00"])
def test_a_broken_file_is_told_and_nothing_is_changed(tmp_path: Path, broken: str) -> None:
    root = make(tmp_path, "--manager", "conda")
    older(root, *BOTH)
    (root / "environment.yml").write_text(broken)
    before = owned(root)
    for options in ((), ("--set", "manager=uv")):
        said = update(root, *options, status=1)
        assert "environment.yml" in said
        assert owned(root) == before


def test_a_file_that_is_a_link_stays_one(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    older(root, *BOTH)
    mine = text(root)
    (root / "environment.yml").rename(root / "mine.yml")
    (root / "environment.yml").symlink_to("mine.yml")
    said = update(root)
    assert "symbolic link" in said
    assert (root / "environment.yml").is_symlink()
    assert text(root) == mine
    assert "numpy>=2.1" in requirements(root)


def test_a_layout_that_cannot_be_edited_is_a_conflict(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    older(root, *BOTH)
    mine = "name: x-1\nchannels: [conda-forge]\ndependencies: [python >=3.11, pip, numpy >=2.0]\n"
    (root / "environment.yml").write_text(mine)
    said = update(root, status=1)
    assert "changed by you and seedbed: the whole file" in said
    assert text(root) == mine


def test_another_channel_is_merged_into_all_files(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    edit(root, "environment.yml", *MINE)
    update(root, "--set", "channels=bioconda,conda-forge")
    for path in ("environment.yml", "environment-dev.yml"):
        channels = YAML(typ="safe", pure=True).load(text(root, path))["channels"]
        assert sorted(channels) == ["bioconda", "conda-forge"]
    assert "# mine" in text(root)


def test_a_new_extra_brings_the_file_of_its_group(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    edit(root, "environment.yml", *MINE)
    update(root, "--set", "extras=docs")
    assert "sphinx >=8.1" in lines(root, "environment-docs.yml")
    update(root, "--set", "extras=")
    assert not (root / "environment-docs.yml").exists()


def test_nobody_is_told_to_make_a_lock_that_only_another_program_makes(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    assert "conda-lock.yml" not in update(root)


def test_programs_get_every_file(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda")
    edit(root, "environment.yml", *MINE)
    done = seedbed(
        "update", "--dry-run", "--json", "--set", "manager=uv", cwd=root, env=environment()
    )
    result = json.loads(done.stdout)["result"]
    changes = {one["path"]: one["change"] for one in result["files"]}
    assert changes["environment.yml"] == changes["environment-dev.yml"] == "removed"
