"""Package indexes of optional features at a switch to Poetry, which has one place for a package.

https://docs.astral.sh/uv/concepts/projects/dependencies/#index
https://python-poetry.org/docs/dependency-specification/#source-dependencies
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from adopted_trips import adopt, stands
from pixi_trips import switch

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = """[project]
name = "kiln"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = [{base}]

[project.optional-dependencies]
{extras}

[[tool.uv.index]]
name = "pytorch-cpu"
url = "https://cpu.example.org/whl"
explicit = true

[[tool.uv.index]]
name = "pytorch-cu"
url = "https://cu.example.org/whl"
explicit = true

[tool.uv.sources]
torch = [{sources}]
"""
CPU = '{ index = "pytorch-cpu", extra = "cpu" }'
CU = '{ index = "pytorch-cu", extra = "cu" }'
CPU_FOR_CU = '{ index = "pytorch-cpu", extra = "cu" }'
ONE, TWO = 'cpu = ["torch"]', 'cpu = ["torch"]\ncu = ["torch"]'
LOST = (
    "the package index of torch (pytorch-{}): installing it from another place would be another "
    "package"
)


@pytest.mark.parametrize(
    ("base", "extras", "sources", "lost"),
    [
        ('"torch"', ONE, CPU, ["cpu"]),
        ('"torch"', TWO, f"{CPU}, {CU}", ["cpu", "cu"]),
        ("", TWO, f"{CPU}, {CU}", ["cpu", "cu"]),
        ("", TWO, CPU, ["cpu"]),
    ],
    ids=["beside the base", "two beside the base", "two", "one of two"],
)
def test_the_index_of_an_extra_is_not_that_of_others(
    tmp_path: Path, base: str, extras: str, sources: str, lost: list[str]
) -> None:
    root = tmp_path / "kiln"
    root.mkdir()
    text = PROJECT.format(base=base, extras=extras, sources=sources)
    (root / "pyproject.toml").write_text(text)
    assert adopt(root)[0] == 0
    left = stands(root)
    rows = switch(root, "poetry").said["result"]["switch"]
    told = [(row["kind"], row["what"]) for row in rows[: len(lost)]]
    assert told == [("warning", [LOST.format(one)]) for one in lost]
    assert rows[len(lost)]["kind"] != "warning"
    poetry = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["poetry"]
    assert "dependencies" not in poetry
    switch(root, "uv")
    assert stands(root) == left


@pytest.mark.parametrize(
    ("extras", "sources"),
    [(ONE, CPU), (TWO, f"{CPU}, {CPU_FOR_CU}")],
    ids=["one", "two with one place"],
)
def test_the_index_of_all_extras_that_ask_for_a_package_is_its_own(
    tmp_path: Path, extras: str, sources: str
) -> None:
    root = tmp_path / "kiln"
    root.mkdir()
    text = PROJECT.format(base="", extras=extras, sources=sources)
    (root / "pyproject.toml").write_text(text)
    assert adopt(root)[0] == 0
    rows = switch(root, "poetry").said["result"]["switch"]
    assert "warning" not in [row["kind"] for row in rows]
    text = (root / "pyproject.toml").read_text()
    assert '[tool.poetry.dependencies]\ntorch = { source = "pytorch-cpu" }\n' in text
