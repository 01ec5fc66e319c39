"""What the table of a switch says of package indexes: all of them, and how they are asked.

https://docs.astral.sh/uv/reference/settings/#index-strategy
https://pixi.sh/latest/reference/pixi_manifest/#the-pypi-options-table
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from adopted_rows import adopted
from adopted_rows import rows as go
from adopted_trips import stands

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = """[project]
name = "kiln"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["idna", "rich"]

"""
A, B, C = (f"https://{name}.example.org/simple" for name in "abc")
NAME_B, NAME_C = "b-example-org-simple", "c-example-org-simple"
OLDER = f'[tool.uv]\nindex-url = "{A}"\nextra-index-url = ["{B}", "{C}"]\n'
PIXI = '[tool.pixi.workspace]\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n'
NEWEST = 'index-strategy = "unsafe-best-match"  # as pip\n'
BEST = f"""[tool.uv]
{NEWEST}
[[tool.uv.index]]
name = "b"
url = "{B}"
"""
MARKED = f"""[[tool.uv.index]]
name = "a"
url = "{A}"
explicit = true

[[tool.uv.index]]
name = "b"
url = "{B}"
explicit = true

[tool.uv.sources]
idna = [
    {{ index = "a", marker = "sys_platform == 'win32'" }},
    {{ index = "b", marker = "sys_platform != 'win32'" }},
]
"""


def start(folder: Path, tables: str) -> Path:
    """A project that was adopted."""
    return adopted(folder, {"pyproject.toml": PROJECT + tables})


def tools(root: Path) -> Any:
    return tomllib.loads((root / "pyproject.toml").read_text())["tool"]


@pytest.mark.parametrize(
    ("other", "there", "back"),
    [
        ("pixi", "tool.pixi.pypi-options.extra-index-urls", "tool.seedbed.indexes"),
        ("poetry", "tool.poetry.source", "tool.poetry.source"),
        ("conda", "environment.yml: dependencies", "environment.yml: pip"),
    ],
)
def test_a_row_names_all_indexes_of_a_list(
    tmp_path: Path, other: str, there: str, back: str
) -> None:
    root = start(tmp_path, OLDER)
    rows = go(root, other)
    assert f"translated: tool.uv.extra-index-url → {there}: {NAME_B}, {NAME_C}" in rows
    rows = go(root, "uv")
    assert f"translated: {back} → tool.uv.extra-index-url: {NAME_B}, {NAME_C}" in rows
    assert not [row for row in rows if "left out" in row and NAME_C in row]


def test_a_row_names_all_indexes_of_the_list_of_pixis_workspace(tmp_path: Path) -> None:
    root = start(tmp_path, f'{PIXI}pypi-options = {{ extra-index-urls = ["{B}", "{C}"] }}\n')
    key = "tool.pixi.workspace.pypi-options.extra-index-urls"
    assert f"translated: {key} → tool.uv.index: {NAME_B}, {NAME_C}" in go(root, "uv")
    assert f"translated: tool.uv.index → {key}: {NAME_B}, {NAME_C}" in go(root, "pixi")


def test_there_is_a_row_for_each_target_that_a_source_becomes(tmp_path: Path) -> None:
    root = start(tmp_path, MARKED)
    rows = [row for row in go(root, "pixi") if "tool.uv.sources" in row]
    assert rows == [
        f"translated: tool.uv.sources → tool.pixi.target.{one}.pypi-dependencies: idna"
        for one in ("linux", "osx", "win")
    ]


def test_conda_is_not_said_to_ask_all_where_uv_was_told_to(tmp_path: Path) -> None:
    root = start(tmp_path, BEST)
    left = stands(root)
    assert not [row for row in go(root, "conda") if "newest version" in row]
    assert not [row for row in go(root, "uv") if "newest version" in row]
    assert stands(root) == left


@pytest.mark.parametrize(("tables", "name"), [(BEST, "b"), (None, NAME_B)], ids=["uv", "pixi"])
def test_poetry_is_said_to_ask_in_turn_where_the_newest_version_counted(
    tmp_path: Path, tables: str | None, name: str
) -> None:
    options = f'{PIXI}\n[tool.pixi.pypi-options]\n{NEWEST}extra-index-urls = ["{B}"]\n'
    root = start(tmp_path, tables or options)
    left, home = stands(root), "uv" if tables else "pixi"
    told = f"the new manager asks {name} before the default index"
    row = f"left out:  → : taking the newest version that any index has: {told}"
    assert row in go(root, "poetry")
    go(root, home)
    assert stands(root) == left


def test_pixi_takes_the_newest_version_of_all_indexes_where_uv_did(tmp_path: Path) -> None:
    root = start(tmp_path, BEST)
    left = stands(root)
    keys = "tool.uv.index-strategy → tool.pixi.pypi-options.index-strategy"
    assert f"translated: {keys}: " in go(root, "pixi")
    assert tools(root)["pixi"]["pypi-options"] == {
        "extra-index-urls": [B],
        "index-strategy": "unsafe-best-match",
    }
    go(root, "uv")
    assert stands(root) == left


@pytest.mark.parametrize("table", ["pypi-options", "workspace.pypi-options"])
def test_uv_takes_the_newest_version_of_all_indexes_where_pixi_did(
    tmp_path: Path, table: str
) -> None:
    root = start(tmp_path, f'{PIXI}\n[tool.pixi.{table}]\n{NEWEST}extra-index-urls = ["{B}"]\n')
    left = stands(root)
    go(root, "uv")
    assert tools(root)["uv"]["index-strategy"] == "unsafe-best-match"
    go(root, "pixi")
    assert stands(root) == left


def test_a_strategy_that_is_removed_under_pixi_stays_away(tmp_path: Path) -> None:
    root = start(tmp_path, BEST)
    go(root, "pixi")
    text = (root / "pyproject.toml").read_text()
    line = 'index-strategy = "unsafe-best-match"\n'
    assert line in text
    (root / "pyproject.toml").write_text(text.replace(line, ""))
    go(root, "uv")
    assert tools(root)["uv"] == {"index": [{"name": "b", "url": B}]}


def test_another_strategy_is_only_uvs(tmp_path: Path) -> None:
    root = start(tmp_path, BEST.replace("best", "first"))
    left = stands(root)
    rows = go(root, "conda")
    told = "asking b before the default index: pip takes the newest version that any of them has"
    assert f"left out:  → : {told}" in rows
    go(root, "uv")
    assert stands(root) == left
