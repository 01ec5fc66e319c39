"""The extras `citation` and `changelog`: what they say in a project's files."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from strategies import ANY_TEXT

from seedbed.commands.options import made
from seedbed.layers.library import load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import Author
from seedbed.model.project import Project
from seedbed.render import citation
from seedbed.render.compose import compose

LIBRARY = load_library()
SCHEMA = files("check_jsonschema") / "builtin_schemas/vendor/citation-file-format.json"
HEAD = """\
# How to cite this project: https://citation-file-format.github.io
# When you publish a release, add its version, date-released, and doi.
cff-version: 1.2.0
message: If you use this project, please cite it as below.
type: software
title: My.Net-2
"""
NOTE = """\
authors:
  # For a person, write family-names and given-names instead of name.
"""
ADA = Author(name="Ada Lovelace", email="ada@example.org")
CHANGELOG = """\
# Changelog

What changes for the users of My.Net-2, the newest version first, in the form of
[Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

## Unreleased

### Added

- The first version.
"""


def texts(*extras: str, **choices: Any) -> dict[str, str]:
    """The files of a project."""
    tree = compose(made("My.Net-2", {"extras": extras, **choices}), LIBRARY)
    return {path: file.data.decode() for path, file in tree.files.items()}


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_citation(manager: str) -> None:
    found = texts("citation", manager=manager, description="Reads digits", authors=(ADA,))
    assert found["CITATION.cff"] == (
        f"{HEAD}abstract: Reads digits\n{NOTE}"
        '  - name: Ada Lovelace\n    email: "ada@example.org"\n'
        "license: MIT\n"
    )
    assert (
        "## Citation\n\nTo cite this project, use [CITATION.cff](CITATION.cff).\n"
        in found["README.md"]
    )


def test_a_citation_without_authors_and_license() -> None:
    text = texts("citation", license="none")["CITATION.cff"]
    assert text == f"{HEAD}{NOTE}  - name: The My.Net-2 authors\n"


def test_names_stay_whole_and_texts_are_escaped() -> None:
    authors = (
        Author(name="Acme, Inc."),
        Author(name='Dwayne "The Rock": #1', email="rock@localhost"),
        Author(email="who@example.org"),
        Author(name="Acme, Inc."),
    )
    text = texts("citation", authors=authors, description="yes:\n\n- \\ \u2028 é")["CITATION.cff"]
    assert text == (
        f'{HEAD}abstract: "yes: - \\\\ é"\n{NOTE}'
        "  - name: Acme, Inc.\n"
        '  - name: "Dwayne \\"The Rock\\": #1"\n'
        '  - name: The My.Net-2 authors\n    email: "who@example.org"\n'
        "license: MIT\n"
    )


@given(
    description=ANY_TEXT,
    authors=st.lists(
        st.builds(Author, name=ANY_TEXT, email=st.sampled_from(["", "a@b", "a@b.cd", "x@y.z"]))
    ),
    spdx=st.sampled_from(
        [LIBRARY[f"license/{one}"].data.get("spdx", "") for one in offered(LIBRARY, "license")]
    ),
)
def test_it_passes_the_schema(description: str, authors: list[Author], spdx: str) -> None:
    project = Project(
        name="yes", package="x", description=description, authors=tuple(authors), license=spdx
    )
    said = YAML(typ="safe", pure=True).load(citation.write(project))
    schema = json.loads(SCHEMA.read_text())
    assert [error.message for error in Draft7Validator(schema).iter_errors(said)] == []
    assert said["title"] == "yes"
    assert said.get("abstract", "") == " ".join(description.split())
    assert said.get("license", "") == spdx
    names = {author["name"] for author in said["authors"]}
    assert names >= {author.name.strip() for author in authors} - {""}


def test_the_hook_that_checks_it_comes_with_it() -> None:
    hooks = "      - id: check-github-workflows\n"
    more = "      - id: check-citation-file-format\n"
    path = ".pre-commit-config.yaml"
    assert f"{hooks}{more}\n  - repo:" in texts("citation", "pre-commit")[path]
    assert f"{hooks}\n  - repo:" in texts("pre-commit")[path]


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_changelog(manager: str) -> None:
    found = texts("changelog", manager=manager)
    assert found["CHANGELOG.md"] == CHANGELOG
    assert "\nCHANGELOG.md merge=union\n" in found[".gitattributes"]
    assert (
        "\n## Changelog\n\nIf users of the package notice a change, add a line to `CHANGELOG.md`, "
        "below `## Unreleased`.\n\n## Before you commit\n"
    ) in found["AGENTS.md"]
    assert "For a release, increase `version` in `pyproject.toml`, " in found["docs/development.md"]


def test_without_them_there_is_nothing() -> None:
    for path, text in texts("github", "pre-commit").items():
        assert "CITATION" not in text, path
        assert "CHANGELOG" not in text, path
