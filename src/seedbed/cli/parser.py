"""Reads a command line with argparse; what cannot be read gets one sentence, and what to do."""

from __future__ import annotations

import argparse

from seedbed.cli.command_line import COMMANDS
from seedbed.cli.declaring import Valued
from seedbed.errors import SeedbedError, nearest, usage_error
from seedbed.model.questions import QUESTIONS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from seedbed.cli.declaring import Command, Flag
    from seedbed.model.questions import Question

HELP = ("-h", "--help")
_FEW = 3
"""How many commands are named that have an option."""


class Parser(argparse.ArgumentParser):
    """A parser of the options of one command; its mistakes are errors of seedbed's."""

    def error(self, message: str) -> NoReturn:
        """Refuse the command line.

        Raises:
            SeedbedError: always.
        """
        raise usage_error(f"{message[:1].upper()}{message[1:]}.", _see(self.prog), code="bad-usage")

    def _get_formatter(self) -> argparse.HelpFormatter:
        """What checks each option as it is added; with a width, it need not import `shutil`."""
        return argparse.HelpFormatter(self.prog, width=80)


class _Answer(argparse.Action):
    """Keeps the one answer to a question."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,  # noqa: ARG002  # argparse calls it so
        namespace: argparse.Namespace,
        values: Any,
        option_string: str | None = None,
    ) -> None:
        """Refuse a second answer that is not the first one.

        Raises:
            SeedbedError: names both.
        """
        first = getattr(namespace, self.dest, values)
        if first != values:
            raise usage_error(
                f"{option_string} {first} and {option_string} {values} cannot be combined.",
                "Leave one of them out.",
                code="choices-exclude",
            )
        setattr(namespace, self.dest, values)


def parse(words: list[str]) -> tuple[str, dict[str, Any]]:
    """The command and the values that were given, by name; those left out are missing.

    For help and the version, the command is `help` or `version`, and `of` names the command that
    help is asked for, or is empty.

    Args:
        words: the command line without the program's name.

    Raises:
        SeedbedError: for a command line that cannot be read.
    """
    first = words[0] if words else "--help"
    if first in HELP:
        return "help", {"of": ""}
    if first in {"-V", "--version"}:
        return "version", {}
    if first not in COMMANDS:
        raise _no_command(first)
    command = COMMANDS[first]
    given, rest = _before_rest(command, words[1:])
    options, separator, others = _partition(given)
    if any(word in HELP for word in options):
        return "help", {"of": first}
    parser = Parser(
        prog=f"seedbed {first}", add_help=False, allow_abbrev=False, exit_on_error=False
    )
    add_options(parser, command)
    try:
        values, left = parser.parse_known_args(options)
    except argparse.ArgumentError as error:
        raise _bad_value(error, command) from None
    for word in left:
        if word.startswith("-") and word != "-":
            raise _no_option(word.partition("=")[0], command)
    found = vars(values)
    _check_lists(command, found)
    _read_arguments(command, [*left, *(others if separator else [])], found)
    if command.rest:
        found["args"] = rest
    return first, found


def add_options(parser: argparse._ActionsContainer, command: Command) -> None:
    """Give a parser the options of a command."""
    for option in command.options:
        add_option(parser, option)


def add_option(
    parser: argparse._ActionsContainer, option: Flag | Valued, help_text: str = ""
) -> argparse.Action:
    """Give a parser one option; a value that is not given is missing in what it reads."""
    if isinstance(option, Valued):
        typed = option.option
        return parser.add_argument(
            f"--{typed.name}",
            dest=typed.dest,
            default=argparse.SUPPRESS,
            action=_Answer if option.is_answer else "append" if typed.many else "store",
            metavar=typed.metavar,
            help=help_text,
        )
    names = [f"-{option.short}"] if option.short else []
    return parser.add_argument(
        *names,
        f"--{option.name}",
        dest=option.dest,
        default=argparse.SUPPRESS,
        action="store_const",
        const=option.value,
        help=help_text,
    )


def _before_rest(command: Command, words: list[str]) -> tuple[list[str], list[str]]:
    """What the command reads, and what it hands on: all that follows its first argument."""
    if command.rest:
        for place, word in enumerate(words):
            if not word.startswith("-") or word == "-":
                return words[: place + 1], words[place + 1 :]
    return words, []


def _partition(words: list[str]) -> tuple[list[str], str, list[str]]:
    """The words before a `--`, that itself, and those behind it."""
    if "--" not in words:
        return words, "", []
    place = words.index("--")
    return words[:place], "--", words[place + 1 :]


def _read_arguments(command: Command, words: list[str], found: dict[str, Any]) -> None:
    called = f"seedbed {command.name}"
    last = len(command.arguments) - 1
    if command.arguments and command.arguments[last].many and len(words) > last:
        found[command.arguments[last].name] = words[last:]
        words = words[: last + 1]
    if len(words) > len(command.arguments):
        surplus = words[len(command.arguments)]
        what = f"'{called}' takes no argument {surplus!r}."
        if len(command.arguments) == 1:
            what = f"'{called}' takes only one {command.arguments[0].name}; {surplus!r} is another."
        raise usage_error(what, _see(called), code="bad-usage")
    for argument, word in zip(command.arguments, words, strict=False):
        found.setdefault(argument.name, word)
    for argument in command.arguments[len(words) :]:
        if argument.needed:
            raise usage_error(argument.needed, _see(called), code="bad-usage")


def _check_lists(command: Command, found: dict[str, Any]) -> None:
    """Refuse an empty list, such as that of `--with ,`: a script's variable may be empty."""
    lists = [one.option for one in command.options if isinstance(one, Valued) and one.option.many]
    for option in lists:
        for text in found.get(option.dest, ()):
            if option.name != "set" and not text.replace(",", "").strip():
                raise usage_error(
                    f"--{option.name} {text!r} is empty.",
                    f"Give it a value, or leave --{option.name} out.",
                    code="bad-usage",
                )


def _no_command(word: str) -> SeedbedError:
    if word.startswith("-"):
        return usage_error(
            f"seedbed has no option {word.partition('=')[0]} before the command.",
            _see("seedbed"),
            code="bad-usage",
        )
    meant = nearest(word, tuple(COMMANDS))
    return usage_error(
        f"seedbed has no command {word!r}.",
        f"Did you mean '{meant}'? {_see('seedbed')}" if meant else _see("seedbed"),
        code="bad-usage",
    )


def _no_option(typed: str, command: Command) -> SeedbedError:
    """The error for an option that a command does not have."""
    called = f"seedbed {command.name}"
    others = [one.name for one in COMMANDS.values() if typed in _flags(one)]
    names = tuple(flag.removeprefix("--") for flag in _flags(command))
    meant = nearest(typed.removeprefix("--"), names) if typed.startswith("--") else ""
    known = typed if typed.startswith("--") else typed[:2]  # `-rFILE`
    hint = f"Did you mean '--{meant}'?" if meant else ""
    question = _question(typed) if command.name == "update" else None
    if question and question.settable:
        hint = f"Write '--set {question.key}=VALUE' instead."
    elif known in command.elsewhere:
        hint = command.elsewhere[known]
    elif len(others) > _FEW:
        hint = "Other commands have it."
    elif others:
        named = " and ".join(f"'seedbed {name}'" for name in others)
        hint = (
            f"{hint} {typed} is an option of {named}." if hint else f"It is an option of {named}."
        )
    return usage_error(
        f"'{called}' has no option {typed}.", f"{hint} {_see(called)}".strip(), code="bad-usage"
    )


def _question(typed: str) -> Question | None:
    """The question that an option of `seedbed new` answers."""
    found = (
        question
        for question in QUESTIONS
        if any(typed == f"--{option.name}" for option in question.options)
    )
    return next(found, None)


def _flags(command: Command) -> tuple[str, ...]:
    return tuple(
        f"--{one.option.name if isinstance(one, Valued) else one.name}" for one in command.options
    )


def _bad_value(error: argparse.ArgumentError, command: Command) -> SeedbedError:
    """The error for an option without its value, or one with a value that takes none."""
    called = f"seedbed {command.name}"
    name = str(error.argument_name).rpartition("/")[2]
    if "expected" in error.message:
        hint = f"If the value begins with a dash, write {name}=VALUE. {_see(called)}"
        return usage_error(f"{name} needs a value.", hint, code="bad-usage")
    return usage_error(f"{name} takes no value.", _see(called), code="bad-usage")


def _see(called: str) -> str:
    return f"See '{called} --help'."
