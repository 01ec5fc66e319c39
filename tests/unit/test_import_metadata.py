"""What `pyproject.toml` says in old forms: the texts are in `fixtures/adopted/metadata`."""

from __future__ import annotations

import tomllib

import pytest
from imported_cases import case, names, said

from seedbed.errors import SeedbedError
from seedbed.importers.imported import Imported
from seedbed.importers.metadata import imported
from seedbed.managers.registry import load_dialect

NAME = "pyproject.toml"
HEAD = '[project]\nname = "x"\nversion = "0"\n'
FLIT = '[tool.flit.metadata]\nmodule = "x"\n'


def of(name: str) -> Imported:
    found = imported(case("metadata", name).files, "folder")
    assert found
    return found


@pytest.mark.parametrize("name", names("metadata"))
def test_the_text_and_the_remarks(name: str) -> None:
    wanted = case("metadata", name)
    assert of(name).files == wanted.wanted
    assert said(of(name)) == wanted.remarks


@pytest.mark.parametrize("name", names("metadata"))
def test_adopting_twice_changes_nothing(name: str) -> None:
    once = of(name).files
    again = imported(once, "folder")
    assert again is None or again.files == once


def test_seedbed_knows_what_it_says() -> None:
    project = load_dialect("uv").read(of("flit").files).project
    assert (project.name, project.python) == ("dune-maps", ">=3.8")
    assert [(one.optional, one.name, one.spec) for one in project.dependencies] == [
        ("", "numpy", ">=1.20"),
        ("dev", "pytest", ""),
        ("plot", "matplotlib", ""),
    ]
    project = load_dialect("uv").read(of("old-dev-dependencies").files).project
    assert [(one.group, one.requirement) for one in project.dependencies] == [
        ("dev", "pytest"),
        ("dev", "ruff>=0.6"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        HEAD,
        HEAD + "dynamic = []\n",
        '[project]\nname = "x"\ndynamic = ["version"]\n',
        HEAD + 'dynamic = ["dependencies"]\n[tool.poetry.dependencies]\nsix = "*"\n',
        "[tool.uv]\ndev-dependencies = []\n",
        "[build-system]\nrequires = []\n",
    ],
)
def test_nothing_to_say(text: str) -> None:
    assert imported({NAME: text}, "folder") is None


def test_no_file() -> None:
    assert imported({}, "folder") is None


@pytest.mark.parametrize(
    ("metadata", "name", "module"),
    [
        ('module = "tides"', "tides", None),
        ('module = "sea_tides"\ndist-name = "sea-tides"', "sea-tides", None),
        ('module = "tides"\ndist-name = "Tides"', "Tides", {"name": "tides"}),
        ('module = "sea.tides"', "sea.tides", None),
    ],
)
def test_the_name_and_the_module_of_flit(metadata: str, name: str, module: object) -> None:
    found = imported({NAME: f"[tool.flit.metadata]\n{metadata}\n"}, "folder")
    assert found
    table = tomllib.loads(found.files[NAME])
    assert table["project"]["name"] == name
    assert table.get("tool", {}).get("flit", {}).get("module") == module


@pytest.mark.parametrize(
    ("requires", "wanted"),
    [
        ("", ["flit_core>=3.2,<4"]),
        ('[build-system]\nrequires = ["flit_core >=2,<3", "six"]\n', ["flit_core>=3.2,<4", "six"]),
        ('[build-system]\nrequires = ["flit"]\n', ["flit_core>=3.2,<4"]),
    ],
)
def test_a_newer_flit_builds_it(requires: str, wanted: list[str]) -> None:
    found = imported({NAME: requires + FLIT}, "folder")
    assert found
    built = tomllib.loads(found.files[NAME])["build-system"]
    assert built == {"requires": wanted, "build-backend": "flit_core.buildapi"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[project\n", "bad-toml"),
        (HEAD + "[tool.uv]\ndev-dependencies = 1\n", "bad-manifest"),
        (FLIT + "requires = 1\n", "bad-manifest"),
    ],
)
def test_files_that_cannot_be_read(text: str, code: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        imported({NAME: text}, "x")
    assert caught.value.code == code
