"""What a switch carries of a manifest that people wrote, and what it warns of."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from seedbed.managers.registry import load_dialect
from seedbed.model.project import Platform, Project
from seedbed.update.losses import displaced
from seedbed.update.manifest import merge_manifest
from seedbed.update.row import WARNING
from seedbed.update.rows import rows_of
from seedbed.update.stated import Sides, read, stated_in
from seedbed.update.switched import Switch

NAME = "pyproject.toml"
PLAIN = Project(
    name="x-1",
    package="x_1",
    python=">=3.11",
    platforms=tuple(Platform(name=it, subdir=it) for it in ("linux-64", "osx-arm64", "win-64")),
    channels=("conda-forge",),
)


def rendered(manager: str) -> dict[str, str]:
    documents = load_dialect(manager).write(PLAIN)
    return {path: document.render({}) for path, document in documents.items()}


def switched(old: str, new: str, edit: str, *, asks: str = "") -> dict[str, str]:
    """What becomes of a project to which somebody added some requirements and tables."""
    base = rendered(old)
    text = base[NAME].replace("dependencies = []", f"dependencies = [{asks}]") + edit
    ours = {**base, NAME: text}
    sides = Sides(base=base, ours=ours, theirs=rendered(new))
    found = merge_manifest(load_dialect(old), load_dialect(new), sides)
    return {path: file.text for path, file in found.files.items()}


def displaced_by(old: str, new: str, edit: str, *, asks: str = "") -> list[str]:
    base = rendered(old)
    text = base[NAME].replace("dependencies = []", f"dependencies = [{asks}]") + edit
    stands = stated_in(load_dialect(old), base, {**base, NAME: text}).project
    comes = read(load_dialect(new), switched(old, new, edit, asks=asks)).project
    return displaced(stands, comes)


def warned_by(old: str, new: str, edit: str, *, asks: str = "") -> list[str]:
    """The warnings of a switch, in their order; they are what its table begins with."""
    base = rendered(old)
    text = base[NAME].replace("dependencies = []", f"dependencies = [{asks}]") + edit
    there = {**base, NAME: text}
    stands = stated_in(load_dialect(old), base, there)
    after = switched(old, new, edit, asks=asks)
    comes = read(load_dialect(new), after).project
    dialects = load_dialect(old), load_dialect(new)
    files = base, there, after
    rows = rows_of(dialects, files, comes, Switch(asides={}), stands.reading)
    warnings = [row.what[0] for row in rows if row.kind == WARNING]
    assert warnings == [row.what[0] for row in rows[: len(warnings)]]
    return warnings


def tables(texts: dict[str, str]) -> Any:
    return tomllib.loads(texts[NAME])


GIT = """
[tool.uv.sources]
toolkit = { git = "https://example.org/team/toolkit.git", tag = "v2", subdirectory = "py" }
"""


def test_a_repository_goes_with_the_package_to_all() -> None:
    pixi = tables(switched("uv", "pixi", GIT, asks='"toolkit"'))["tool"]["pixi"]
    entry = {
        "git": "https://example.org/team/toolkit.git",
        "tag": "v2",
        "subdirectory": "py",
    }
    for family in ("unix", "win"):
        assert pixi["target"][family]["pypi-dependencies"] == {"toolkit": entry}
    poetry = tables(switched("uv", "poetry", GIT, asks='"toolkit"'))["tool"]["poetry"]
    assert poetry["dependencies"] == {"toolkit": entry}
    conda = switched("uv", "conda", GIT, asks='"toolkit"')["environment.yml"]
    line = "toolkit @ git+https://example.org/team/toolkit.git@v2#subdirectory=py"
    assert f'"{line}"' in conda or f"- {line}" in conda


def test_a_folder_goes_to_poetry_and_pixi_and_is_warned_of_under_conda() -> None:
    edit = '\n[tool.uv.sources]\ntoolkit = { path = "../toolkit", editable = true }\n'
    poetry = tables(switched("uv", "poetry", edit, asks='"toolkit"'))["tool"]["poetry"]
    assert poetry["dependencies"] == {"toolkit": {"path": "../toolkit", "develop": True}}
    pixi = tables(switched("uv", "pixi", edit, asks='"toolkit"'))["tool"]["pixi"]
    entry = {"path": "../toolkit", "editable": True}
    assert pixi["target"]["unix"]["pypi-dependencies"]["toolkit"] == entry
    assert displaced_by("uv", "poetry", edit, asks='"toolkit"') == []
    assert displaced_by("uv", "pixi", edit, asks='"toolkit"') == []
    assert displaced_by("uv", "conda", edit, asks='"toolkit"') == [
        "the source of toolkit (../toolkit)"
    ]


@pytest.mark.parametrize("new", ["pixi", "poetry", "conda"])
@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("{ workspace = true }", "the workspace"),
        ('{ git = "https://x.example/t", lfs = true }', "a place that only uv can be told"),
    ],
)
def test_what_only_uv_can_be_told_is_warned_of(new: str, source: str, told: str) -> None:
    edit = f"\n[tool.uv.sources]\nTool_Kit = {source}\n"
    assert displaced_by("uv", new, edit, asks='"tool.kit"') == [f"the source of tool.kit ({told})"]


TORCH = """
[[tool.uv.index]]
name = "cpu"
url = "https://torch.example/cpu"
explicit = true
[[tool.uv.index]]
name = "cu128"
url = "https://torch.example/cu128"
explicit = true
[tool.uv.sources]
torch = [
    { index = "cpu", marker = "sys_platform == 'darwin'" },
    { index = "cu128", marker = "sys_platform != 'darwin'" },
]
"""


def test_each_of_several_indexes_goes_to_its_systems() -> None:
    pixi = tables(switched("uv", "pixi", TORCH, asks='"torch>=2.7"'))["tool"]["pixi"]
    said = {name: it["pypi-dependencies"]["torch"] for name, it in pixi["target"].items()}
    cuda = {"version": ">=2.7", "index": "https://torch.example/cu128"}
    cpu = {"version": ">=2.7", "index": "https://torch.example/cpu"}
    assert said == {"linux": cuda, "osx": cpu, "win": cuda}
    poetry = tables(switched("uv", "poetry", TORCH, asks='"torch>=2.7"'))["tool"]["poetry"]
    assert poetry["dependencies"]["torch"] == [
        {"source": "cpu", "markers": "sys_platform == 'darwin'"},
        {"source": "cu128", "markers": "sys_platform != 'darwin'"},
    ]
    assert displaced_by("uv", "conda", TORCH, asks='"torch>=2.7"') == [
        (
            "the source of torch (the index cpu where sys_platform == 'darwin' "
            "and the index cu128 where sys_platform != 'darwin')"
        )
    ]


def test_where_pixi_cannot_tell_systems_apart_it_is_warned_of() -> None:
    edit = TORCH.replace("sys_platform == 'darwin'", "python_version < '3.13'").replace(
        "sys_platform != 'darwin'", "python_version >= '3.13'"
    )
    (warning,) = displaced_by("uv", "pixi", edit, asks='"torch"')
    assert warning.startswith("the source of torch (the index cpu where python_version < '3.13'")


INCLUDING = """
[dependency-groups]
dev = [{ include-group = "Test" }, "ruff>=0.15", "x-1[gpu]"]
test = ["pytest-xdist>=3.6", "ruff>=0.14"]
[project.optional-dependencies]
gpu = ["cupti>=1"]
"""


def test_conda_spells_out_what_a_group_brings() -> None:
    texts = switched("uv", "conda", INCLUDING)
    dev = texts["environment-dev.yml"]
    assert "pytest-xdist>=3.6" in dev
    assert "ruff>=0.15,>=0.14" in dev
    assert "cupti>=1" in dev
    assert "x-1[gpu]" not in dev
    groups = tables(texts)["dependency-groups"]
    assert {"include-group": "test"} in groups["dev"] or {"include-group": "Test"} in groups["dev"]
    reading = load_dialect("conda").read(texts)
    assert reading.unmodeled == ()
    assert reading.other is None


def test_poetry_gets_what_an_own_feature_needs() -> None:
    groups = tables(switched("uv", "poetry", INCLUDING))["dependency-groups"]
    assert "cupti>=1" in groups["dev"]
    assert "x-1[gpu]" not in groups["dev"]


POETRY = """
[tool.poetry.group.docs]
optional = true
[tool.poetry.group.docs.dependencies]
sphinx = "^7.2"
furo = { version = "~2025.1", extras = ["all"], markers = "sys_platform == 'linux'" }
kit = { git = "https://example.org/kit.git", branch = "main" }
lib = { path = "../lib", develop = true }
[tool.poetry.group.all]
include-groups = ["docs"]
[tool.poetry.dev-dependencies]
pytest = "*"
mypy = "0.991"
"""


def test_poetrys_own_groups_become_dependency_groups() -> None:
    texts = switched("poetry", "uv", POETRY)
    manifest = tables(texts)
    assert manifest["dependency-groups"] == {
        "all": [{"include-group": "docs"}],
        "dev": ["mypy==0.991", "pytest"],
        "docs": [
            "furo[all]>=2025.1,<2025.2; sys_platform == 'linux'",
            "kit",
            "lib",
            "sphinx>=7.2,<8",
        ],
    }
    assert manifest["tool"]["uv"]["sources"] == {
        "kit": {"git": "https://example.org/kit.git", "branch": "main", "group": "docs"},
        "lib": {"path": "../lib", "editable": True, "group": "docs"},
    }
    assert "docs" not in manifest["tool"]["uv"]["default-groups"]
    assert "group" not in manifest["tool"].get("poetry", {})
    assert "dev-dependencies" not in manifest["tool"].get("poetry", {})


def test_a_group_that_python_cannot_say_stays_whole() -> None:
    edit = "\n[tool.poetry.group.docs.dependencies]\nsphinx = '^7.2'\nfuro = '^1 || ^3'\n"
    manifest = tables(switched("poetry", "uv", edit))
    assert "dependency-groups" not in manifest
    assert manifest["tool"]["poetry"]["group"]["docs"]["dependencies"]["sphinx"] == "^7.2"


ODD = """
[tool.poetry.group.docs.dependencies]
sphinx = "^7.2"
furo = "^1 || ^3"
[tool.poetry.dependencies]
torch = [
    { source = "cpu", markers = "sys_platform == 'darwin'" },
    { source = "cuda", markers = "sys_platform == 'linux'" },
]
numpy = { allow-prereleases = true }
lib = { path = "../lib" }
"""


@pytest.mark.parametrize("new", ["uv", "pixi", "conda"])
def test_what_only_poetry_understands_is_warned_of_first(new: str) -> None:
    assert warned_by("poetry", new, ODD, asks='"torch", "numpy", "scipy"') == [
        (
            "the requirements in tool.poetry.group.docs.dependencies (sphinx, furo), because only "
            "Poetry understands the entry of furo: it would install none of them"
        ),
        (
            "the source of torch (a place that only Poetry can be told): installing it from "
            "another place would be another package"
        ),
    ]


def test_in_a_project_that_stays_with_poetry_none_of_it_moves() -> None:
    base = rendered("poetry")
    asks = base[NAME].replace("dependencies = []", 'dependencies = ["torch", "numpy"]')
    later = base[NAME].replace('">=3.11"', '">=3.12"')
    poetry = load_dialect("poetry")
    sides = Sides(base=base, ours={NAME: asks + ODD}, theirs={NAME: later})
    found = merge_manifest(poetry, poetry, sides).files[NAME]
    assert found.text == asks.replace('">=3.11"', '">=3.12"') + ODD
    assert (found.conflicts, found.notes) == ((), ())


def test_alternatives_that_leave_nothing_out_are_a_range() -> None:
    edit = "\n[tool.poetry.group.docs.dependencies]\nfuro = '^1 || ^2'\nbad = '>=1.5 | <1.5'\n"
    assert tables(switched("poetry", "uv", edit))["dependency-groups"] == {
        "docs": ["bad", "furo>=1,<3"]
    }
    assert warned_by("poetry", "uv", edit) == []


PIXI = """
[tool.pixi.dependencies]
pandas = ">=2.2"
python = "3.12.*"
ffmpeg = "*"
pytorch = ">=2.7"
[tool.pixi.feature.plots.dependencies]
python-graphviz = "*"
[tool.pixi.feature.plots.pypi-dependencies]
drawsvg = { version = ">=2", extras = ["all"] }
kit = { git = "https://example.org/kit.git", rev = "abc" }
"""


def test_what_pixi_alone_asks_for_is_required() -> None:
    base = rendered("pixi")[NAME]
    assert "[tool.pixi.dependencies]" not in base
    manifest = tables(switched("pixi", "uv", PIXI))
    assert manifest["project"]["dependencies"] == ["pandas>=2.2", "torch>=2.7"]
    assert manifest["project"]["requires-python"] == "==3.12.*"
    assert manifest["dependency-groups"] == {"plots": ["drawsvg[all]>=2", "graphviz", "kit"]}
    assert manifest["tool"]["uv"]["sources"] == {
        "kit": {"git": "https://example.org/kit.git", "rev": "abc", "group": "plots"}
    }


def test_in_a_project_that_stays_with_pixi_none_of_it_moves() -> None:
    base = rendered("pixi")
    ours = {NAME: base[NAME] + PIXI}
    later = {NAME: base[NAME].replace('">=3.11"', '">=3.12"')}
    pixi = load_dialect("pixi")
    found = merge_manifest(pixi, pixi, Sides(base=base, ours=ours, theirs=later))
    assert found.files[NAME].text == later[NAME] + PIXI
    assert found.files[NAME].notes == ()


def test_an_index_gets_another_name_where_its_own_is_reserved() -> None:
    edit = """
[[tool.uv.index]]
name = "PyPI"
url = "https://mirror.example.org/simple"
explicit = true
[tool.uv.sources]
numpy = { index = "PyPI" }
"""
    poetry = tables(switched("uv", "poetry", edit, asks='"numpy"'))["tool"]["poetry"]
    name = "mirror-example-org-simple"
    assert poetry["source"] == [
        {"name": name, "url": "https://mirror.example.org/simple", "priority": "explicit"}
    ]
    assert poetry["dependencies"] == {"numpy": {"source": name}}
    assert displaced_by("uv", "poetry", edit, asks='"numpy"') == []


def test_a_line_that_an_included_group_brought_is_no_requirement_of_its_own() -> None:
    conda = load_dialect("conda")
    groups = '\n[dependency-groups]\ndev = [{ include-group = "test" }]\ntest = ["xdist>=3"]\n'
    base = switched("uv", "conda", groups)
    assert "xdist>=3" in base["environment-dev.yml"]
    ours = {**base, NAME: base[NAME].replace(groups.lstrip("\n"), "")}
    assert "dependency-groups" not in ours[NAME]
    found = merge_manifest(conda, conda, Sides(base=base, ours=ours, theirs=base))
    assert found.files[NAME].text == ours[NAME]
