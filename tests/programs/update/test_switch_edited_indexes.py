"""Package indexes that are moved or removed under one manager, as they come back to another.

https://pixi.sh/latest/reference/pixi_manifest/#the-pypi-options-table
"""

from __future__ import annotations

import tomllib
from contextlib import chdir
from typing import TYPE_CHECKING, Any

import pytest
from adopted_rows import adopted
from adopted_trips import stands
from pixi_trips import switch

from seedbed.cli import main

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = """[project]
name = "kiln"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["click", "rich"]

"""
CORP, TWO = "https://corp.example.org/simple", "https://two.example.org/simple"
NEW = "https://new.example.org/simple"
FIRST, SECOND = {"name": "corp", "url": CORP}, {"name": "two", "url": TWO}
INDEXES = f"""[[tool.uv.index]]
name = "corp"
url = "{CORP}"

[[tool.uv.index]]
name = "two"
url = "{TWO}"
"""
PRIVATE = f'[[tool.uv.index]]\nname = "private"\nurl = "{CORP}"\n'


def start(folder: Path, text: str, path: str = "pyproject.toml") -> Path:
    """A project that was adopted."""
    return adopted(folder, {path: text})


def go(root: Path, manager: str) -> list[str]:
    """Switch, and say what the table has."""
    step = switch(root, manager)
    assert (step.status, step.conflicts) == (0, [])
    rows = step.said["result"]["switch"]
    return [f"{row['kind']}: {what}" for row in rows for what in row["what"]]


def edit(root: Path, was: str, now: str, path: str = "pyproject.toml") -> None:
    text = (root / path).read_text()
    assert was in text
    (root / path).write_text(text.replace(was, now))


def tools(root: Path) -> Any:
    return tomllib.loads((root / "pyproject.toml").read_text())["tool"]


@pytest.mark.parametrize(
    ("listed", "wanted"),
    [
        ([TWO, CORP], [SECOND, FIRST]),
        ([NEW, CORP, TWO], [{"name": "new-example-org-simple", "url": NEW}, FIRST, SECOND]),
        ([TWO, NEW, CORP], [SECOND, {"name": "new-example-org-simple", "url": NEW}, FIRST]),
        ([CORP, TWO, NEW], [FIRST, SECOND, {"name": "new-example-org-simple", "url": NEW}]),
        ([TWO], [SECOND]),
    ],
)
def test_indexes_come_back_in_the_order_of_pixis_list(
    tmp_path: Path, listed: list[str], wanted: list[dict[str, str]]
) -> None:
    root = start(tmp_path, PROJECT + INDEXES)
    go(root, "pixi")
    edit(root, f'"{CORP}", "{TWO}"', ", ".join(f'"{one}"' for one in listed))
    go(root, "uv")
    assert tools(root)["uv"]["index"] == wanted


def test_poetry_is_told_the_order_of_pixis_list(tmp_path: Path) -> None:
    root = start(tmp_path, PROJECT + INDEXES)
    go(root, "pixi")
    edit(root, f'"{CORP}", "{TWO}"', f'"{TWO}", "{CORP}"')
    newest = "Poetry takes the newest version that any of them has"
    assert f"left out: asking two first, before corp: {newest}" in go(root, "poetry")
    assert [one["name"] for one in tools(root)["poetry"]["source"]] == ["two", "corp", "PyPI"]


@pytest.mark.parametrize("other", ["pixi", "conda"])
@pytest.mark.parametrize("instead", ["", NEW])
def test_an_index_that_is_only_noted_any_more_stays_away(
    tmp_path: Path, other: str, instead: str
) -> None:
    root = start(tmp_path, PROJECT + PRIVATE)
    go(root, other)
    if other == "pixi":
        table = f'\n[tool.pixi.pypi-options]\nextra-index-urls = ["{CORP}"]\n'
        edit(root, table, table.replace(CORP, NEW) if instead else "")
    else:
        line = f'      - "--extra-index-url {CORP}"\n'
        edit(root, line, line.replace(CORP, NEW) if instead else "", "environment.yml")
    go(root, "uv")
    wanted = [{"name": "new-example-org-simple", "url": NEW}] if instead else None
    assert tools(root).get("uv", {}).get("index") == wanted
    assert "indexes" not in tools(root)["seedbed"]


@pytest.mark.parametrize("other", ["pixi", "conda"])
def test_an_index_for_certain_packages_is_noted_as_one_where_nothing_names_it(
    tmp_path: Path, other: str
) -> None:
    root = start(tmp_path, f"{PROJECT}{PRIVATE}explicit = true\n")
    left = stands(root)
    go(root, other)
    assert tools(root)["seedbed"]["indexes"] == {"private": {"url": CORP, "explicit": True}}
    go(root, "uv")
    assert stands(root) == left


@pytest.mark.parametrize("other", ["pixi", "conda"])
def test_an_index_that_a_package_names_is_noted_by_its_address(tmp_path: Path, other: str) -> None:
    source = '\n[tool.uv.sources]\nrich = { index = "private" }\n'
    root = start(tmp_path, f"{PROJECT}{PRIVATE}explicit = true\n{source}")
    left = stands(root)
    go(root, other)
    assert tools(root)["seedbed"]["indexes"] == {"private": CORP}
    go(root, "uv")
    assert stands(root) == left


def test_an_index_that_was_made_for_a_package_goes_with_it(tmp_path: Path) -> None:
    workspace = '[workspace]\nname = "kiln"\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n'
    asks = f'\n[pypi-dependencies]\nidna = {{ version = "*", index = "{CORP}" }}\n'
    root = start(tmp_path, workspace + asks, "pixi.toml")
    go(root, "uv")
    made = {"name": "corp-example-org-simple", "url": CORP, "explicit": True}
    assert tools(root)["uv"]["index"] == [made]
    with chdir(root):
        assert main(["remove", "--no-sync", "idna"]) == 0
    assert tools(root)["uv"]["index"] == [made]
    assert "left out: the package indexes corp-example-org-simple" in go(root, "pixi")
    assert (root / "pixi.toml").read_text() == workspace
    assert not [row for row in go(root, "uv") if row.startswith("restored")]
    assert tools(root)["uv"].keys() == {"environments"}
