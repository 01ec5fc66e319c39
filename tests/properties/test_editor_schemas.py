"""What generated projects tell VS Code and dev containers, by the schemas that these publish.

No package has the schemas. Where SEEDBED_EDITOR_SCHEMAS names a folder with checkouts of
devcontainers/spec and of extensions (ruff-vscode, vscode-mypy, vscode-python, vscode-jupyter,
vscode-python-debugger, vscode-python-environments, esbonio, direnv-vscode, vscode-spell-checker),
all that is written is checked by them. Everywhere, it has to be JSON with keys that somebody has
looked up.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema.validators
import pytest

from seedbed.commands.options import made
from seedbed.errors import SeedbedError
from seedbed.layers.library import load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from collections.abc import Iterator

LIBRARY = load_library()
EXTENSIONS = (
    "ruff-vscode",
    "vscode-mypy",
    "vscode-python-environments",
    "direnv-vscode",
    "vscode-spell-checker",
    "vscode-python",
    "vscode-jupyter",
    "esbonio/code",
)
OTHERS = {
    "[python]",
    "files.associations",
    "files.eol",
    "files.insertFinalNewline",
    "files.trimTrailingWhitespace",
    "files.watcherExclude",
    "notebook.formatOnSave.enabled",
}
"""Settings of VS Code itself, of which no checkout tells."""
ALSO = {
    "cSpell.ignorePaths",
    "cSpell.words",
    "direnv.restart.automatic",
    "esbonio.sphinx.buildCommand",
    "esbonio.sphinx.pythonCommand",
    "jupyter.notebookFileRoot",
    "mypy-type-checker.importStrategy",
    "python.defaultInterpreterPath",
    "python.terminal.activateEnvironment",
    "python.testing.pytestArgs",
    "python.testing.pytestEnabled",
    "python.testing.unittestEnabled",
}
"""Settings of the extensions above."""
SCOPES = {"window", "resource", "language-overridable", "machine-overridable"}
"""Where settings may be that a project can set."""
OF_LAUNCH = {"name", "type", "request", "presentation", "purpose"}
"""Keys of what is launched that VS Code and its Python extension know, not the debugger."""


def rendered() -> Iterator[dict[str, Any]]:
    """The JSON of `.vscode/` and `.devcontainer/` for each manager, Nix mode, and some extras."""
    pairs = ((), ("vscode",), ("devcontainer",), ("vscode", "devcontainer"))
    others = ((), ("direnv",), ("docs", "jupyter"), ("docs", "jupyter", "direnv", "github"))
    for manager in MANAGERS:
        for mode in offered(LIBRARY, "nix"):
            for extras in ((*pair, *more) for pair in pairs for more in others):
                picked = {"manager": manager, "nix": mode, "extras": extras}
                try:
                    tree = compose(made("x-1", picked), LIBRARY)
                except SeedbedError as error:
                    assert error.code == "choices-exclude"
                    continue
                found = {
                    Path(path).stem: json.loads(file.data)
                    for path, file in tree.files.items()
                    if path.startswith((".vscode/", ".devcontainer/devcontainer.json"))
                }
                assert set(found) == {
                    *(["settings", "extensions", "launch"] if "vscode" in extras else ()),
                    *(["devcontainer"] if "devcontainer" in extras else ()),
                }
                yield found


@pytest.fixture(scope="module")
def everything() -> list[dict[str, Any]]:
    """Each of those projects."""
    found = list(rendered())
    assert len(found) == 13 * 16
    return found


def test_every_setting_was_looked_up(everything: list[dict[str, Any]]) -> None:
    told = {key for one in everything for key in one.get("settings", ())}
    assert told == OTHERS | ALSO


@pytest.fixture(scope="module")
def checkouts() -> Path:
    """The folder with what is published."""
    named = os.environ.get("SEEDBED_EDITOR_SCHEMAS", "")
    if not named:
        pytest.skip("SEEDBED_EDITOR_SCHEMAS names no folder with the schemas")
    return Path(named)


def package(checkouts: Path, name: str) -> dict[str, Any]:
    """What an extension contributes to VS Code."""
    found: dict[str, Any] = json.loads((checkouts / name / "package.json").read_text())
    contributes: dict[str, Any] = found["contributes"]
    return contributes


def test_settings_are_as_the_extensions_say(
    everything: list[dict[str, Any]], checkouts: Path
) -> None:
    schemas: dict[str, Any] = {}
    for name in EXTENSIONS:
        parts = package(checkouts, name)["configuration"]
        for part in parts if isinstance(parts, list) else [parts]:
            schemas |= part["properties"]
    for one in everything:
        for key, value in one.get("settings", {}).items():
            if key in OTHERS:
                continue
            schema = schemas[key]
            # a project may set it
            assert schema.get("scope", "window") in SCOPES
            known = {name: schema[name] for name in ("type", "enum", "items") if name in schema}
            jsonschema.validate(value, known)


def test_what_is_launched_is_as_the_debugger_says(
    everything: list[dict[str, Any]], checkouts: Path
) -> None:
    (debugger,) = package(checkouts, "vscode-python-debugger")["debuggers"]
    assert debugger["type"] == "debugpy"
    schema = debugger["configurationAttributes"]["launch"]
    for one in everything:
        for what in one.get("launch", {}).get("configurations", ()):
            assert set(what) <= {*schema["properties"], *OF_LAUNCH}
            jsonschema.validate(what, schema)


def test_dev_containers_are_as_the_specification_says(
    everything: list[dict[str, Any]], checkouts: Path
) -> None:
    path = checkouts / "spec" / "schemas" / "devContainer.base.schema.json"
    schema = json.loads(path.read_text())
    validator = jsonschema.validators.validator_for(schema)(schema)
    seen = 0
    for one in everything:
        if "devcontainer" in one:
            assert [error.message for error in validator.iter_errors(one["devcontainer"])] == []
            seen += 1
    assert seen == 13 * 8
