"""Package indexes at a switch: who loses one gets packages of the same names from another.

https://docs.astral.sh/uv/concepts/indexes/
https://python-poetry.org/docs/repositories/
https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

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

[dependency-groups]
dev = ["pytest"]

"""
UV = """[[tool.uv.index]]
name = "lab"
url = "https://lab.example.org/simple"

[[tool.uv.index]]
name = "pypi"
url = "https://mirror.example.org/simple"  # ours
default = true

[tool.uv]
package = false
"""
UV_OLDER = """[tool.uv]
package = false
index-url = "https://mirror.example.org/simple"  # ours
extra-index-url = ["https://lab.example.org/simple"]
"""
POETRY = """[tool.poetry]
package-mode = false

[[tool.poetry.source]]
name = "corp"
url = "https://mirror.example.org/simple"  # ours
priority = "primary"
"""
POETRY_LAST = """[tool.poetry]
package-mode = false

[[tool.poetry.source]]
name = "lab"
url = "https://lab.example.org/simple"
priority = "supplemental"
"""
PIXI = """[tool.pixi.workspace]
channels = ["conda-forge"]
platforms = ["linux-64"]

[tool.pixi.pypi-options]
index-url = "https://mirror.example.org/simple"  # ours
extra-index-urls = ["https://lab.example.org/simple"]
"""
MIRROR = "https://mirror.example.org/simple"
NAME = "mirror-example-org-simple"
LAB = "https://lab.example.org/simple"


def start(folder: Path, tables: str) -> Path:
    """A project that was adopted."""
    return adopted(folder, {"pyproject.toml": PROJECT + tables})


def go(root: Path, manager: str) -> list[str]:
    """Switch, and say what the table has of indexes."""
    step = switch(root, manager)
    assert step.status == 0
    rows = step.said["result"]["switch"]
    told = [(row["kind"], f"{row['from']} → {row['to']}", ", ".join(row["what"])) for row in rows]
    words = ("index", "source", "pip")
    return [
        f"{kind}: {f'{places}: ' if len(places) > 3 else ''}{what}"
        for kind, places, what in told
        if kind in {"warning", "left out", "translated"}
        and any(word in places + what for word in words)
    ]


def manager_of(root: Path) -> str:
    """The manager that the project has."""
    tool = tomllib.loads((root / "pyproject.toml").read_text())["tool"]
    return str(tool["seedbed"]["manager"])


def said_to(root: Path, manager: str) -> Any:
    """What `pyproject.toml` says of indexes to a manager, without their names."""
    tool = tomllib.loads((root / "pyproject.toml").read_text())["tool"]
    if manager == "pixi":
        return tool["pixi"].get("pypi-options")
    rows = tool["uv"].get("index") if manager == "uv" else tool["poetry"].get("source")
    return [{key: value for key, value in row.items() if key != "name"} for row in rows]


def pip(root: Path, group: str = "") -> list[str]:
    """The list for pip in an environment file."""
    text = (root / f"environment{'-' * bool(group)}{group}.yml").read_text()
    lines = text.partition("- pip:\n")[2].splitlines()
    return [line.strip().removeprefix("- ").strip('"') for line in lines]


FIRST = [{"url": LAB, "priority": "primary"}, {"url": MIRROR, "priority": "supplemental"}]
"""One index, and another one for what it lacks: PyPI is asked for nothing."""
ONLY = [{"url": MIRROR, "priority": "primary"}]
BEFORE = [{"url": LAB, "priority": "primary"}, {"priority": "supplemental"}]
"""An index, and PyPI for what it lacks."""


@pytest.mark.parametrize(
    ("tables", "wanted"),
    [
        (UV, FIRST),
        (UV_OLDER, FIRST),
        (PIXI, FIRST),
        (f'[tool.uv]\nindex-url = "{MIRROR}"\n', ONLY),
        (f'[tool.uv]\nextra-index-url = ["{LAB}"]\n', BEFORE),
        (f'[[tool.uv.index]]\nurl = "{LAB}"\n', BEFORE),
    ],
)
def test_poetry_is_told_which_index_takes_the_place_of_pypi(
    tmp_path: Path, tables: str, wanted: list[dict[str, str]]
) -> None:
    root = start(tmp_path, tables)
    assert not [row for row in go(root, "poetry") if row.startswith(("warning", "left out"))]
    assert sorted(said_to(root, "poetry"), key=str) == sorted(wanted, key=str)


@pytest.mark.parametrize(
    ("tables", "wanted"),
    [
        (POETRY, [{"url": MIRROR, "default": True}]),
        (PIXI, [{"url": LAB}, {"url": MIRROR, "default": True}]),
    ],
)
def test_uv_is_told_which_index_takes_the_place_of_pypi(
    tmp_path: Path, tables: str, wanted: list[dict[str, object]]
) -> None:
    root = start(tmp_path, tables)
    assert not [row for row in go(root, "uv") if row.startswith("warning")]
    assert said_to(root, "uv") == wanted


@pytest.mark.parametrize(
    ("tables", "wanted"),
    [
        (UV, {"index-url": MIRROR, "extra-index-urls": [LAB]}),
        (UV_OLDER, {"index-url": MIRROR, "extra-index-urls": [LAB]}),
        (POETRY, {"index-url": MIRROR}),
    ],
)
def test_pixi_is_told_which_index_takes_the_place_of_pypi(
    tmp_path: Path, tables: str, wanted: dict[str, object]
) -> None:
    root = start(tmp_path, tables)
    assert not [row for row in go(root, "pixi") if row.startswith("warning")]
    assert said_to(root, "pixi") == wanted


@pytest.mark.parametrize("tables", [UV, UV_OLDER, PIXI])
def test_pip_is_told_in_each_environment_file(tmp_path: Path, tables: str) -> None:
    root = start(tmp_path, tables)
    told = [row for row in go(root, "conda") if row.startswith(("warning", "left out: asking"))]
    assert len(told) == 1
    assert told[0].endswith(
        " before the default index: pip takes the newest version that any of them has"
    )
    assert pip(root) == [
        f"--index-url {MIRROR}", "click", "rich", f"--extra-index-url {LAB}",
    ]  # fmt: skip
    assert pip(root, "dev") == [f"--index-url {MIRROR}", "pytest", f"--extra-index-url {LAB}"]


@pytest.mark.parametrize("spelled", ["--index-url=", "--index-url ", "-i "])
def test_a_line_for_pip_is_the_default_index_of_another_manager(
    tmp_path: Path, spelled: str
) -> None:
    root = tmp_path / "kiln"
    root.mkdir()
    (root / "environment.yml").write_text(
        "name: kiln\nchannels:\n  - conda-forge\ndependencies:\n  - python >=3.11\n  - pip\n"
        f"  - pip:\n      - {spelled}{MIRROR}\n      - lab-io\n"
    )
    assert adopt(root)[0] == 0
    left = stands(root)
    assert f"translated: environment.yml: pip → tool.uv.index: {NAME}" in go(root, "uv")
    assert said_to(root, "uv") == [{"url": MIRROR, "default": True}]
    go(root, "conda")
    assert stands(root) == left


def test_the_table_says_where_each_index_stands(tmp_path: Path) -> None:
    root = start(tmp_path, UV)
    assert go(root, "poetry") == [
        f"translated: tool.uv.index → tool.poetry.source: lab, pypi → {NAME}"
    ]
    assert go(root, "uv") == [f"translated: tool.poetry.source → tool.uv.index: lab, {NAME} → pypi"]
    assert go(root, "pixi") == [
        "translated: tool.uv.index → tool.pixi.pypi-options.extra-index-urls: lab",
        "translated: tool.uv.index → tool.pixi.pypi-options.index-url: pypi",
    ]


@pytest.mark.parametrize("other", ["uv", "pixi", "conda"])
def test_an_index_that_is_asked_last_is_told(tmp_path: Path, other: str) -> None:
    root = start(tmp_path, POETRY_LAST)
    who = {"uv": "uv asks it first", "pixi": "Pixi asks it first", "conda": "pip asks all indexes"}
    rows = go(root, other)
    assert f"left out: asking lab only for what the default index lacks: {who[other]}" in rows


def test_an_index_that_nobody_else_can_be_told_of_comes_first(tmp_path: Path) -> None:
    root = start(tmp_path, f'[[tool.uv.index]]\nname = "lab"\nurl = "{LAB}"\nformat = "flat"\n')
    for other in ("poetry", "pixi", "conda"):
        rows = go(root, other)
        assert rows[0] == (
            "warning: the package index lab: what it has would come from another index, and may be "
            "another package there"
        )
        go(root, "uv")


@pytest.mark.parametrize("tables", [UV, UV_OLDER, POETRY, POETRY_LAST, PIXI])
def test_all_indexes_come_back_byte_for_byte(tmp_path: Path, tables: str) -> None:
    root = start(tmp_path, tables)
    home = manager_of(root)
    left = stands(root)
    for other in ("uv", "poetry", "pixi", "conda"):
        if other != home:
            go(root, other)
            assert not [row for row in go(root, home) if row.startswith("warning")]
            assert stands(root) == left
    for other in ("poetry", "conda", "uv", "pixi", home):
        if manager_of(root) != other:
            go(root, other)
    assert stands(root) == left


@pytest.mark.parametrize(
    ("tables", "named"),
    [
        (
            (
                '[tool.pixi.workspace]\nchannels = []\nplatforms = ["linux-64"]\n'
                f'[tool.pixi.feature.dev.pypi-options]\nextra-index-urls = ["{LAB}"]\n'
            ),
            LAB,
        ),
        (
            (
                '[tool.pixi.workspace]\nchannels = []\nplatforms = ["linux-64"]\n'
                f'[tool.pixi.pypi-options]\nfind-links = [{{ url = "{LAB}" }}]\n'
            ),
            LAB,
        ),
        ('[tool.uv]\nfind-links = ["wheels"]\n', "wheels"),
        (f'[[tool.uv.index]]\nurl = "{LAB}"\ndefault = true\nexplicit = true\n', LAB),
        (f'[[tool.poetry.source]]\nname = "a"\nurl = "{LAB}"\npriority = "secondary"\n', "a"),
    ],
)
def test_a_place_that_cannot_be_carried_is_named(tmp_path: Path, tables: str, named: str) -> None:
    root = start(tmp_path, tables)
    left = stands(root)
    home = manager_of(root)
    rows = go(root, "conda")
    assert rows[0] == (
        f"warning: the package index {named}: what it has would come from another index, and may "
        "be another package there"
    )
    go(root, home)
    assert stands(root) == left


def test_the_options_of_pixis_workspace_are_carried(tmp_path: Path) -> None:
    root = start(
        tmp_path,
        '[tool.pixi.workspace]\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n'
        f'pypi-options = {{ index-url = "{MIRROR}", extra-index-urls = ["{LAB}"] }}\n',
    )
    left = stands(root)
    rows = go(root, "uv")
    assert (
        "translated: tool.pixi.workspace.pypi-options.index-url → tool.uv.index: " + NAME
    ) in rows
    assert said_to(root, "uv") == [{"url": LAB}, {"url": MIRROR, "default": True}]
    go(root, "pixi")
    assert stands(root) == left


def test_the_indexes_of_a_uv_toml_are_named(tmp_path: Path) -> None:
    root = start(tmp_path, "[tool.uv]\npackage = false\n")
    (root / "uv.toml").write_text(
        f'index-url = "{MIRROR}"\n[[index]]\nname = "lab"\nurl = "{LAB}"\n'
    )
    told = "what it has would come from another index, and may be another package there"
    assert go(root, "poetry")[:2] == [
        f"warning: the package index lab of uv.toml: {told}",
        f"warning: the package index {MIRROR} of uv.toml: {told}",
    ]
    assert go(root, "uv") == []


def test_pypi_behind_a_primary_source_is_only_poetrys(tmp_path: Path) -> None:
    root = start(tmp_path, f'[[tool.uv.index]]\nname = "lab"\nurl = "{LAB}"\n')
    go(root, "poetry")
    rows = go(root, "pixi")
    assert "translated: tool.poetry.source → tool.pixi.pypi-options.extra-index-urls: lab" in rows
    assert (
        "left out: what only the old manager needs: tool.poetry.source: PyPI, "
        "tool.poetry.package-mode"
    ) in rows


@pytest.mark.parametrize(
    "tables",
    [
        (
            f'[[tool.uv.index]]\nname = "corp"\nurl = "{MIRROR}"\nexplicit = true\n\n'
            f'[[tool.uv.index]]\nname = "lab"\nurl = "{LAB}"\nformat = "flat"\n'
        ),
        (
            f'[tool.uv]\npackage = false\n\n[[tool.uv.index]]\nurl = "{LAB}"\nformat = "flat"\n\n'
            f'[[tool.uv.index]]\nname = "corp"\nurl = "{MIRROR}"\ndefault = true\n'
        ),
        (
            f'[[tool.poetry.source]]\nname = "corp"\nurl = "{MIRROR}"\n\n'
            '[[tool.poetry.source]]\nname = "PyPI"\npriority = "explicit"\n\n'
            "[tool.poetry]\npackage-mode = false\n"
        ),
    ],
)
def test_an_index_beside_one_that_stays_comes_back(tmp_path: Path, tables: str) -> None:
    root = start(tmp_path, tables)
    left = stands(root)
    home = manager_of(root)
    for other in ("poetry" if home == "uv" else "uv", "pixi", "conda"):
        go(root, other)
        go(root, home)
        assert stands(root) == left, other


@pytest.mark.parametrize("priority", ["explicit", "supplemental"])
def test_a_package_that_poetry_takes_from_pypi_names_no_index_of_uvs(
    tmp_path: Path, priority: str
) -> None:
    root = start(
        tmp_path,
        f'[tool.poetry]\npackage-mode = false\n[[tool.poetry.source]]\nname = "a"\nurl = "{LAB}"\n'
        f'[[tool.poetry.source]]\nname = "PyPI"\npriority = "{priority}"\n'
        '[tool.poetry.dependencies]\nrich = { source = "pypi" }\n',
    )
    left = stands(root)
    warned = [row for row in go(root, "uv") if row.startswith("warning")]
    told = "installing it from another place would be another package"
    assert warned == [f"warning: the package index of rich (PyPI): {told}"]
    table = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["uv"]
    is_default = {"default": True} if priority == "explicit" else {}
    assert table == {"index": [{"name": "a", "url": LAB, **is_default}]}
    go(root, "poetry")
    assert stands(root) == left


TWO = 'extra-index-url{s} = ["https://lab.example.org/simple", "https://old.example.org/simple"]'
NEW = "https://new.example.org/simple"
OLD = "https://old.example.org/simple"


@pytest.mark.parametrize(
    ("edit", "keys"),
    [
        ((f', "{OLD}"', ""), f'index-url = "{MIRROR}"\nextra-index-url = ["{LAB}"]\n'),
        ((OLD, NEW), f'index-url = "{MIRROR}"\nextra-index-url = ["{LAB}", "{NEW}"]\n'),
        ((f'index-url = "{MIRROR}"\n', ""), f'extra-index-url = ["{LAB}", "{OLD}"]\n'),
        ((f'extra-index-urls = ["{LAB}", "{OLD}"]\n', ""), f'index-url = "{MIRROR}"\n'),
    ],
    ids=["one removed", "one replaced", "the default removed", "all others removed"],
)
def test_older_keys_of_uv_follow_what_pixis_lists_were_edited_to(
    tmp_path: Path, edit: tuple[str, str], keys: str
) -> None:
    older = f'index-url = "{MIRROR}"\n{TWO.format(s="")}\n'
    root = start(tmp_path, f"[tool.uv]\npackage = false\n{older}")
    go(root, "pixi")
    text = (root / "pyproject.toml").read_text()
    assert edit[0] in text
    (root / "pyproject.toml").write_text(text.replace(*edit))
    go(root, "uv")
    text = (root / "pyproject.toml").read_text()
    assert f"[tool.uv]\npackage = false\n{keys}\n[tool.seedbed]\n" in text


@pytest.mark.parametrize(
    ("edit", "options"),
    [
        (
            (f'    {{ name = "old-example-org-simple", url = "{OLD}" }},\n', ""),
            f'pypi-options = {{ extra-index-urls = ["{LAB}"] }}\n',
        ),
        ((OLD, NEW), f'pypi-options = {{ extra-index-urls = ["{LAB}", "{NEW}"] }}\n'),
    ],
    ids=["removed", "replaced"],
)
@pytest.mark.parametrize("by", [(), ("poetry",)], ids=" ".join)
def test_the_options_of_pixis_workspace_follow_what_uvs_tables_were_edited_to(
    tmp_path: Path, edit: tuple[str, str], options: str, by: tuple[str, ...]
) -> None:
    workspace = '[tool.pixi.workspace]\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n'
    root = start(tmp_path, f"{workspace}pypi-options = {{ {TWO.format(s='s')} }}\n")
    go(root, "uv")
    text = (root / "pyproject.toml").read_text()
    assert edit[0] in text
    (root / "pyproject.toml").write_text(text.replace(*edit))
    for other in (*by, "pixi"):
        go(root, other)
    text = (root / "pyproject.toml").read_text()
    assert f"{workspace}{options}\n[tool.seedbed]\n" in text
    assert "[tool.pixi.pypi-options]" not in text


def test_the_only_index_of_pixis_workspace_stays_away(tmp_path: Path) -> None:
    workspace = '[tool.pixi.workspace]\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n'
    options = f'pypi-options = {{ extra-index-urls = ["{LAB}"] }}\n'
    root = start(tmp_path, workspace + options)
    go(root, "uv")
    text = (root / "pyproject.toml").read_text()
    tables = f'index = [{{ name = "lab-example-org-simple", url = "{LAB}" }}]\n'
    assert tables in text
    (root / "pyproject.toml").write_text(text.replace(tables, ""))
    go(root, "pixi")
    assert LAB not in (root / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("edit", "listed"),
    [((f'    "{OLD}",\n', ""), f'"{LAB}"'), ((OLD, NEW), f'"{LAB}", "{NEW}"')],
    ids=["removed", "replaced"],
)
def test_a_table_of_uv_beside_the_older_keys_stays_one(
    tmp_path: Path, edit: tuple[str, str], listed: str
) -> None:
    table = f'[[tool.uv.index]]\nname = "corp"\nurl = "{MIRROR}"  # ours\n\n[tool.uv]\n'
    root = start(tmp_path, f"{table}{TWO.format(s='')}\n")
    go(root, "pixi")
    text = (root / "pyproject.toml").read_text()
    assert edit[0] in text
    (root / "pyproject.toml").write_text(text.replace(*edit))
    go(root, "uv")
    text = (root / "pyproject.toml").read_text()
    assert f"{table}extra-index-url = [{listed}]\n\n[tool.seedbed]\n" in text
