"""`pixi.toml` comes back after edits of another manager's manifest that it can say as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from adopted_trips import adopt
from cli import seedbed
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
BY_DEFAULT = ADDED.replace("]\n", ']\ndefault = ["test"]\n', 1)
"""The same behind Poetry, which installs every group that isn't optional."""
OTHERS = {"uv": ADDED, "poetry": BY_DEFAULT, "conda": ADDED}


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
    assert (root / "pixi.toml").read_text() == PLAIN + OTHERS[other]
    assert "dependency-groups" not in (root / "pyproject.toml").read_text()


@pytest.mark.parametrize("other", ["uv", "poetry"])
@pytest.mark.parametrize("more", ["", GROUP])
def test_a_renamed_index_keeps_no_file_away(tmp_path: Path, other: str, more: str) -> None:
    root = start(tmp_path, FROM_INDEX, other)
    text = (root / "pyproject.toml").read_text()
    assert text.count('"wheels-example-simple"') == 2
    (root / "pyproject.toml").write_text(text.replace("wheels-example-simple", "own") + more)
    assert switch(root, "pixi").status == 0
    assert (root / "pixi.toml").read_text() == FROM_INDEX + (OTHERS[other] if more else "")


def test_an_index_at_another_address_is_an_edit_of_the_file(tmp_path: Path) -> None:
    root = start(tmp_path, FROM_INDEX, "uv")
    text = (root / "pyproject.toml").read_text()
    (root / "pyproject.toml").write_text(text.replace("wheels.example", "mirror.example"))
    assert switch(root, "pixi").status == 0
    assert (root / "pixi.toml").read_text() == FROM_INDEX.replace("wheels.", "mirror.")


FROM_CONDA = PLAIN.replace(
    'python = ">=3.11"\n',
    'python = ">=3.11"\nnumpy = { version = ">=1.26", channel = "conda-forge" }\n',
)


@pytest.mark.parametrize("other", ["uv", "poetry"])
def test_what_was_removed_is_told_once_and_not_kept(tmp_path: Path, other: str) -> None:
    root = start(tmp_path, FROM_CONDA, other)
    done = seedbed("remove", "--no-sync", "numpy", cwd=root)
    assert done.returncode == 0, done.stderr
    rows = switch(root, "pixi").said["result"]["switch"]
    assert [row["what"] for row in rows if row["kind"] == "left out" and "numpy" in str(row)] == [
        ["what you removed meanwhile: numpy"]
    ]
    assert [row for row in rows if row["kind"] == "kept"] == []
    assert (root / "pixi.toml").read_text() == PLAIN
    assert "numpy" not in (root / ".seedbed/aside.toml").read_text()


def test_what_was_edited_is_still_kept(tmp_path: Path) -> None:
    root = start(tmp_path, FROM_CONDA, "uv")
    text = (root / "pyproject.toml").read_text()
    (root / "pyproject.toml").write_text(text.replace("numpy>=1.26", "numpy[dev]>=2"))
    rows = switch(root, "pixi").said["result"]["switch"]
    assert [row["what"] for row in rows if row["kind"] == "kept"] == [
        [
            (
                "pixi.toml: dependencies.numpy, because you edited it; set aside: "
                '{ version = ">=1.26", channel = "conda-forge" }'
            )
        ]
    ]
    assert 'numpy = { version = ">=2", extras = ["dev"] }\n' in (root / "pixi.toml").read_text()
