"""The JSON Schemas that seedbed ships; `support/envelopes.py` holds what tests print to them."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from typing import Any

import pytest
from envelopes import SCHEMAS, faults_of, validator
from jsonschema import Draft202012Validator
from places import ROOT

from seedbed.cli.command_line import COMMANDS
from seedbed.cli.declaring import JSON
from seedbed.model.choices import make_choices, to_table

NAMES = sorted(path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*"))


def test_they_are_what_the_code_says() -> None:
    command = [sys.executable, "-m", "tools.schemas", "page", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), "run 'make page'"


def test_there_is_one_for_each_command_that_prints_json() -> None:
    commands = [name for name, command in COMMANDS.items() if JSON in command.options]
    assert sorted([*commands, "envelope", "tool-seedbed"]) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_is_a_schema(name: str) -> None:
    schema = validator(name).schema
    assert isinstance(schema, dict)
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:seedbed:schema:{name}"
    assert list(open_objects(schema)) == []


def open_objects(schema: Any, where: str = "") -> Any:
    """Where objects may have any key with any value."""
    if isinstance(schema, list):
        for place, one in enumerate(schema):
            yield from open_objects(one, f"{where}/{place}")
    if isinstance(schema, dict):
        is_open = schema.get("additionalProperties") is not False
        if is_open and "properties" in schema and schema.get("type") == "object":
            yield where
        for key, one in schema.items():
            yield from open_objects(one, f"{where}/{key}")


DOCUMENT = {
    "schema": 1,
    "seedbed": "0.1",
    "command": "sync",
    "ok": True,
    "result": {"path": "/home/you/digits", "synced": True, "verified": None},
    "messages": [],
    "error": None,
}
ERROR = {"code": "no-project", "message": "There is no project.", "hint": ""}


@pytest.mark.parametrize(
    "changes", [{}, {"ok": False, "error": ERROR}, {"ok": False, "result": None, "error": ERROR}]
)
def test_a_document_that_is_as_it_should_be(changes: dict[str, Any]) -> None:
    assert faults_of(DOCUMENT | changes, "sync") == []
    assert faults_of(DOCUMENT | changes, "snyc") == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"error": ERROR}, f"$.error: {ERROR} is not of type 'null'"),
        ({"ok": False}, "$.error: None is not of type 'object'"),
        ({"command": "update"}, "$.command: 'sync' was expected"),
        ({"schema": 2}, "$.schema: 1 was expected"),
        ({"more": 1}, "$: Additional properties are not allowed ('more' was unexpected)"),
    ],
)  # fmt: skip
def test_a_document_that_is_not(changes: dict[str, Any], fault: str) -> None:
    assert faults_of(DOCUMENT | changes, "sync") == [fault]


def test_results_are_closed_in_depth() -> None:
    result = {"path": "/home/you/digits", "files": [], "odd": "x"}
    (fault,) = faults_of(DOCUMENT | {"command": "explain", "result": result}, "explain")
    assert "Additional properties are not allowed ('odd' was unexpected)" in fault


PROJECTS = sorted((ROOT / "templates").glob("*/*/pyproject.toml"))


@pytest.mark.parametrize("path", PROJECTS, ids=[path.parent.name for path in PROJECTS])
def test_the_choices_of_each_preset(path: Any) -> None:
    table = tomllib.loads(path.read_text())["tool"]["seedbed"]
    assert faults_of(table, "tool-seedbed") == []


def test_choices_with_all_that_they_may_have() -> None:
    choices = make_choices("x-1", channels=("conda-forge",), cooldown="7d",
                           system_packages=("ffmpeg",))  # fmt: skip
    more = {"conda-names": {"torch": "pytorch"}, "indexes": {"own": "https://example.org/simple"}}
    assert faults_of(to_table(choices) | more, "tool-seedbed") == []
    assert faults_of({"manager": "uv", "framework": "none"}, "tool-seedbed") == []


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ({"manager": "uv"}, "$: 'framework' is a required property"),
        ({"manager": "pip", "framework": "none"},
         "$.manager: 'pip' is not one of ['conda', 'pixi', 'poetry', 'uv']"),
        ({"manager": "uv", "framework": "none", "extras": "docs"},
         "$.extras: 'docs' is not of type 'array'"),
        ({"manager": "uv", "framework": "none", "platform": []},
         "$: Additional properties are not allowed ('platform' was unexpected)"),
    ],
)  # fmt: skip
def test_choices_that_seedbed_does_not_know(table: dict[str, Any], fault: str) -> None:
    assert faults_of(table, "tool-seedbed") == [fault]
