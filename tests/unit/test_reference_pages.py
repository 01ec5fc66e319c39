"""The pages in docs/reference/ that are made from the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from envelopes import listed_codes
from places import ROOT

from seedbed.cli.command_line import COMMANDS
from seedbed.cli.declaring import JSON, Valued
from seedbed.cli.help import shown
from seedbed.layers.library import load_library, load_presets
from seedbed.model.choices import STORED
from seedbed.model.questions import BY_FIELD
from tools.reference_errors import found

FOLDER = ROOT / "docs" / "reference"


def page(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def headings(name: str, level: int) -> list[str]:
    return re.findall(rf"^{'#' * level} (.*)$", page(name), re.MULTILINE)


def test_they_are_what_the_code_says() -> None:
    command = [sys.executable, "-m", "tools.reference", "page", "check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, ""), "run 'make page'"


def test_every_command_is_there_with_its_options() -> None:
    assert headings("commands", 2) == [f"seedbed {name}" for name in COMMANDS]
    text = page("commands")
    for command in COMMANDS.values():
        for option in command.options:
            if isinstance(option, Valued) and not shown(option, command):
                continue  # there is nothing to choose
            name = option.option.name if isinstance(option, Valued) else option.name
            assert f"--{name}" in text, (command.name, name)


def test_every_layer_preset_choice_and_document_is_there() -> None:
    assert headings("layers", 3) == list(load_library())
    assert sorted(headings("presets", 2)) == sorted(load_presets())
    keys = [BY_FIELD[field].key for field in STORED]
    assert headings("settings", 2) == ["version", *keys, "layout", "conda-names", "indexes"]
    documents = [f"seedbed {name}" for name, one in COMMANDS.items() if JSON in one.options]
    assert headings("json", 2) == ["Schemas", *documents]


def test_a_layer_says_what_it_adds() -> None:
    text = page("layers").partition("### framework/sklearn\n")[2].partition("\n###")[0]
    assert text.startswith(
        "\n**scikit-learn**. Classical machine learning on the CPU; example: digits.\n"
    )
    assert "- Needs: [`core/training`](#coretraining)\n" in text
    assert "- Packages: `skops>=0.13`\n" in text


@pytest.mark.parametrize(
    "row",
    [
        "| `bad-email` | 2 | … is not an email address. |",
        "| `conflicts` | 1 | …: you and seedbed changed the same thing; …. |",
        "| `interrupted` | 130, 143 |  |",
        "| `nix-missing` | 3 | Nix was not found on PATH. |",
        "| `…-failed` | 3 |  |",
    ],
)
def test_some_error_codes(row: str) -> None:
    assert row in page("errors").splitlines()


def test_every_error_code_in_the_sources_is_one_of_them() -> None:
    assert len(found()) > 100
    assert set(found()) <= set(listed_codes())


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.name)
def test_lines_of_text_have_100_columns_at_most(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > 100 and line[:1] not in "|s"] == []
