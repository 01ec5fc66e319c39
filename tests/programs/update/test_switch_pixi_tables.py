"""What stands in Pixi's own tables alone, and names a channel, a build, a platform, or an index.

https://pixi.sh/latest/reference/pixi_manifest/
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from adopted_trips import adopt, stands, start
from pixi_trips import switch

if TYPE_CHECKING:
    from pathlib import Path

LINUX = "sys_platform == 'linux' and platform_machine == 'x86_64'"
WANTED = [
    "click>=8",
    "httpx[http2]>=0.27; sys_platform == 'darwin'",
    "lab-io>=1",
    "numpy>=1.26",
    "pandas>=2",
    f"polars>=1; {LINUX}",
    "scipy",
    "tqdm>=4; sys_platform == 'win32'",
    "uvloop; sys_platform != 'win32'",
]
WORKSPACE = """[project]
name = "kiln"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = [{stated}]

[tool.pixi.workspace]
channels = ["conda-forge"]
platforms = ["linux-64"]

"""


def go(root: Path, manager: str) -> list[str]:
    """Switch: the rows of the table but for those of what stays as it is."""
    step = switch(root, manager)
    assert step.status == 0
    return [
        f"{row['kind']}: {row['from']} → {row['to']}: {'; '.join(row['what'])}"
        for row in step.said["result"]["switch"]
        if row["kind"] in {"warning", "translated", "set aside"}
    ]


def manifest(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text())


def adopted(folder: Path, stated: str, tables: str) -> Path:
    """A project that was adopted."""
    root = folder / "kiln"
    root.mkdir()
    (root / "pyproject.toml").write_text(WORKSPACE.format(stated=stated) + tables)
    assert adopt(root)[0] == 0
    return root


@pytest.mark.parametrize("other", ["uv", "poetry", "conda"])
def test_they_are_requirements_under_another_manager(tmp_path: Path, other: str) -> None:
    root = start("pixi-toml", "builds-and-targets", tmp_path)
    status, said = adopt(root)
    assert status == 0
    assert said["result"]["found"]["understood"] == {
        "requirement": 9, "group": 1, "package index": 2,
    }  # fmt: skip
    left = stands(root)
    go(root, other)
    assert manifest(root)["project"]["dependencies"] == WANTED
    assert manifest(root)["dependency-groups"]["test"] == ["pytest>=8"]
    go(root, "pixi")
    assert stands(root) == left


def test_the_table_shows_what_is_lost_of_them(tmp_path: Path) -> None:
    root = start("pixi-toml", "builds-and-targets", tmp_path)
    adopt(root)
    rows = go(root, "uv")
    assert (
        "translated: pixi.toml: dependencies → project.dependencies: "
        'numpy ({ version = ">=1.26", build = "py311*" } → numpy>=1.26); pandas; '
        'scipy ({ version = "*", channel = "conda-forge" } → scipy)'
    ) in rows
    for target, name in (("linux-64", "polars"), ("win", "tqdm"), ("unix", "uvloop")):
        place = f"pixi.toml: target.{target}.dependencies"
        assert f"translated: {place} → project.dependencies: {name}" in rows
    assert (
        "set aside:  → .seedbed/aside.toml: pixi.toml: dependencies.pandoc, "
        "target.linux-64.dependencies.cuda-version"
    ) in rows
    assert manifest(root)["tool"]["uv"]["index"] == [
        {
            "name": "mirror-example-org-simple",
            "url": "https://mirror.example.org/simple",
            "default": True,
        },
        {
            "name": "lab-example-org-simple",
            "url": "https://lab.example.org/simple",
            "explicit": True,
        },
    ]
    assert manifest(root)["tool"]["uv"]["sources"] == {
        "lab-io": {"index": "lab-example-org-simple"}
    }


def test_an_index_counts_for_what_the_list_asks_for(tmp_path: Path) -> None:
    index = "https://lab.example.org/simple"
    table = f'[tool.pixi.pypi-dependencies]\nLab_IO = {{ version = "*", index = "{index}" }}\n'
    root = adopted(tmp_path, '"lab-io>=1"', table)
    left = stands(root)
    assert (
        "translated: tool.pixi.pypi-dependencies → tool.uv.sources: "
        f'Lab_IO ({{ version = "*", index = "{index}" }} → lab-io>=1)'
    ) in go(root, "uv")
    name = "lab-example-org-simple"
    assert manifest(root)["tool"]["uv"]["index"] == [{"name": name, "url": index, "explicit": True}]
    assert manifest(root)["tool"]["uv"]["sources"] == {"lab-io": {"index": name}}
    go(root, "pixi")
    assert stands(root) == left


@pytest.mark.parametrize(
    "tables",
    [
        (
            '[tool.pixi.dependencies]\npandas = ">=1"\n[tool.pixi.target.linux.dependencies]\n'
            'pandas = ">=2"\n'
        ),
        (
            '[tool.pixi.target.linux.dependencies]\nscipy = ">=1"\n'
            '[tool.pixi.target.linux-64.dependencies]\nscipy = ">=2"\n'
        ),
    ],
)
def test_what_no_requirement_can_say_is_set_aside(tmp_path: Path, tables: str) -> None:
    root = adopted(tmp_path, "", tables)
    left = stands(root)
    (row,) = [row for row in go(root, "uv") if row.startswith("set aside")]
    assert "tool.pixi.target" in row
    assert not [one for one in manifest(root)["project"]["dependencies"] if ";" in one]
    go(root, "pixi")
    assert stands(root) == left
