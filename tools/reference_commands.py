"""The page about all commands, from the table that the parser reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seedbed.cli.command_line import COMMANDS
from seedbed.cli.declaring import JSON, Valued
from seedbed.cli.help import shown
from tools.markdown_kit import code, heading, page, plain, table

if TYPE_CHECKING:
    from seedbed.cli.declaring import Command, Flag

INTRO = """\
`seedbed COMMAND --help` prints the same in your terminal. `-h, --help` goes with every command, and
`seedbed --version` prints the version. Where an option takes several values, separate them with
commas, or give the option several times.
"""


def commands() -> str:
    """The text of the page."""
    rows = [
        (f"[`seedbed {one.name}`](#seedbed-{one.name})", plain(one.summary))
        for one in COMMANDS.values()
    ]
    parts = [
        heading("Commands", "src/seedbed/cli/"),
        INTRO,
        table(("Command", "What it does"), rows),
    ]
    for one in COMMANDS.values():
        parts += _of_command(one)
    return page(*parts)


def _of_command(command: Command) -> list[str]:
    parts = [
        f"## seedbed {command.name}",
        command.summary,
        f"```text\nseedbed {command.name} {command.usage}\n```",
        table(
            ("Argument", "Meaning"),
            [(code(one.name.upper()), plain(one.help)) for one in command.arguments],
        ),
    ]
    for title, options in command.sections:
        rows = [_row(one, command) for one in options]
        named = title.replace("'", "`") if title.startswith("Options") else title
        parts += [f"**{named}**", table(("Option", "Meaning"), filter(None, rows))]
    width = max(len(typed) for typed, _ in command.examples)
    lines = [f"{typed:<{width}}  # {what}" for typed, what in command.examples]
    parts.append("\n".join(["```sh", *lines, "```"]))
    if JSON in command.options:
        parts.append(f"[JSON documents](json.md#seedbed-{command.name}) says what `--json` prints.")
    return parts


def _row(option: Flag | Valued, command: Command) -> tuple[str, str] | None:
    """An option with its help; none for one with nothing to choose."""
    if isinstance(option, Valued):
        text = shown(option, command)
        typed = f"--{option.option.name} {option.option.metavar}"
    else:
        text = option.help
        typed = f"-{option.short}, --{option.name}" if option.short else f"--{option.name}"
    return (code(typed), plain(text)) if text else None
