"""What `--help` prints: at most 80 columns, in bold on a terminal what is typed, no word broken."""

from __future__ import annotations

import argparse
import re
import sys
import textwrap

from seedbed.cli.command_line import COMMANDS
from seedbed.cli.completions import offers
from seedbed.cli.declaring import Valued
from seedbed.cli.parser import add_option
from seedbed.cli.report import HEADING, TYPED, columns, say_raw, style
from seedbed.model.choices import Choices

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.cli.declaring import Command

_INTRO = """\
Create Python machine-learning projects that every colleague can recreate, and
keep them up to date. The projects work without seedbed.
"""
_ROOM = 30
"""Columns that an explanation beside an example needs."""
_LARGE = frozenset(("system-package", "preset", "platform"))
"""Values that would fill the screen; completion shows them."""
_OPEN = frozenset(("", "setting", "rows", "cuda", "group", "extra", "check"))
"""Values that depend on the project, or that the text tells."""


def print_help(name: str) -> None:
    """Print the help of a command, or of the program.

    Args:
        name: the command's name; empty for the program.
    """
    say_raw(_colored(_of_command(COMMANDS[name]) if name else _of_program()))


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Lines of at most 80 columns that break between words only."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28, width=columns())

    def _split_lines(self, text: str, width: int) -> list[str]:
        return _wrapped(" ".join(text.split()), width)


def _of_program() -> str:
    rows = [(one.name, one.summary) for one in COMMANDS.values()]
    options = [("-h, --help", "Show this help."), ("-V, --version", "Show the version.")]
    examples = [
        ("seedbed new digits", "create a project, its lock, and its environment"),
        ("seedbed run train", "run one of its tasks"),
        ("seedbed update", "merge newer templates with your edits"),
    ]
    parts = [
        "Usage: seedbed COMMAND [options]\n",
        _INTRO,
        f"Commands:\n{_table(rows)}",
        f"Options:\n{_table(options)}",
        f"Examples:\n{_table(examples)}",
        "See 'seedbed COMMAND --help' for the options of a command.\n",
    ]
    return "\n".join(parts)


def _of_command(command: Command) -> str:
    parser = argparse.ArgumentParser(
        prog=f"seedbed {command.name}",
        usage=f"seedbed {command.name} {command.usage}",
        formatter_class=_Formatter,
        add_help=False,
    )
    parser.color = False  # type: ignore[attr-defined, unused-ignore]  # Python 3.14 has colors of its own
    formatter = _Formatter(parser.prog)
    formatter.add_usage(parser.usage, [], [], "Usage: ")
    formatter.add_text(command.summary)
    sections = command.sections or (("Options", ()),)
    for title, options in sections:
        formatter.start_section(title)
        for option in options:
            text = shown(option, command) if isinstance(option, Valued) else option.help
            if text:
                formatter.add_argument(add_option(parser, option, text.replace("%", "%%")))
        if title == sections[-1][0]:
            formatter.add_argument(_help_action(parser))
        formatter.end_section()
    examples = f"\nExamples:\n{_table(command.examples)}"
    return formatter.format_help() + examples


def _help_action(parser: argparse.ArgumentParser) -> argparse.Action:
    return parser.add_argument("-h", "--help", action="help", help="Show this help.")


def shown(option: Valued, command: Command) -> str:
    """The help of an option with its values; empty for a choice with nothing to choose.

    Only a new project takes the defaults: an update starts from what the project has.
    """
    text = option.option.help
    if option.offers in _LARGE or option.offers in _OPEN:
        return text
    values = offers(option.offers)
    if len(values) < 2:
        return "" if option.field else text
    if option.option.name == "without":
        return text
    default = getattr(Choices, option.field, "")
    named = default if isinstance(default, str) else ", ".join(default)
    shown = f" (default: {named})" if named and command.name == "new" else ""
    shown = f" (default: {option.default})" if option.default else shown
    some = "Any" if option.option.many else "One"
    return f"{text} {some} of {', '.join(values)}{shown}."


def _wrapped(text: str, width: int) -> list[str]:
    """The lines of a text; a word that is wider than they are stays whole."""
    return textwrap.wrap(text, width, break_on_hyphens=False, break_long_words=False)


def _table(rows: Iterable[tuple[str, str]]) -> str:
    """Two columns; where the right one would be too narrow, it stands below the left one."""
    rows = list(rows)
    width = max(len(left) for left, _ in rows)
    room = columns() - width - 4
    is_stacked = room < _ROOM and any(len(right) > room for _, right in rows)
    lines = []
    for left, right in rows:
        if is_stacked:
            lines += [f"  {left}", *(f"      {line}" for line in _wrapped(right, columns() - 6))]
            continue
        first, *more = _wrapped(right, room)
        lines.append(f"  {left:<{width}}  {first}")
        lines += [" " * (width + 4) + line for line in more]
    return "".join(f"{line}\n" for line in lines)


def _colored(text: str) -> str:
    """The help with its titles underlined and what is typed in bold, on a terminal."""
    lines = []
    for line in text.splitlines():
        if title := re.fullmatch(r"(Usage:)(.*)|([A-Z][^:]*:)", line):
            usage, rest, heading = title.groups()
            lines.append(style(usage or heading, HEADING, sys.stdout) + (rest or ""))
        elif typed := re.match(r"(  )(\S.*?)(  .*|$)", line):
            lines.append(typed[1] + style(typed[2], TYPED, sys.stdout) + typed[3])
        else:
            lines.append(line)
    return "".join(f"{line}\n" for line in lines)
