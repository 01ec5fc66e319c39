"""What holds for the files of every combination of choices; each is rendered once."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping

import pytest
from ruamel.yaml import YAML
from strategies import all_choices, sets_of

from seedbed.layers.library import general_extras, load_library
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import Choices
from seedbed.model.names import requirement_name
from seedbed.render.compose import compose

LIBRARY = load_library()
EXTRAS = general_extras(LIBRARY)
README, MANIFEST = "README.md", "pyproject.toml"
MOST_WORDS = 400
LINK = re.compile(r"\]\(([^)#:]+)\)")
PROGRAMS = {
    # the table, and what reads it: a requirement, the manager, the build, or a hook of pre-commit
    "pytest": "pytest",
    "ruff": "ruff",
    "mypy": "mypy",
    "autoflake": "autoflake",
    "coverage": "pytest-cov",
    "black": "black",
    "isort": "isort",
    "poe": "poethepoet",
    "doc8": "doc8",
    "rstcheck": "rstcheck",
    "codespell": "hook:codespell",
    "rumdl": "hook:rumdl",
    "hatch": "build:hatchling",
    "uv": "manager:uv",
    "pixi": "manager:pixi",
    "poetry": "manager:poetry",
}
WITHOUT_A_PROGRAM = {
    "seedbed": "what the project was made from; updates read it",
    "repo-review": "for those who review the project: why a check of sp-repo-review does not hold",
}


@pytest.mark.parametrize("manager", MANAGERS)
def test_every_combination(manager: str) -> None:
    seen = 0
    parsed: set[tuple[str, bytes]] = set()  # most files are the same in many combinations
    for choices in all_choices(LIBRARY, manager):
        tree = compose(choices, LIBRARY)
        seen += 1
        assert set(tree.runs) <= set(tree.files), choices
        new = {(path, file.data) for path, file in tree.files.items()} - parsed
        parsed |= new
        for path, data in new:
            check_parses(path, data.decode())
        changed = {path for path, _ in new}
        texts = {path: file.data.decode() for path, file in tree.files.items()}
        if README in changed:
            check_is_short_and_begins_with_what_to_type(choices, texts)
        if MANIFEST in changed:
            check_each_table_is_read_by_a_program(choices, texts)
    assert seen >= 2 * len(sets_of(EXTRAS))
    for path in (README, MANIFEST):
        assert len([one for one, _ in parsed if one == path]) > 100


def check_parses(path: str, text: str) -> None:
    assert text.endswith("\n") or not text, path
    assert not re.search(r"@[a-z][a-z0-9_]*@", text), path  # a placeholder that nothing filled
    if path.endswith(".toml"):
        tomllib.loads(text)
    elif path.endswith((".json", ".ipynb")):
        json.loads(text)
    elif path.endswith((".yml", ".yaml", ".cff")):
        assert YAML(typ="safe").load(text), path
    elif path.endswith(".py"):
        compile(text, path, "exec")


def check_is_short_and_begins_with_what_to_type(choices: Choices, texts: Mapping[str, str]) -> None:
    text = texts[README]
    assert len(text.split()) <= MOST_WORDS, (choices, len(text.split()))
    assert text.startswith(f"# {choices.name}\n"), choices
    headings = re.findall(r"^## (.*)", text, re.MULTILINE)
    assert headings[:2] == ["Setup", "Everyday commands"], choices
    assert set(LINK.findall(text)) <= texts.keys() | {"LICENSE"}, choices


def check_each_table_is_read_by_a_program(choices: Choices, texts: Mapping[str, str]) -> None:
    data = tomllib.loads(texts[MANIFEST])
    there = {f"manager:{choices.manager}"}
    there |= {f"build:{requirement_name(one)}" for one in data["build-system"]["requires"]}
    for group in data["dependency-groups"].values():
        there |= {requirement_name(one) for one in group}
    hooks = re.findall(r"- id: (\S+)", texts.get(".pre-commit-config.yaml", ""))
    there |= {f"hook:{hook}" for hook in hooks}
    for table in data["tool"].keys() - WITHOUT_A_PROGRAM.keys():
        assert PROGRAMS[table] in there, (choices, table)
