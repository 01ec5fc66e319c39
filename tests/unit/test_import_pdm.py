"""What becomes of PDM's tables: the expected texts are in `fixtures/adopted/pdm`.

https://pdm-project.org/latest/reference/pep621/
"""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from imported_cases import case, names, said

from seedbed.errors import SeedbedError
from seedbed.importers.imported import Imported
from seedbed.importers.pdm import imported
from seedbed.managers.registry import load_dialect

NAME = "pyproject.toml"
HEAD = '[project]\nname = "x"\nversion = "0"\n'


def of(name: str) -> Imported:
    found = imported(case("pdm", name).files, "folder")
    assert found
    return found


def uv_of(text: str) -> dict[str, Any]:
    """What `[tool.uv]` says of a project with some lines."""
    found = imported({NAME: HEAD + text}, "folder")
    assert found
    table: dict[str, Any] = tomllib.loads(found.files[NAME])["tool"].get("uv", {})
    return table


@pytest.mark.parametrize("name", names("pdm"))
def test_the_text_and_the_remarks(name: str) -> None:
    wanted = case("pdm", name)
    assert of(name).files == wanted.wanted
    assert said(of(name)) == wanted.remarks


@pytest.mark.parametrize("name", names("pdm"))
def test_adopting_twice_changes_nothing(name: str) -> None:
    once = {**case("pdm", name).files, **of(name).files}
    again = imported(once, "folder")
    assert again is None or {**once, **again.files} == once


def test_seedbed_knows_what_it_says() -> None:
    project = load_dialect("uv").read(of("whole").files).project
    assert [(one.group, one.optional, one.name, one.index) for one in project.dependencies] == [
        ("", "", "harbor", ""),
        ("", "", "numpy", ""),
        ("", "learn", "torch", "torch"),
        ("", "learn", "torchvision", "torch"),
        ("dev", "", "charts", ""),
        ("dev", "", "tides", ""),
        ("dev", "", "waves", ""),
        ("test", "", "pytest", ""),
        ("test", "", "pytest-cov", ""),
    ]
    assert [(one.name, one.run, one.steps) for one in project.tasks] == [
        ("all", "", ("lint", "test")),
        ("lint", "ruff check .", ()),
        ("test", "pytest -q tests", ()),
    ]
    assert [(one.name, one.explicit) for one in project.indexes] == [
        ("torch", False),
        ("company", False),
    ]


@pytest.mark.parametrize(
    "files",
    [
        {},
        {NAME: ""},
        {NAME: HEAD},
        {NAME: "[tool.pdm]\n"},
        {NAME: HEAD + "[tool.pdm]\ndistribution = true\n"},
        {
            NAME: HEAD
            + '[build-system]\nrequires = ["pdm-backend"]\nbuild-backend = "pdm.backend"\n'
            "[tool.pdm.build]\nincludes = []\n"
        },
    ],
)
def test_nothing_of_pdms_to_tell(files: dict[str, str]) -> None:
    assert imported(files, "folder") is None


@pytest.mark.parametrize(
    ("line", "group", "sources"),
    [
        ("-e file:///${PROJECT_ROOT}/a/b#egg=b", ["b"], {"b": {"path": "a/b", "editable": True}}),
        ("-e file:///${PROJECT_ROOT}/a/b", ["b"], {"b": {"path": "a/b", "editable": True}}),
        ("b[c] @ file:///${PROJECT_ROOT}/b", ["b[c]"], {"b": {"path": "b"}}),
        ("-e file:///${PROJECT_ROOT}/#egg=x[c,d]", ["x[c,d]"], {}),
        ("-e file:///${PROJECT_ROOT}/#egg=x", [], {}),
        ("six>=1; python_version < '3.12'", ["six>=1; python_version < '3.12'"], {}),
    ],
)
def test_a_development_dependency(line: str, group: list[str], sources: object) -> None:
    found = imported({NAME: f'{HEAD}[tool.pdm.dev-dependencies]\ndev = ["{line}"]\n'}, "x")
    assert found
    table = tomllib.loads(found.files[NAME])
    assert table["dependency-groups"] == {"dev": group}
    assert table["tool"].get("uv", {}).get("sources", {}) == sources


@pytest.mark.parametrize(
    ("given", "override"),
    [
        ("1.0", "six==1.0"),
        ("==1.0", "six==1.0"),
        (">=1,<2", "six>=1,<2"),
        ("*", "six"),
        ("https://files.example/six-1.0.tar.gz", "six @ https://files.example/six-1.0.tar.gz"),
    ],
)
def test_an_override(given: str, override: str) -> None:
    text = f'[tool.pdm.resolution.overrides]\nsix = "{given}"\n'
    assert uv_of(text) == {"override-dependencies": [override]}


def test_the_default_index_has_no_reserved_name() -> None:
    text = '[[tool.pdm.source]]\nname = "pypi"\nurl = "https://packages.example/simple"\n'
    assert uv_of(text)["index"] == [
        {"name": "packages-example", "url": "https://packages.example/simple", "default": True}
    ]


@pytest.mark.parametrize(
    ("script", "task"),
    [
        ("\"pytest -k 'a or b'\"", {"cmd": "pytest -k 'a or b'"}),
        ('{ cmd = "ruff check ." }', {"cmd": "ruff check ."}),
        ('{ cmd = ["echo", "a b"], help = "Say it" }', {"cmd": "echo 'a b'", "help": "Say it"}),
        ('"pytest *.py"', {"cmd": "pytest '*.py'"}),
        ('"echo \'a"', None),
        ('""', None),
        ("1", None),
        ('{ cmd = "x", working_dir = "y" }', None),
        ('{ composite = ["other"] }', None),
    ],
)
def test_a_script(script: str, task: object) -> None:
    found = imported({NAME: f"{HEAD}[tool.pdm.scripts]\nrun-it = {script}\n"}, "x")
    assert found
    tasks = tomllib.loads(found.files[NAME])["tool"].get("poe", {}).get("tasks", {})
    assert tasks.get("run-it") == task


@pytest.mark.parametrize("table", ["pdm = 1", "pdm.source = 1", "pdm.scripts = []"])
def test_a_table_that_is_none(table: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        imported({NAME: f"{HEAD}[tool]\n{table}\n"}, "x")
    assert caught.value.code == "bad-manifest"
