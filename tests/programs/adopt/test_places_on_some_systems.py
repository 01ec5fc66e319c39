"""Requirements that hold on some systems, and come from an index of their own, at a switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from adopted_trips import adopt
from pixi_trips import switch

if TYPE_CHECKING:
    from pathlib import Path

MANIFEST = """[project]
name = "clay"
version = "1.0"
requires-python = ">=3.10"
dependencies = ["six>=1.16; {marker}"]

[[tool.uv.index]]
name = "extra"
url = "https://extra.example/simple"
explicit = true

[tool.uv.sources]
six = {source}
"""
LINUX = "sys_platform == 'linux'"
SIX = 'six = { version = ">=1.16", index = "https://extra.example/simple" }\n'
TOLD = [
    (LINUX, '{ index = "extra" }', ["linux"], SIX),
    (LINUX, f'{{ index = "extra", marker = "{LINUX}" }}', ["linux"], SIX),
    ("sys_platform != 'win32'", '{ index = "extra" }', ["linux", "osx"], SIX),
    (
        f"{LINUX} and platform_machine == 'x86_64'",
        '{ index = "extra" }',
        ["linux-64"],
        SIX,
    ),
    (
        LINUX,
        '{ git = "https://git.example/six.git" }',
        ["linux"],
        'six = { git = "https://git.example/six.git" }\n',
    ),
]


def start(folder: Path, marker: str, source: str) -> tuple[Path, str]:
    root = folder / "clay"
    root.mkdir()
    (root / "pyproject.toml").write_text(MANIFEST.format(marker=marker, source=source))
    assert adopt(root)[0] == 0
    return root, (root / "pyproject.toml").read_text()


@pytest.mark.parametrize(("marker", "source", "targets", "entry"), TOLD, ids=str)
def test_pixi_gets_it_in_the_tables_of_these_systems(
    tmp_path: Path, marker: str, source: str, targets: list[str], entry: str
) -> None:
    root, text = start(tmp_path, marker, source)
    there = switch(root, "pixi")
    assert [row for row in there.said["result"]["switch"] if row["kind"] == "warning"] == []
    written = (root / "pyproject.toml").read_text()
    for target in targets:
        assert f"[tool.pixi.target.{target}.pypi-dependencies]\n{entry}" in written
    assert written.count("\nsix = ") == len(targets)
    assert switch(root, "uv").status == 0
    assert (root / "pyproject.toml").read_text() == text


def test_a_marker_that_is_about_no_system_is_warned_of(tmp_path: Path) -> None:
    root, _ = start(tmp_path, "python_version < '3.12'", '{ index = "extra" }')
    rows = switch(root, "pixi").said["result"]["switch"]
    assert [row["what"] for row in rows if row["kind"] == "warning"] == [
        [
            (
                "the package index of six (extra): installing it from another place would be "
                "another package"
            )
        ]
    ]
    assert "six = " not in (root / "pyproject.toml").read_text()


def test_a_table_for_other_systems_than_the_marker_s_is_none_of_it(tmp_path: Path) -> None:
    root, _ = start(tmp_path, LINUX, '{ index = "extra" }')
    switch(root, "pixi")
    path = root / "pyproject.toml"
    path.write_text(path.read_text().replace("target.linux", "target.unix"))
    rows = switch(root, "poetry").said["result"]["switch"]
    (keys,) = (row["what"] for row in rows if row["kind"] == "set aside")
    assert keys == ["tool.seedbed.indexes", "tool.pixi.target"]
