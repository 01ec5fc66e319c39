"""`pixi.toml` comes back after edits of another manager's manifest that it can say as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from adopted_trips import adopt
from pixi_trips import switch

if TYPE_CHECKING:
    from pathlib import Path

PLAIN = """[workspace]
name = "peat"
version = "1.0"
channels = ["conda-forge"]
platforms = ["linux-64"]

[dependencies]
python = ">=3.11"

[pypi-dependencies]
httpx = ">=0.28"
"""
FROM_INDEX = PLAIN.replace(
    'httpx = ">=0.28"', 'httpx = { version = ">=0.28", index = "https://wheels.example/simple" }'
)
GROUP = '\n[dependency-groups]\ntest = ["pytest"]\n'
ADDED = """
[environments]
test = ["test"]

[feature.test.pypi-dependencies]
pytest = "*"
"""
OTHERS = ["uv", "poetry", "conda"]


def start(folder: Path, text: str, other: str) -> Path:
    root = folder / "peat"
    root.mkdir()
    (root / "pixi.toml").write_text(text)
    assert adopt(root)[0] == 0
    assert switch(root, other).status == 0
    return root


@pytest.mark.parametrize("other", OTHERS)
def test_an_added_group_becomes_a_feature(tmp_path: Path, other: str) -> None:
    root = start(tmp_path, PLAIN, other)
    text = (root / "pyproject.toml").read_text()
    (root / "pyproject.toml").write_text(text + GROUP)
    back = switch(root, "pixi")
    assert (back.status, back.conflicts) == (0, [])
    assert (root / "pixi.toml").read_text() == PLAIN + ADDED
    assert "dependency-groups" not in (root / "pyproject.toml").read_text()


@pytest.mark.parametrize("other", ["uv", "poetry"])
@pytest.mark.parametrize("more", ["", GROUP])
def test_a_renamed_index_keeps_no_file_away(tmp_path: Path, other: str, more: str) -> None:
    root = start(tmp_path, FROM_INDEX, other)
    text = (root / "pyproject.toml").read_text()
    assert text.count('"wheels-example-simple"') == 2
    (root / "pyproject.toml").write_text(text.replace("wheels-example-simple", "own") + more)
    assert switch(root, "pixi").status == 0
    assert (root / "pixi.toml").read_text() == FROM_INDEX + (ADDED if more else "")


def test_an_index_at_another_address_is_an_edit_of_the_file(tmp_path: Path) -> None:
    root = start(tmp_path, FROM_INDEX, "uv")
    text = (root / "pyproject.toml").read_text()
    (root / "pyproject.toml").write_text(text.replace("wheels.example", "mirror.example"))
    assert switch(root, "pixi").status == 0
    assert (root / "pixi.toml").read_text() == FROM_INDEX.replace("wheels.", "mirror.")
