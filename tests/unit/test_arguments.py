"""The words of a command line that are no options."""

from __future__ import annotations

import pytest

from seedbed.cli.command_line import COMMANDS
from seedbed.cli.declaring import Argument, Command, Flag
from seedbed.cli.parser import parse
from seedbed.errors import SeedbedError

PUT = Command(
    name="put",
    summary="Put things somewhere.",
    usage="PLACE THING...",
    arguments=(
        Argument(name="place", help="Where."),
        Argument(name="things", help="What.", needed="Name something.", many=True),
    ),
    sections=(("Options", (Flag(name="now", dest="now", help="At once."),)),),
)


@pytest.fixture(autouse=True)
def _put(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "put", PUT)


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (["here", "a"], {"place": "here", "things": ["a"]}),
        (["here", "a", "--now", "b"], {"place": "here", "things": ["a", "b"], "now": True}),
        (["here", "a", "--", "-b"], {"place": "here", "things": ["a", "-b"]}),
    ],
)
def test_the_last_argument_takes_all_other_words(words: list[str], values: object) -> None:
    assert parse(["put", *words]) == ("put", values)


def test_two_answers_to_one_question_are_both_named() -> None:
    with pytest.raises(SeedbedError) as caught:
        parse(["choose", "--nix", "mixed", "--yes", "--nix=no"])
    assert caught.value.message == "--nix mixed and --nix no cannot be combined."
    assert (caught.value.hint, caught.value.status) == ("Leave one of them out.", 2)
    assert parse(["choose", "--nix", "no", "--nix", "no"]) == ("choose", {"nix": "no"})


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (
            ["schema", "--json"],
            "'seedbed schema' has no option --json.",
            "Leave it out: a schema is JSON. See 'seedbed schema --help'.",
        ),
        (
            ["completion", "--json", "bash"],
            "'seedbed completion' has no option --json.",
            "Other commands have it. See 'seedbed completion --help'.",
        ),
        (
            ["schema", "new", "choose"],
            "'seedbed schema' takes only one name; 'choose' is another.",
            "See 'seedbed schema --help'.",
        ),
    ],
)
def test_what_a_command_does_not_take(words: list[str], message: str, hint: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        parse(words)
    assert (caught.value.message, caught.value.hint) == (message, hint)


def test_an_option_of_another_command_may_be_a_slip() -> None:
    with pytest.raises(SeedbedError) as caught:
        parse(["choose", "--system-package", "ffmpeg"])
    assert caught.value.message == "'seedbed choose' has no option --system-package."
    assert caught.value.hint == (
        "Did you mean '--system-packages'? --system-package is an option of 'seedbed new'. See "
        "'seedbed choose --help'."
    )


def test_a_list_that_is_needed_is_asked_for() -> None:
    with pytest.raises(SeedbedError, match=r"^Name something\. See"):
        parse(["put", "here"])


def test_a_list_that_is_missing_takes_no_word_of_another_argument() -> None:
    with pytest.raises(SeedbedError, match=r"^'seedbed presets' takes no argument 'three'\."):
        parse(["presets", "show", "uv", "three"])
