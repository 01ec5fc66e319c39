"""What seedbed says fits a terminal, and looks right on a dark one and a light one."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from seedbed.cli import report
from seedbed.cli.help import print_help
from seedbed.cli.wrapping import fitted

CLI = Path(report.__file__).parent
SENTENCE = "The last update left conflicts; resolve them, and run 'seedbed update' again."


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of 40 columns."""
    monkeypatch.setenv("COLUMNS", "40")


def test_a_line_ends_between_words_and_never_within_a_command() -> None:
    assert fitted(f"hint: {SENTENCE}", Terminal(), 6) == (
        "hint: The last update left conflicts;\n"
        "      resolve them, and run\n"
        "      'seedbed update' again."
    )


def test_an_indent_goes_on() -> None:
    line = "  kept  what you have written in the file README.md"
    assert fitted(line, Terminal()) == ("  kept  what you have written in the\n  file README.md")


@pytest.mark.parametrize(
    "line",
    [
        "Next: cd somewhere && conda env create --prefix ./.conda",
        "https://example.com/a/very/long/address/that/has/no/space",
    ],
)
def test_what_is_copied_stays_one_line(line: str) -> None:
    assert fitted(line, Terminal()) == line


def test_a_pipe_gets_every_line_as_it_is() -> None:
    assert fitted(SENTENCE, io.StringIO()) == SENTENCE


def test_a_terminal_of_unknown_width_gets_every_line_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "0")
    assert fitted(SENTENCE, Terminal()) == SENTENCE


def test_colors_show_on_dark_and_on_light() -> None:
    # of the eight, red and magenta do; green is for added lines, which begin with a plus sign, too
    looks = [report.TITLE, report.HEADING, report.TYPED, report.ERROR, report.REMARK]
    looks += [report.GOOD, report.BAD, report.ASIDE]
    assert {code for look in looks for code in look.split(";")} <= {"1", "2", "4", "31", "32", "35"}
    for path in CLI.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""["'](?:1;)?3\d["']""", text) or path.name == "report.py", path
        assert not re.search(r"ansi(?!magenta)", text), path


def test_an_explanation_that_has_no_room_stands_below(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    print_help("explain")
    assert capsys.readouterr().out.endswith(
        "  seedbed explain pyproject.toml:dependencies.numpy\n      explain a requirement\n"
    )
    print_help("gpu")
    assert capsys.readouterr().out.endswith("  seedbed gpu --bench  compare the GPU with the CPU\n")
