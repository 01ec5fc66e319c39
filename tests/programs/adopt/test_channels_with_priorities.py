"""Pixi's channels with priorities, at a switch: the order stays, the priorities are set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from adopted_trips import adopt
from pixi_trips import switch

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = """[project]
name = "marsh"
version = "1.0"
requires-python = ">=3.10"
dependencies = ["attrs"]

[tool.pixi.workspace]
channels = {channels}
platforms = ["linux-64"]
"""
FILE = """name: marsh
channels:
{channels}
platforms:
  - linux-64
variables:
  PYTHONNOUSERSITE: "1"
dependencies:
  - python >=3.10
  - pip
  - pip:
      - attrs
"""
LOW, HIGH = '{ channel = "bioconda", priority = -1 }', '{ channel = "bioconda", priority = 3 }'
TOLD = [
    (f'["conda-forge", {LOW}]', ["conda-forge", "bioconda"]),
    (f'[{LOW}, "conda-forge"]', ["conda-forge", "bioconda"]),
    (f'["conda-forge", {HIGH}]', ["bioconda", "conda-forge"]),
]


@pytest.mark.parametrize(("channels", "comes"), TOLD, ids=str)
def test_conda_gets_all_channels_in_the_order_of_their_priorities(
    tmp_path: Path, channels: str, comes: list[str]
) -> None:
    root = tmp_path / "marsh"
    root.mkdir()
    (root / "pyproject.toml").write_text(MANIFEST.format(channels=channels))
    assert adopt(root)[0] == 0
    text = (root / "pyproject.toml").read_text()
    rows = switch(root, "conda").said["result"]["switch"]
    lines = "\n".join(f"  - {one}" for one in comes)
    assert (root / "environment.yml").read_text() == FILE.format(channels=lines)
    told = [(row["kind"], row["what"], row["to"]) for row in rows]
    assert ("translated", ["bioconda", "conda-forge"], "environment.yml: channels") in told
    (aside,) = (what for kind, what, _ in told if kind == "set aside")
    assert aside == ["tool.pixi.workspace.channels: bioconda.priority"]
    assert switch(root, "pixi").status == 0
    assert (root / "pyproject.toml").read_text() == text
