"""Each choice is declared once, and everything that speaks of choices reads that."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from places import ROOT

from seedbed.cli.command_line import COMMANDS
from seedbed.cli.declaring import Valued
from seedbed.commands.options import choices_from
from seedbed.commands.settings import SETTABLE
from seedbed.commands.stored_choices import read_choices
from seedbed.layers.library import SINGLE, SLOTS, load_library, offered
from seedbed.model.choices import STORED, UNASKED, Choices, to_table
from seedbed.model.questions import QUESTIONS, SECTIONS, TABLE
from seedbed.render.compose import compose

PAGE = ROOT / "docs" / "choices.md"
# an answer that is not the default, by the option that gives it
ANSWERS: dict[str, tuple[Any, Any]] = {
    "framework": ("none", "none"),
    "manager": ("pixi", "pixi"),
    "nix": ("shell", "shell"),
    "python": (">=3.12", ">=3.12"),
    "with": (["vscode"], ("github", "pre-commit", "vscode")),
    "without": (["github"], ("pre-commit",)),
    "framework_version": (">=1.8", ">=1.8"),
    "accelerator": ("cpu", "cpu"),
    "accelerator_version": ("12.6", "12.6"),
    "manager_version": ("0.75", "==0.75.*"),
    "lint": ("classic", "classic"),
    "line_length": ("88", "88"),
    "platform": (["linux-64,win-64"], ("linux-64", "win-64")),
    "channel": (["bioconda"], ("bioconda",)),
    "cooldown": ("2w", "14d"),
    "system_package": (["sox", "ffmpeg"], ("ffmpeg", "sox")),
    "name": ("other", "other"),
    "package": ("other", "other"),
    "description": ("Reads", "Reads"),
    "license": ("none", "none"),
    "author": ("Ada", "Ada"),
    "email": ("ada@example.org", "ada@example.org"),
}


def test_each_field_of_the_choices_is_one_question() -> None:
    assert sorted(one.field for one in QUESTIONS) == sorted(
        set(Choices.__annotations__) - {*UNASKED}
    )
    assert {one.section for one in QUESTIONS} == set(SECTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.field)
def test_each_option_reaches_its_field(question: Any) -> None:
    for option in question.options:
        typed, expected = ANSWERS[option.dest]
        assert option.many == isinstance(typed, list)
        found = getattr(choices_from({option.dest: typed, "git": False}, "/x"), question.field)
        if question.field == "authors":
            (author,) = found
            assert expected in {author.name, author.email}
        else:
            assert found == expected
        assert found != getattr(choices_from({"git": False}, "/x"), question.field)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.field)
def test_each_answer_changes_more_than_the_record_of_it(question: Any) -> None:
    if question.offers in SINGLE and len(offered(load_library(), question.offers)) == 1:
        pytest.skip("has only one answer so far")
    for option in question.options:
        # Pixi, because uv takes no channels and no system packages
        base = {} if option.dest == "manager" else {"manager": "pixi"}
        if option.dest.startswith("accelerator"):  # which scikit-learn does not use
            base["framework"] = "pytorch"
        if option.dest == "accelerator_version":
            base["accelerator"] = "cuda"
        typed, _ = ANSWERS[option.dest]
        assert _rendered(**base, **{option.dest: typed}) != _rendered(**base)


def _rendered(**values: Any) -> dict[str, Any]:
    """The files of a project, without what `[tool.seedbed]` records."""
    tree = compose(choices_from({**values, "git": False}, "/x"))
    found: dict[str, Any] = {path: file.data for path, file in tree.files.items()}
    manifest = tomllib.loads(found["pyproject.toml"].decode())
    del manifest["tool"]["seedbed"]
    return {**found, "pyproject.toml": manifest}


def test_new_has_the_options_of_all_questions() -> None:
    typed = {one.option.name for one in COMMANDS["new"].options if isinstance(one, Valued)}
    assert typed == {option.name for one in QUESTIONS for option in one.options} | {"preset"}


def test_the_manifest_holds_what_the_questions_say() -> None:
    assert tuple(STORED) == (
        "package", "license", "manager", "manager_version", "nix", "framework",
        "framework_version", "accelerator", "accelerator_version", "lint", "line_length",
        "platforms", "channels", "cooldown", "system_packages", "extras",
    )  # fmt: skip
    table = to_table(choices_from({"git": False}, "/x"))
    assert list(table) == ["version", *(field.replace("_", "-") for field in STORED)]
    assert set(SETTABLE) == set(table) - {"version", "package"}


def test_an_update_reads_what_new_has_stored() -> None:
    choices = choices_from({"git": False}, "/x")
    manifest = compose(choices).files["pyproject.toml"].data.decode()
    assert read_choices(tomllib.loads(manifest)) == choices


def test_single_slots_are_questions() -> None:
    assert set(SINGLE) == {"manager", "nix", "framework", "accelerator", "lint", "license"}
    assert set(SINGLE) < set(SLOTS)


def test_the_page_has_the_same_table() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if re.match(r"\| `", line)
    ]
    assert rows == [
        [
            f"`{one.key}`",
            ", ".join(f"`--{option.name}`" for option in one.options) or "none yet",
            f"`{one.place}`",
            "yes" if one.place == TABLE and one.settable else "no",
            "yes" if one.ask else "no",
        ]
        for one in QUESTIONS
    ]
