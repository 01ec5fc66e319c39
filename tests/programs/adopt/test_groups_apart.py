"""Groups of an adopted project that have no environment file of their own, after a return."""

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
dependencies = ["numpy>=1.26"]

[dependency-groups]
dev = ["pytest"]
"""
FILE = """name: kiln
channels:
  - conda-forge
dependencies:
  - python>=3.11
  - numpy>=1.26
"""
WAYS = [("uv",), ("poetry",), ("pixi",), ("uv", "pixi"), ("pixi", "poetry")]


def start(folder: Path) -> Path:
    root = folder / "kiln"
    root.mkdir()
    (root / "pyproject.toml").write_text(MANIFEST)
    (root / "environment.yml").write_text(FILE)
    assert adopt(root)[0] == 0
    return root


def edit(root: Path, old: str, new: str) -> None:
    text = (root / "pyproject.toml").read_text()
    assert text.count(old) == 1, text
    (root / "pyproject.toml").write_text(text.replace(old, new))


def environments(root: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in root.glob("environment*")}


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_return_writes_no_file_that_was_not_there(tmp_path: Path, way: tuple[str, ...]) -> None:
    root = start(tmp_path)
    text = (root / "pyproject.toml").read_text()
    for one in (*way, "conda"):
        assert switch(root, one).status == 0
    assert environments(root) == {"environment.yml": FILE}
    assert (root / "pyproject.toml").read_text() == text
    assert not (root / ".seedbed/aside.toml").exists()


def test_an_edit_of_the_group_makes_no_file(tmp_path: Path) -> None:
    root = start(tmp_path)
    switch(root, "uv")
    edit(root, '["pytest"]', '["pytest>=8", "rich"]')
    switch(root, "conda")
    assert environments(root) == {"environment.yml": FILE}
    assert 'dev = ["pytest>=8", "rich"]\n' in (root / "pyproject.toml").read_text()


def test_a_group_of_another_manager_gets_its_file(tmp_path: Path) -> None:
    root = start(tmp_path)
    switch(root, "uv")
    edit(root, '["pytest"]', '["pytest"]\nlint = ["ruff"]')
    switch(root, "conda")
    assert environments(root) == {
        "environment.yml": FILE,
        "environment-lint.yml": (
            "name: kiln\nchannels:\n  - conda-forge\ndependencies:\n  - pip\n  - pip:\n"
            "      - ruff\n"
        ),
    }


def test_what_only_the_file_can_say_needs_it(tmp_path: Path) -> None:
    root = start(tmp_path)
    switch(root, "pixi")
    text = (root / "pyproject.toml").read_text()
    more = '\n[tool.pixi.feature.dev.dependencies]\nripgrep = "*"\n'
    (root / "pyproject.toml").write_text(text + more)
    switch(root, "conda")
    assert environments(root) == {
        "environment.yml": FILE,
        "environment-dev.yml": (
            "name: kiln\nchannels:\n  - conda-forge\ndependencies:\n  - pip\n  - ripgrep\n"
            "  - pip:\n      - pytest\n"
        ),
    }
