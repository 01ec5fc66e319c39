"""Package indexes, however they are spelled, go at a switch, and come back as they stood.

https://docs.astral.sh/uv/concepts/indexes/
https://python-poetry.org/docs/repositories/
https://pixi.sh/latest/reference/pixi_manifest/#the-pypi-options-table
"""

from __future__ import annotations

import subprocess
import tomllib
from typing import TYPE_CHECKING

import pytest
from adopted_rows import adopted
from adopted_trips import adopt, stands
from pixi_trips import switch

if TYPE_CHECKING:
    from pathlib import Path

PROJECT = """[project]
name = "kiln"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["click", "rich"]

"""
LAB, NEW = "https://lab.example.org/simple", "https://new.example.org/simple"
MIRROR = "https://mirror.example.org/simple"
UV, POETRY = "[tool.uv]\npackage = false\n", "[tool.poetry]\npackage-mode = false\n"
SOURCE = f'{POETRY}\n[[tool.poetry.source]]\nname = "lab"\nurl = "{LAB}"\n'
INDEX = f'{UV}\n[[tool.uv.index]]\nname = "lab"\nurl = "{LAB}"\n'
SECOND = f'\n[[tool.poetry.source]]\nname = "mirror"\nurl = "{MIRROR}"\n'
NAMELESS = f'\n[[tool.uv.index]]\nurl = "{MIRROR}"\n'
SPELLINGS = {
    "a source without a priority": (SOURCE, POETRY),
    "a primary source": (f'{SOURCE}priority = "primary"\n', POETRY),
    "a source for the rest": (f'{SOURCE}priority = "supplemental"\n', POETRY),
    "a source whose address comes first": (
        f'{POETRY}\n[[tool.poetry.source]]\nurl = "{LAB}"  # ours\nname = "lab"\n',
        POETRY,
    ),
    "a list of sources": (
        f'{POETRY}source = [{{ name = "lab", url = "{LAB}" }}]\n',
        POETRY,
    ),
    "two sources": (f"{SOURCE}{SECOND}", f'{POETRY}{SECOND}priority = "primary"\n'),
    "a source before PyPI": (f'{SOURCE}\n[[tool.poetry.source]]\nname = "PyPI"\n', POETRY),
    "an index without a name": (f'{UV}\n[[tool.uv.index]]\nurl = "{LAB}"\n', UV),
    "a default index without a name": (
        f'{UV}\n[[tool.uv.index]]\nurl = "{LAB}"\ndefault = true\n',
        UV,
    ),
    "an index with its defaults": (f"{INDEX}explicit = false\ndefault = false\n", UV),
    "an explicit index that nothing names": (f"{INDEX}explicit = true\ndefault = false\n", UV),
    "an index with settings": (
        f'{INDEX}publish-url = "https://up.example.org"\nauthenticate = "always"\n',
        UV,
    ),
    "a list of indexes": (f'{UV}index = [{{ url = "{LAB}" }}]\n', UV),
    "two indexes without names": (
        f'{UV}\n[[tool.uv.index]]\nurl = "{LAB}"\n{NAMELESS}',
        f"{UV}{NAMELESS}",
    ),
    "a default index before another": (
        f'{UV}{NAMELESS}default = true\n\n[[tool.uv.index]]\nurl = "{LAB}"\n',
        f"{UV}{NAMELESS}default = true\n",
    ),
}
"""The tables of a project, and what is left of them where the index is deleted."""
TRIPS = [
    (name, other)
    for name, (tables, _) in SPELLINGS.items()
    for other in ("uv", "poetry", "pixi", "conda")
    if f"[tool.{other}]" not in tables
]


def start(folder: Path, tables: str) -> Path:
    """A project that was adopted."""
    return adopted(folder, {"pyproject.toml": PROJECT + tables})


def go(root: Path, manager: str) -> None:
    step = switch(root, manager)
    assert (step.status, step.conflicts) == (0, [])


def home(root: Path) -> str:
    tool = tomllib.loads((root / "pyproject.toml").read_text())["tool"]
    return str(tool["seedbed"]["manager"])


def tables_in(root: Path) -> str:
    """The text between the project's own table and seedbed's."""
    text = (root / "pyproject.toml").read_text()
    return text.removeprefix(PROJECT).partition("\n[tool.seedbed]\n")[0]


def readdressed(root: Path) -> None:
    """Give the index another address, whoever has it, and leave its name."""
    for path in (root / "pyproject.toml", root / "environment.yml"):
        if path.exists():
            path.write_text(path.read_text().replace(LAB, NEW))


def deleted(root: Path, manager: str) -> None:
    """Delete the index, and what only notes it."""
    for path in [root / "pyproject.toml", root / "environment.yml"][: 1 + (manager == "conda")]:
        text = path.read_text().replace(f'["{LAB}", ', "[")
        path.write_text("".join(one for one in text.splitlines(keepends=True) if LAB not in one))


def uv_refuses(root: Path) -> str:
    """What uv says of a manifest that it cannot read, and of indexes that it does not know."""
    command = ["uv", "lock", "--offline", "--no-cache"]
    # argument list, no shell; the program is found on PATH
    said = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False).stderr
    (root / "uv.lock").unlink(missing_ok=True)
    return said if "Failed to parse" in said or "undeclared index" in said else ""


@pytest.mark.parametrize(("name", "other"), TRIPS)
def test_nothing_of_the_index_stays_in_the_old_tables(
    tmp_path: Path, name: str, other: str
) -> None:
    root = start(tmp_path, SPELLINGS[name][0])
    left, manager = stands(root), home(root)
    go(root, other)
    tool = tomllib.loads((root / "pyproject.toml").read_text())["tool"]
    assert not {"index", "source"} & tool.get(manager, {}).keys()
    go(root, manager)
    assert stands(root) == left


@pytest.mark.parametrize(("name", "other"), TRIPS)
def test_another_address_comes_back_in_the_table_that_stood_there(
    tmp_path: Path, name: str, other: str
) -> None:
    root = start(tmp_path, SPELLINGS[name][0])
    left, manager = stands(root), home(root)
    go(root, other)
    readdressed(root)
    go(root, manager)
    assert (root / "pyproject.toml").read_text() == left["pyproject.toml"].replace(LAB, NEW)
    assert manager != "uv" or uv_refuses(root) == ""


@pytest.mark.parametrize(("name", "other"), TRIPS)
def test_an_index_that_is_deleted_stays_away_also_on_a_second_trip(
    tmp_path: Path, name: str, other: str
) -> None:
    tables, rest = SPELLINGS[name]
    root = start(tmp_path, tables)
    manager = home(root)
    go(root, other)
    deleted(root, other)
    for one in (manager, other, manager):
        go(root, one)
    if (name, other) == ("a default index before another", "poetry"):
        rest = rest.replace("default = true\n", "")  # it is asked for the rest only
    assert tables_in(root) == rest
    assert manager != "uv" or uv_refuses(root) == ""
    assert "lab.example.org" not in "".join(stands(root).values())


def test_the_settings_of_an_index_that_only_uv_has_are_set_aside(tmp_path: Path) -> None:
    root = start(tmp_path, f'{INDEX}publish-url = "https://up.example.org"\n')
    rows = switch(root, "poetry").said["result"]["switch"]
    assert [(row["kind"], row["from"], row["to"], row["what"]) for row in rows] == [
        ("carried", "", "", ["project"]),
        ("translated", "tool.uv.index", "tool.poetry.source", ["lab"]),
        ("set aside", "", ".seedbed/aside.toml", ["tool.uv.index: publish-url of lab"]),
        ("set aside", "", "pyproject.toml", ["tool.uv.package"]),
    ]


def test_a_source_of_a_package_is_taken_out_whichever_way_it_is_spelled(tmp_path: Path) -> None:
    for place, given in enumerate(('rich = [{ index = "lab" }]', 'Rich = { index = "lab" }')):
        tables = f"{INDEX}explicit = true\n\n[tool.uv.sources]\n{given}\n"
        (tmp_path / str(place)).mkdir()
        root = start(tmp_path / str(place), tables)
        left = stands(root)
        go(root, "poetry")
        tool = tomllib.loads((root / "pyproject.toml").read_text())["tool"]
        assert tool["uv"] == {"package": False}
        assert tool["poetry"]["dependencies"] == {"rich": {"source": "lab"}}
        go(root, "uv")
        assert stands(root) == left


BARE = f'{UV}\n[[tool.uv.index]]\nurl = "{LAB}"\n'
NAMED = f"""{UV}
[[tool.uv.index]]
name = "lab-example-org-simple"
url = "{LAB}"
"""


@pytest.mark.parametrize("other", ["poetry", "pixi", "conda"])
def test_an_index_without_a_name_is_called_after_its_address_elsewhere(
    tmp_path: Path, other: str
) -> None:
    root = start(tmp_path, BARE)
    go(root, other)
    tool = tomllib.loads((root / "pyproject.toml").read_text())["tool"]
    if other == "poetry":
        assert tool["poetry"]["source"][0]["name"] == "lab-example-org-simple"
    else:
        assert tool["seedbed"]["indexes"] == {"lab-example-org-simple": LAB}


@pytest.mark.parametrize(
    ("is_open", "wanted"), [(True, NAMED), (False, f"{NAMED}explicit = true\n")]
)
@pytest.mark.parametrize("other", ["pixi", "conda"])
def test_an_index_without_a_name_gets_one_where_a_package_names_it(
    tmp_path: Path, other: str, is_open: bool, wanted: str
) -> None:
    root = start(tmp_path, BARE)
    go(root, other)
    path = root / ("pyproject.toml" if other == "pixi" else "environment.yml")
    text = path.read_text()
    line = (
        f'      - "--extra-index-url {LAB}"\n'
        if other == "conda"
        else f'extra-index-urls = ["{LAB}"]\n'
    )
    asks = (
        f"{line}      - lab-io\n"
        if other == "conda"
        else f'[tool.pixi.pypi-dependencies]\nlab-io = {{ version = "*", index = "{LAB}" }}\n'
    )
    assert text.endswith(line)
    gone = text.removesuffix(line)
    if other == "conda":
        path.write_text(gone + asks + (line if is_open else ""))
    else:
        path.write_text((text if is_open else gone) + f"\n{asks}")
    go(root, "uv")
    tool = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["uv"]
    assert tool["index"] == tomllib.loads(wanted)["tool"]["uv"]["index"]
    assert tool["sources"] == {"lab-io": {"index": "lab-example-org-simple"}}
    assert uv_refuses(root) == ""


@pytest.mark.parametrize("name", ["our lab", "lab/simple", "läb", LAB])
def test_a_name_that_uv_refuses_becomes_one_of_the_address(tmp_path: Path, name: str) -> None:
    root = start(tmp_path, SOURCE.replace('name = "lab"', f'name = "{name}"'))
    left = stands(root)
    go(root, "uv")
    text = (root / "pyproject.toml").read_text()
    rows = tomllib.loads(text)["tool"]["uv"]["index"]
    assert rows == [{"name": "lab-example-org-simple", "url": LAB, "default": True}]
    assert uv_refuses(root) == ""
    go(root, "poetry")
    assert stands(root) == left


PIXI = """[tool.pixi.workspace]
channels = ["conda-forge"]
platforms = ["linux-64"]
"""


@pytest.mark.parametrize("table", ["", "target.linux.", "feature.lab."])
@pytest.mark.parametrize("other", ["uv", "poetry"])
def test_a_package_of_pixis_tables_follows_its_index(
    tmp_path: Path, table: str, other: str
) -> None:
    asks = f'lab-io = {{ version = "*", index = "{LAB}" }}  # ours\n'
    root = start(tmp_path, f"{PIXI}\n[tool.pixi.{table}pypi-dependencies]\n{asks}")
    left = stands(root)
    go(root, other)
    readdressed(root)
    go(root, "pixi")
    assert (root / "pyproject.toml").read_text() == left["pyproject.toml"].replace(LAB, NEW)


def test_a_package_of_pixis_tables_follows_its_index_and_its_range(tmp_path: Path) -> None:
    asks = '[tool.pixi.pypi-dependencies]\nlab-io = {{ version = "{}", index = "{}" }}\n'
    root = start(tmp_path, f"{PIXI}\n{asks.format('>=1', LAB)}")
    go(root, "uv")
    text = (root / "pyproject.toml").read_text()
    assert '"lab-io>=1"' in text
    (root / "pyproject.toml").write_text(text.replace('"lab-io>=1"', '"lab-io>=2"'))
    readdressed(root)
    go(root, "pixi")
    assert tables_in(root) == f"{PIXI}\n{asks.format('>=2', NEW)}"


def test_pixi_toml_follows_the_index_of_a_package(tmp_path: Path) -> None:
    root = tmp_path / "kiln"
    root.mkdir()
    text = (
        '[workspace]\nname = "kiln"\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n\n'
        f'[pypi-dependencies]  # ours\nlab-io = {{ version = "*", index = "{LAB}" }}\n'
    )
    (root / "pixi.toml").write_text(text)
    assert adopt(root)[0] == 0
    go(root, "uv")
    readdressed(root)
    go(root, "pixi")
    assert (root / "pixi.toml").read_text() == text.replace(LAB, NEW)


def test_a_package_of_pixis_tables_stays_where_only_its_index_is_removed(tmp_path: Path) -> None:
    asks = f'\n[tool.pixi.pypi-dependencies]\nlab-io = {{ version = "*", index = "{LAB}" }}\n'
    root = start(tmp_path, PIXI + asks)
    go(root, "uv")
    text = (root / "pyproject.toml").read_text()
    source = '\n[tool.uv.sources.lab-io]\nindex = "lab-example-org-simple"\n'
    assert source in text
    (root / "pyproject.toml").write_text(text.replace(source, ""))
    go(root, "pixi")
    manifest = tomllib.loads((root / "pyproject.toml").read_text())
    assert manifest["project"]["dependencies"] == ["click", "rich", "lab-io"]
    assert manifest["tool"]["pixi"].keys() == {"workspace"}
