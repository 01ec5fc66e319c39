"""The kits of linters: what each says in a project's files, and nothing of the other is left."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import pytest

from seedbed.commands.options import made
from seedbed.errors import SeedbedError
from seedbed.layers.library import load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.model.line_length import check_line_length
from seedbed.render.compose import compose

LIBRARY = load_library()
HOOKS_FILE = ".pre-commit-config.yaml"
EXTRAS = ("docs", "github", "jupyter", "pre-commit", "vscode")
KITS = {
    "ruff": ("ruff",),
    "classic": ("autoflake", "black", "isort"),
}
"""The kits, and the programs that only one of them has."""
TOOLS = """\
[tool.autoflake]
recursive = true
remove-all-unused-imports = true
remove-duplicate-keys = true
remove-unused-variables = true
# They may be what the package offers
ignore-init-module-imports = true
exclude = [".conda", ".pixi", ".venv", "data", "dist", "runs"]

[tool.black]
line-length = 100
extend-exclude = "^/(\\\\.conda|\\\\.pixi|data|runs)/"

"""
ISORT = """\
[tool.isort]
profile = "black"
line_length = 100
# Without this, isort takes the name of the folder for a package of yours
src_paths = ["src", "tests"]
# As Black does it: a trailing comma keeps one name a line
split_on_trailing_comma = true
extend_skip = [".conda", ".pixi"]
extend_skip_glob = ["data/*", "runs/*"]

"""
TASKS: dict[str, dict[str, Any]] = {
    "check": {"cmd": "autoflake --check-diff --quiet ."},
    "fix": {"cmd": "autoflake --in-place --quiet ."},
    "format": {"sequence": ["imports", "style"]},
    "format-check": {"sequence": ["imports-check", "style-check"]},
    "imports": {"cmd": "isort ."},
    "imports-check": {"cmd": "isort --check --diff ."},
    "lint": {"sequence": ["check", "format-check", "types"]},
    "style": {"cmd": "black ."},
    "style-check": {"cmd": "black --check --diff --quiet ."},
    "types": {"cmd": "python -m mypy"},
}
HOOKS = """\
      - id: trailing-whitespace

  - repo: https://github.com/PyCQA/autoflake
    rev: v2.4.0
    hooks:
      - id: autoflake
        args: [--in-place] # the rest is in pyproject.toml

  - repo: https://github.com/PyCQA/isort
    rev: 9.0.2
    hooks:
      - id: isort

  - repo: https://github.com/psf/black-pre-commit-mirror
    rev: 26.10.1
    hooks:
      - id: black-jupyter

  - repo: https://github.com/adamchainz/blacken-docs
    rev: 1.20.0
    hooks:
      - id: blacken-docs
        args: [--line-length=100]
        additional_dependencies: [black==26.10.1]

  - repo: https://github.com/abravalheri/validate-pyproject
"""
RUFF_HOOKS = """\
      - id: trailing-whitespace

  - repo: https://github.com/astral-sh/ruff-pre-commit
    rev: v0.16.4
    hooks:
      - id: ruff-check
        args: [--fix, --show-fixes]
      - id: ruff-format
        types_or: [python, pyi, jupyter, markdown, pyproject]

  - repo: https://github.com/abravalheri/validate-pyproject
"""
EDITOR = {
    "black-formatter.importStrategy": "fromEnvironment",
    "isort.importStrategy": "fromEnvironment",
    "mypy-type-checker.importStrategy": "fromEnvironment",
    "[python]": {
        "editor.defaultFormatter": "ms-python.black-formatter",
        "editor.formatOnSave": True,
        "editor.codeActionsOnSave": {"source.organizeImports": "explicit"},
    },
}


def texts(**choices: Any) -> dict[str, str]:
    """The files of a project."""
    tree = compose(made("My.Net-2", {"extras": EXTRAS, "lint": "classic", **choices}), LIBRARY)
    return {path: file.data.decode() for path, file in tree.files.items()}


def test_the_kits() -> None:
    assert offered(LIBRARY, "lint") == tuple(sorted(KITS))


def test_the_settings_of_the_classic_kit() -> None:
    manifest = texts()["pyproject.toml"]
    assert TOOLS in manifest
    assert ISORT in manifest


@pytest.mark.parametrize("manager", MANAGERS)
def test_the_tasks_of_the_classic_kit(manager: str) -> None:
    data = tomllib.loads(texts(manager=manager)["pyproject.toml"])
    tasks = data["tool"]["pixi" if manager == "pixi" else "poe"]["tasks"]
    for name, expected in TASKS.items():
        task = tasks[name]
        steps = [
            one["task"] if isinstance(one, dict) else one for one in task.get("depends-on", ())
        ]
        said = {"sequence": steps} if steps else {key: task[key] for key in expected}
        assert said == expected, name


def test_the_hooks_follow() -> None:
    assert HOOKS in texts()[".pre-commit-config.yaml"]
    assert RUFF_HOOKS in texts(lint="ruff")[".pre-commit-config.yaml"]
    # without the hook that checks the manifest, too
    text = texts(extras=("external", "pre-commit"))[".pre-commit-config.yaml"]
    assert "[black==26.10.1]\n\n  - repo: https://github.com/codespell-project/" in text


def test_vs_code_follows() -> None:
    found = texts()
    settings = json.loads(found[".vscode/settings.json"])
    assert {key: settings[key] for key in EDITOR} == EDITOR
    recommended = json.loads(found[".vscode/extensions.json"])["recommendations"]
    assert {name for name in recommended if name.startswith("ms-python.")} == {
        "ms-python.black-formatter",
        "ms-python.debugpy",
        "ms-python.isort",
        "ms-python.mypy-type-checker",
        "ms-python.python",
        "ms-python.vscode-python-envs",
    }


def test_the_pages_follow() -> None:
    agents = texts()["AGENTS.md"]
    assert "uv run poe check          # check the code for unused imports and variables\n" in agents
    assert "uv run poe style          # format the code with Black\n" in agents
    assert (
        "\nBlack formats the code in notebooks, too. Before you commit a notebook, clear its "
        "outputs: they can\nbe large, and every run changes them.\n"
    ) in texts()["docs/development.md"]


@pytest.mark.parametrize("manager", MANAGERS)
@pytest.mark.parametrize("kit", KITS)
def test_nothing_of_the_other_kit_is_left(kit: str, manager: str) -> None:
    for path, text in texts(lint=kit, manager=manager).items():
        if path.endswith((".py", ".ipynb")):  # which draw in black
            continue
        said = text.lower().replace("what ruff would", "")  # why a check is left out
        assert not [one for other in KITS.keys() - {kit} for one in KITS[other] if one in said], (
            path
        )


def test_what_notebooks_need_comes_with_them() -> None:
    def dev(**choices: Any) -> list[str]:
        groups = tomllib.loads(texts(**choices)["pyproject.toml"])["dependency-groups"]
        return [one for one in groups["dev"] if one.startswith("tokenize-rt")]

    assert dev() == ["tokenize-rt>=6.0"]
    assert dev(extras=()) == []
    assert dev(lint="ruff") == []


def test_the_length_of_lines() -> None:
    def lengths(**choices: Any) -> list[str]:
        found = texts(**choices)
        lines = [*found["pyproject.toml"].splitlines(), *found[HOOKS_FILE].splitlines()]
        return sorted(line.strip() for line in lines if re.search("line.length.*[0-9]", line))

    assert lengths(line_length="88") == [
        "args: [--line-length=88]",
        'line-length = "88"',
        "line-length = 88",
        "line_length = 88",
        "max-line-length = 88",
    ]
    assert lengths(lint="ruff", line_length="120") == [
        'line-length = "120"',
        "line-length = 120",
        "max-line-length = 120",
    ]
    assert lengths(lint="ruff") == [
        'line-length = "100"',
        "line-length = 100",
        "max-line-length = 100",
    ]


def test_who_gave_the_length_of_lines() -> None:
    def givers(**choices: str) -> tuple[str, ...]:
        tree = compose(made("x", {"framework": "pytorch", **choices}), LIBRARY)
        return tree.keys["pyproject.toml"]["tool.ruff.line-length"]

    assert givers() == ("lint/ruff",)
    assert givers(line_length="88") == ("lint/ruff", "choices")
    assert givers(line_length="88", framework_version=">=2.9") == ("lint/ruff", "choices")


@pytest.mark.parametrize("text", ["87", "121", "", "x", "-88", "8.8e1", "٩٠", "1" * 5000])
def test_other_lengths_are_refused(text: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        check_line_length(text)
    assert caught.value.message == f"--line-length {text!r} is not a number from 88 to 120."
    assert caught.value.hint == (
        "The generated code is formatted for 88 to 120 characters. For other lengths, change the "
        "linters' settings in pyproject.toml later, then run the task 'format'."
    )
    assert caught.value.code == "bad-line-length"


def test_a_length_is_stored_in_one_way() -> None:
    assert check_line_length(" 0100") == "100"
