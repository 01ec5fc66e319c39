"""What a Pipfile says: packages, sources, scripts, and Python's versions.

https://pipenv.pypa.io/en/latest/pipfile.html
"""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from seedbed.errors import SeedbedError
from seedbed.importers.imported import Imported
from seedbed.importers.pip_indexes import PUBLIC as HOSTS
from seedbed.importers.pipfile import imported

PUBLIC = f"https://{'.'.join(HOSTS[0])}/simple"
PYTHON = '\n[requires]\npython_version = "3.11"\n'


def understood(text: str, **files: str) -> Imported:
    found = imported({"Pipfile": text, **files}, "x-1")
    assert found
    return found


def tables(text: str) -> Any:
    return tomllib.loads(understood(text).files["pyproject.toml"])


@pytest.mark.parametrize(
    ("entry", "requirement"),
    [
        ('a = "*"', "a"),
        ('a = ">=1, <2"', "a>=1,<2"),
        ('a = "1.0"', "a==1.0"),
        ('a = "==1.*"', "a==1.*"),
        ("a = {}", "a"),
        ('a = {version = "~=1.0", extras = ["x", "y"]}', "a[x,y]~=1.0"),
        ("a = {version = '*', markers = \"python_version < '3.9' or os_name == 'nt'\"}",
         "a; python_version < '3.9' or os_name == 'nt'"),
        ("a = {version = '*', markers = \"os_name == 'nt'\", python_version = \">= '3.8', < '4'\"}",
         "a; os_name == 'nt' and python_version >= '3.8' and python_version < '4'"),
        (
            "a = {markers = \"os_name == 'nt' or os_name == 'java'\", python_version = '>= 3.8'}",
            "a; (os_name == 'nt' or os_name == 'java') and python_version >= '3.8'",
        ),
        ("a = {git = 'https://git.example/a.git', branch = 'b'}", ""),
        ("a = {git = 'https://git.example/a.git', ref = 'b', subdirectory = 'c', extras = ['d']}",
         "a[d] @ git+https://git.example/a.git@b#subdirectory=c"),
        ("a = {git = 'git@git.example:a/b.git'}", "a @ git+ssh://git@git.example/a/b.git"),
        ("a = {git = 'ssh://git@git.example/b.git', os_name = \"== 'nt'\"}",
         "a @ git+ssh://git@git.example/b.git ; os_name == 'nt'"),
        ("a = {file = 'https://files.example/b.zip'}", "a @ https://files.example/b.zip"),
        ("abcdef0 = {file = 'https://files.example/b-1.zip'}", "b @ https://files.example/b-1.zip"),
        ("a = {markers = 'what'}", ""),
        ("a = {version = 1}", ""),
        ("a = {version = '*', extras = 'x'}", ""),
        ("a = {path = '/srv/a'}", ""),
        ("a = {path = '.', editable = true}", ""),
    ],
)  # fmt: skip
def test_an_entry_is_a_requirement(entry: str, requirement: str) -> None:
    found = understood(f"[packages]\n{entry}\n{PYTHON}")
    said = tomllib.loads(found.files["pyproject.toml"])
    assert said["project"]["dependencies"] == ([requirement] if requirement else [])
    assert bool(found.remarks) == (not requirement)
    assert all(one.line == 2 for one in found.remarks)


def test_categories_are_groups() -> None:
    found = tables('[dev-packages]\na = "*"\n[docs]\nb = "*"\n["my lint"]\nc = "*"\n[empty]\n')
    assert found["dependency-groups"] == {"dev": ["a"], "docs": ["b"], "my-lint": ["c"]}
    assert found["project"]["dependencies"] == []


def source(name: str, url: str, more: str = "") -> str:
    return f'[[source]]\nname = "{name}"\nurl = "{url}"\n{more}\n'


@pytest.mark.parametrize(
    ("sources", "indexes"),
    [
        ("", []),
        (source("pypi", PUBLIC), []),
        (
            source("m", "https://m.example"),
            [{"name": "m", "url": "https://m.example", "default": True}],
        ),
        (
            source("pypi", PUBLIC) + source("w 1", "https://w.example/a"),
            [{"name": "w-example", "url": "https://w.example/a", "explicit": True}],
        ),
        (
            source("a", "https://a.example") + source("a", "https://b.example"),
            [
                {"name": "a", "url": "https://a.example", "default": True},
                {"name": "b-example", "url": "https://b.example", "explicit": True},
            ],
        ),
        (
            source("pypi", PUBLIC)
            + source("w", "https://w.example")
            + "[pipenv]\ninstall_search_all_sources = true\n",
            [{"name": "w", "url": "https://w.example"}],
        ),
    ],
)
def test_the_first_source_is_the_default_index(sources: str, indexes: list[object]) -> None:
    uv = tables(sources)["tool"]["uv"]
    assert uv.get("index", []) == indexes
    assert ("index-strategy" in uv) == ("search_all" in sources)


@pytest.mark.parametrize(
    ("requires", "python"),
    [
        ('python_version = "3.10"', "==3.10.*"),
        ('python_version = "3"', "==3.*"),
        ('python_full_version = "3.10.4"\npython_version = "3.10"', "==3.10.4"),
        ('python_version = "*"', ">=3.9"),
        ("", ">=3.9"),
    ],
)
def test_the_python_that_is_required(requires: str, python: str) -> None:
    found = understood(f"[requires]\n{requires}\n", **{".python-version": "3.9.1"})
    assert tomllib.loads(found.files["pyproject.toml"])["project"]["requires-python"] == python


def test_scripts_are_tasks() -> None:
    text = '[scripts]\na = "python -m x \'y z\'"\nb = "echo $HOME"\n' + PYTHON
    found = understood(text)
    poe = tomllib.loads(found.files["pyproject.toml"])["tool"]["poe"]["tasks"]
    assert poe == {"a": {"cmd": "python -m x 'y z'"}}
    assert [one.line for one in found.remarks] == [1, 3]


def test_a_package_that_is_not_in_the_default_index_is_not_taken_from_there() -> None:
    found = understood("[packages]\na = {version = '*', index = 'gone'}\n" + PYTHON)
    assert "dependencies = []" in found.files["pyproject.toml"]
    assert [one.text for one in found.remarks] == [
        "a was left out: it comes from 'gone', which is no source."
    ]


@pytest.mark.parametrize(
    "text", ["packages = 1", "scripts = []\nrequires = 1", "source = 1\n[pipenv]\nx = 1"]
)
def test_tables_that_are_none_are_told_of(text: str) -> None:
    assert len(understood(text).remarks) >= 2


def test_a_file_that_is_no_toml_is_an_error() -> None:
    with pytest.raises(SeedbedError, match="Pipfile is not valid TOML"):
        imported({"Pipfile": "[packages"}, "x-1")


@pytest.mark.parametrize(
    "files", [{}, {"Pipfile": "", "pyproject.toml": '[project]\nname = "a"\n'}]
)
def test_a_project_without_one_or_with_a_manifest_is_none(files: dict[str, str]) -> None:
    assert imported(files, "x-1") is None


def test_a_byte_order_mark_is_no_part_of_it() -> None:
    assert '["a"]' in understood('\ufeff[packages]\na = "*"\n').files["pyproject.toml"]
