"""The questions of `seedbed new` on a terminal; each is asked only if its option was not given."""

from __future__ import annotations

import contextlib
import os
import unicodedata
from typing import TYPE_CHECKING, Any

import click

from seedbed.cli import report
from seedbed.cli.offers import offers
from seedbed.commands import new
from seedbed.commands.beside import license_in
from seedbed.commands.choosing import choices_from
from seedbed.errors import SeedbedError, usage_error
from seedbed.host.git_author import git_author
from seedbed.host.paths import absolute
from seedbed.layers.library import load_presets
from seedbed.model.choices import Choices, check_email
from seedbed.model.versions import check_python
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from collections.abc import Callable

with contextlib.suppress(ImportError):  # Windows has none
    import readline  # noqa: F401  # arrow keys move in the line instead of entering it

NOTHING = "-"
"""The answer that empties what has a default."""


def complete(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the answers to what was not given.

    Raises:
        SeedbedError: when what was given cannot be, before anything is asked.
        KeyboardInterrupt: on Ctrl-C or the end of input.
    """
    answers = dict(values)
    _compose(answers, "a-project")
    try:
        _ask_all(answers)
    except click.Abort:
        raise KeyboardInterrupt from None
    return answers


def _ask_all(answers: dict[str, Any]) -> None:
    def check_target(path: str) -> str:
        return new.check_target(path, mend="dry_run" not in answers)

    if not answers.get("path"):
        help_line = "a new folder, or ."
        answers["path"] = _until_right("Path of the project", help_line, "", check_target)
    name = os.path.basename(check_target(answers["path"]))
    if "name" not in answers:
        _ask_name(answers, name)
    preset = load_presets().get(answers.get("preset", ""), {}).get("choices", {})
    if "description" not in answers:
        answers["description"] = _ask("Description", "one sentence; may stay empty", "")
    for slot, question in (
        ("framework", "Framework"),
        ("manager", "Manager"),
        ("lint", "Linters"),
        ("license", "Licence"),
    ):
        told = slot == "license" and license_in(absolute(answers["path"]))  # by the file LICENSE
        if slot not in answers and slot not in preset and not told:
            _ask_choice(answers, slot, question)
    if "python" not in answers and "python" not in preset:
        help_line = "versions, such as '>=3.11,<3.14'; '3.12' means that or newer"
        answers["python"] = _until_right("Python", help_line, Choices.python, check_python)
    if "with" not in answers and "without" not in answers:
        _ask_extras(answers, tuple(preset.get("extras", Choices.extras)))
    if "author" not in answers and "email" not in answers:
        _ask_author(answers)


def _ask_name(answers: dict[str, Any], name: str) -> None:
    def check(given: str) -> None:
        _compose(answers, given)

    try:
        check(name)
    except SeedbedError as error:
        report.say(str(error))
        answers["name"] = _until_right("Name", "letters, digits, '-', '_', '.'", "", check)


def _compose(answers: dict[str, Any], name: str) -> None:
    """Refuse what cannot be, as far as it is known by now."""
    compose(choices_from({"name": name, **answers, "git": False}, ""))


def _ask_choice(answers: dict[str, Any], slot: str, question: str) -> None:
    offered = offers(slot)
    if len(offered) < 2:
        return
    _list(offered)
    kind = click.Choice(list(offered))
    answers[slot] = click.prompt(
        question, default=getattr(Choices, slot), type=kind, show_choices=False
    )


def _ask_extras(answers: dict[str, Any], default: tuple[str, ...]) -> None:
    offered = offers("extras")
    _list(offered)

    def check(given: str) -> None:
        for extra in _parts(given):
            if extra not in offered:
                raise usage_error(
                    f"{extra!r} is none of {', '.join(offered)}.", code="unknown-choice"
                )

    help_line = f"the whole list, with commas; '{NOTHING}' for none"
    wanted = _parts(_until_right("Extras", help_line, ",".join(default), check))
    answers["with"] = sorted(wanted)
    answers["without"] = sorted(set(default) - set(wanted))


def _parts(given: str) -> list[str]:
    return [part.strip() for part in given.split(",") if part.strip()]


def _ask_author(answers: dict[str, Any]) -> None:
    name, email = git_author(absolute(answers["path"]))
    answers["author"] = _ask("Author", f"named in pyproject.toml; '{NOTHING}' for none", name)
    if answers["author"]:
        help_line = f"'{NOTHING}' for none"
        answers["email"] = _until_right("Their e-mail", help_line, email, check_email)


def _until_right(
    question: str, help_line: str, default: str, check: Callable[[str], object]
) -> str:
    while True:
        given = _ask(question, help_line, default)
        try:
            check(given)
        except SeedbedError as error:
            report.say(str(error))
        else:
            return given


def _ask(question: str, help_line: str, default: str) -> str:
    text = f"{question} ({help_line})"
    while True:
        answer = str(click.prompt(text, default=default, show_default=bool(default))).strip()
        if not any(unicodedata.category(char) == "Cc" for char in answer):
            return "" if answer == NOTHING else answer
        click.echo("That holds control characters, as arrow keys and the like enter.")


def _list(offered: dict[str, str]) -> None:
    width = max(map(len, offered))
    for name, help_line in offered.items():
        click.echo(f"  {name:<{width}}  {help_line}")
