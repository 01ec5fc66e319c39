"""What a switch says is true: of places that packages come from, and of what comes back."""

from __future__ import annotations

import io
from contextlib import chdir, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING

import pytest
from adopted_rows import adopted, rows
from pixi_trips import switch

from seedbed.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = """[project]
name = "kiln"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["rich"]

[dependency-groups]
dev = ["pytest"]

"""
LAB = "https://lab.example.org/simple"
ELSEWHERE = "what it has would come from another index, and may be another package there"
GIT = '[tool.uv.sources]\ntoolkit = { git = "https://example.org/team/toolkit.git", rev = "abc" }\n'
MARKED = f"""[[tool.uv.index]]
name = "lab"
url = "{LAB}"
explicit = true

[tool.uv.sources]
torch = [{{ index = "lab", marker = "sys_platform == 'linux'" }}]
"""
BUILT = """[build-system]
requires = ["hatchling", "toolkit"]
build-backend = "hatchling.build"

"""
ENVIRONMENT = """name: kiln{name}
channels:
  - conda-forge
dependencies:
  - python >=3.11
  - pip
  - pip:
"""


def start(folder: Path, tables: str, project: str = PROJECT) -> Path:
    """A project that was adopted."""
    return adopted(folder, {"pyproject.toml": project + tables})


def warned(root: Path, manager: str, word: str = "warning") -> list[str]:
    """Switch, and give the lines on standard error that begin with a word."""
    notes = io.StringIO()
    with chdir(root), redirect_stdout(io.StringIO()), redirect_stderr(notes):
        assert main(["update", "--no-sync", "--set", f"manager={manager}"]) == 0
    lines = notes.getvalue().splitlines()
    return [one.removeprefix(f"{word}: ") for one in lines if one.startswith(f"{word}: ")]


@pytest.mark.parametrize(
    ("manager", "title"), [("pixi", "Pixi"), ("poetry", "Poetry"), ("conda", "conda")]
)
def test_a_source_that_nothing_requires_is_named(tmp_path: Path, manager: str, title: str) -> None:
    root = start(tmp_path, GIT)
    place = "git+https://example.org/team/toolkit.git@abc"
    told = f"cannot hold the source of toolkit ({place}), because nothing requires toolkit."
    assert warned(root, manager, "note") == [f"{title} {told}"]
    assert GIT in (root / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("manager", "title"), [("pixi", "Pixi"), ("poetry", "Poetry"), ("conda", "conda")]
)
def test_an_index_of_what_nothing_requires_is_named(
    tmp_path: Path, manager: str, title: str
) -> None:
    assert warned(start(tmp_path, MARKED), manager, "note") == [
        f"{title} cannot hold the package index of torch (lab), because nothing requires torch."
    ]


@pytest.mark.parametrize(
    "required",
    [
        PROJECT.replace('"rich"', '"rich", "toolkit"'),
        PROJECT.replace('"pytest"', '"pytest", "Toolkit"'),
        PROJECT.replace("[dep", '[project.optional-dependencies]\nx = ["toolkit"]\n\n[dep'),
        f"{BUILT}{PROJECT}",
        f'{PROJECT}[tool.uv.extra-build-dependencies]\nrich = ["toolkit"]\n\n',
        f'{PROJECT}[tool.uv.workspace]\nmembers = ["packages/*"]\n\n',
        PROJECT.replace("[dep", 'dynamic = ["optional-dependencies"]\n\n[dep'),
    ],
    ids=[
        "the project",
        "a group",
        "an extra",
        "what builds it",
        "what builds another",
        "a member",
        "perhaps",
    ],
)
def test_a_source_that_something_requires_is_not_named(tmp_path: Path, required: str) -> None:
    root = start(tmp_path, GIT, required)
    assert not [one for one in warned(root, "pixi", "note") if "toolkit" in one]


def test_a_source_of_what_a_group_requires_counts_only_for_the_project(tmp_path: Path) -> None:
    git = 'git = "https://example.org/pytest.git", lfs = true'
    root = start(tmp_path, f"[tool.uv.sources]\npytest = {{ {git} }}\n")
    step = switch(root, "pixi")
    notes = {one["path"]: one["notes"] for one in step.said["result"]["files"]}
    told = "it applies only to what [project] requires, not to groups and extras"
    assert notes["pyproject.toml"] == [f"tool.uv.sources.pytest stays, but {told}"]


def test_a_package_that_comes_from_pypi_and_nowhere_else_is_named(tmp_path: Path) -> None:
    root = start(
        tmp_path,
        f'[[tool.poetry.source]]\nname = "lab"\nurl = "{LAB}"\n\n'
        '[[tool.poetry.source]]\nname = "PyPI"\npriority = "explicit"\n\n'
        '[tool.poetry.dependencies]\nrich = { source = "PyPI" }\n',
    )
    told = "installing it from another place would be another package."
    assert warned(root, "uv") == [f"uv cannot hold the package index of rich (PyPI): {told}"]


def test_an_index_that_takes_the_place_of_another_only_in_a_group_is_set_aside(
    tmp_path: Path,
) -> None:
    main_, dev = (ENVIRONMENT.format(name=name) for name in ("", "-dev"))
    root = adopted(
        tmp_path,
        {
            "environment.yml": f"{main_}      - rich\n",
            "environment-dev.yml": f"{dev}      - -i {LAB}\n      - pytest\n",
        },
    )
    told = rows(root, "uv")
    file = "environment-dev.yml"
    stays = f"{file}: name, {file}: channels: conda-forge, {file}: pip: -i {LAB}"
    assert [one for one in told if "lab" in one] == [
        f"warning:  → : the package index {LAB}: {ELSEWHERE}",
        f"set aside:  → {file}: {stays}",
    ]


def test_an_index_that_a_group_has_besides_is_carried_without_a_warning(tmp_path: Path) -> None:
    main_, dev = (ENVIRONMENT.format(name=name) for name in ("", "-dev"))
    root = adopted(
        tmp_path,
        {
            "environment.yml": f"{main_}      - --extra-index-url {LAB}\n      - rich\n",
            "environment-dev.yml": f"{dev}      - -i {LAB}\n      - pytest\n",
        },
    )
    assert [one for one in rows(root, "uv") if "lab" in one] == [
        "translated: environment-dev.yml: pip → tool.uv.index: lab-example-org-simple",
        "translated: environment.yml: pip → tool.uv.index: lab-example-org-simple",
        (
            "left out:  → : taking the newest version that any index has: the new manager asks "
            "lab-example-org-simple before the default index"
        ),
    ]


def test_a_table_that_is_set_aside_whole_is_named(tmp_path: Path) -> None:
    root = start(tmp_path, '[[tool.uv.index]]\nname = "lab"\nurl = "./simple"\n')
    assert "set aside:  → .seedbed/aside.toml: tool.uv" in rows(root, "pixi")


def test_a_table_that_neither_manager_reads_is_not_carried(tmp_path: Path) -> None:
    root = start(tmp_path, "[tool.uv]\npackage = false\n\n[tool.ruff]\nline-length = 90\n")
    switch(root, "pixi")
    told = rows(root, "poetry")
    assert "carried:  → : project, dependency-groups, tool.ruff" in told
    assert "set aside:  → pyproject.toml: tool.uv.package" in told


def test_what_comes_back_with_an_edit_says_so(tmp_path: Path) -> None:
    root = start(
        tmp_path,
        '[tool.pixi.workspace]\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n\n'
        '[tool.pixi.pypi-dependencies]\nclick = ">=8"\nhttpx = "*"\n',
    )
    switch(root, "uv")
    text = (root / "pyproject.toml").read_text()
    assert '"click>=8"' in text
    (root / "pyproject.toml").write_text(text.replace('"click>=8"', '"click>=8.1"'))
    restored = next(one for one in rows(root, "pixi") if one.startswith("restored"))
    assert 'tool.pixi.pypi-dependencies.click = ">=8.1", with your edit, ' in restored
    assert 'tool.pixi.pypi-dependencies.httpx = "*", project.dependencies, ' in restored


def test_all_that_was_removed_meanwhile_is_named(tmp_path: Path) -> None:
    root = start(
        tmp_path,
        '[tool.pixi.workspace]\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n\n'
        '[tool.pixi.dependencies]\nnumpy = "<3"\npandas = "*"\n\n'
        '[tool.pixi.pypi-dependencies]\nclick = ">=8"\nhttpx = "*"\n',
    )
    switch(root, "uv")
    text = (root / "pyproject.toml").read_text()
    listed = '"click>=8", "httpx", "numpy<3", "pandas", "rich"'
    assert listed in text
    (root / "pyproject.toml").write_text(text.replace(listed, '"httpx", "pandas"'))
    assert "left out:  → : what you removed meanwhile: numpy, click, rich" in rows(root, "pixi")
