"""An environment file that asks for narrower ranges than `pyproject.toml`, after a switch and back.

Only the lines of requirements that somebody edited meanwhile follow `pyproject.toml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from adopted_trips import adopt
from pixi_trips import switch

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = """[project]
name = "kiln"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = [
    "numpy>=1.26",
    "pandas",
]

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[tool.hatch.build.targets.wheel]
packages = ["kiln"]
"""
FILE = """name: kiln
channels:
  - conda-forge
dependencies:
  - python=3.11
  - numpy=2.1.*  # checked
  - pandas>=2.2,<3
  - pip
  - pip:
    - -e .
"""
ADDED = FILE + "    - requests\n"
WAYS = [
    ((), ("uv",)),
    ((), ("poetry",)),
    ((), ("pixi",)),
    (("uv",), ("poetry",)),
    (("poetry", "pixi"), ("uv",)),
    ((), ("uv", "poetry", "pixi")),
]


def start(folder: Path) -> Path:
    root = folder / "kiln"
    (root / "kiln").mkdir(parents=True)
    (root / "kiln/__init__.py").touch()
    (root / "pyproject.toml").write_text(MANIFEST)
    (root / "environment.yml").write_text(FILE)
    assert adopt(root)[0] == 0
    return root


def edit(root: Path, old: str, new: str) -> None:
    text = (root / "pyproject.toml").read_text()
    assert text.count(old) == 1, text
    (root / "pyproject.toml").write_text(text.replace(old, new))


@pytest.mark.parametrize(("before", "after"), WAYS, ids=str)
def test_an_added_requirement_loosens_no_line(
    tmp_path: Path, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    root = start(tmp_path)
    for one in (*before, after[0]):
        switch(root, one)
    edit(root, '"numpy>=1.26",\n', '"numpy>=1.26",\n    "requests",\n')
    for one in after[1:]:
        switch(root, one)
    assert switch(root, "conda").conflicts == []
    assert (root / "environment.yml").read_text() == ADDED


TIGHTER = [
    (('"numpy>=1.26"', '"numpy>=2.2"'), ("numpy=2.1.*  #", "numpy >=2.2 #")),
    (('python = ">=3.11"', 'python = ">=3.12"'), ("python=3.11", "python >=3.12")),
]
LOOSER = [  # Pixi's own tables still have the range of before
    (('"numpy>=1.26"', '"numpy>=1.20"'), ("numpy=2.1.*  #", "numpy >=1.20 #")),
    (('"pandas<3,>=2.2"', '"pandas>=2.3"'), ("pandas>=2.2,<3", "pandas >=2.3")),
]
EDITS = [
    *((other, *one) for other in ("uv", "poetry", "pixi") for one in TIGHTER),
    *((other, *one) for other in ("uv", "poetry") for one in LOOSER),
]


@pytest.mark.parametrize(("other", "edited", "lines"), EDITS, ids=str)
def test_an_edited_range_changes_its_own_line_alone(
    tmp_path: Path, other: str, edited: tuple[str, str], lines: tuple[str, str]
) -> None:
    root = start(tmp_path)
    switch(root, other)
    edit(root, *edited)
    assert switch(root, "conda").conflicts == []
    assert (root / "environment.yml").read_text() == FILE.replace(*lines)


def test_what_counts_again_is_said_to_come_back(tmp_path: Path) -> None:
    root = start(tmp_path)
    switch(root, "uv")
    edit(root, '"numpy>=1.26",\n', '"numpy>=1.26",\n    "requests",\n')
    rows = switch(root, "conda").said["result"]["switch"]
    assert [row["what"] for row in rows if row["kind"] == "restored"] == [
        [
            'project.dependencies, with "pandas" and without "pandas<3,>=2.2", with your edit',
            "numpy, from conda channels as numpy",
            "pandas, from conda channels as pandas",
            "environment.yml: - python=3.11",
            "environment.yml: - numpy=2.1.*  # checked",
            "environment.yml: - pandas>=2.2,<3",
            "environment.yml: - -e .",
        ]
    ]


TOLD = [
    (*TIGHTER[0], "numpy (==2.1.* → >=2.2)"),
    (*TIGHTER[1], "python (==3.11.* → >=3.12)"),
    (*LOOSER[1], "pandas (>=2.2,<3 → >=2.3)"),
]


@pytest.mark.parametrize("other", ["uv", "poetry"])
@pytest.mark.parametrize(("edited", "_", "told"), TOLD, ids=str)
def test_a_range_of_the_file_that_an_edit_replaces_is_told(
    tmp_path: Path, other: str, edited: tuple[str, str], _: tuple[str, str], told: str
) -> None:
    root = start(tmp_path)
    switch(root, other)
    edit(root, *edited)
    rows = switch(root, "conda").said["result"]["switch"]
    assert f"environment.yml: {told}" in [one for row in rows for one in row["what"]]


def test_an_edit_of_what_the_file_says_alike_is_no_such_loss(tmp_path: Path) -> None:
    root = start(tmp_path)
    text = (root / "environment.yml").read_text()
    (root / "environment.yml").write_text(text.replace("numpy=2.1.*", "numpy>=1.26"))
    switch(root, "uv")
    edit(root, '"numpy>=1.26"', '"numpy>=2.2"')
    rows = switch(root, "conda").said["result"]["switch"]
    assert not [one for row in rows for one in row["what"] if one.startswith("environment.yml: nu")]
