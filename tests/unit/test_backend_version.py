"""Adopted packages whose version only their build backend knows, with Poetry."""

from __future__ import annotations

from seedbed.managers.own_layout import load_own_layout
from seedbed.model.record import replace

_DYNAMIC = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "moss"
dynamic = ["version"]
"""
_TOLD = "the version that the build backend works out: for Poetry, it is 0.0.0"


def test_poetry_is_told_a_version_since_it_installs_nothing_without_one() -> None:
    poetry = load_own_layout("poetry")
    project = load_own_layout("uv").read({"pyproject.toml": _DYNAMIC}).project
    document = poetry.write(project)["pyproject.toml"]
    assert document.root["tool"]["poetry"]["version"] == "0.0.0"
    assert poetry.caveats(project) == [_TOLD]


def test_that_version_is_no_setting_of_the_user() -> None:
    poetry = load_own_layout("poetry")
    ours = poetry.read({"pyproject.toml": f'{_DYNAMIC}[tool.poetry]\nversion = "0.0.0"\n'})
    theirs = poetry.read({"pyproject.toml": f'{_DYNAMIC}[tool.poetry]\nversion = "1.2"\n'})
    assert [*ours.unmodeled] == ["project.dynamic"]
    assert [*theirs.unmodeled] == ["tool.poetry.version", "project.dynamic"]


def test_a_version_of_its_own_and_other_managers_need_nothing() -> None:
    project = load_own_layout("uv").read({"pyproject.toml": _DYNAMIC}).project
    known = replace(project, version="1.2")
    poetry, uv = load_own_layout("poetry"), load_own_layout("uv")
    assert "version" not in poetry.write(known)["pyproject.toml"].root["tool"]["poetry"]
    assert poetry.caveats(known) == uv.caveats(project) == []
