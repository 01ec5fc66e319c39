"""The questions of `tilth new`, on a terminal; each is asked only when its option was not given."""

from __future__ import annotations

import os
from typing import Any

import click

from tilth.choices import Choices, check_email
from tilth.cli.offers import offers
from tilth.commands import new
from tilth.commands.defaults import git_author
from tilth.errors import TilthError
from tilth.layers import load_presets
from tilth.names import check_name, check_package, default_package
from tilth.versions import check_python


def complete(values: dict[str, Any]) -> dict[str, Any]:
    """The values with the answers to what was not given.

    Raises:
        KeyboardInterrupt: on Ctrl-C or the end of input.
    """
    answers = dict(values)
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
    target = check_target(answers["path"])
    if "name" not in answers:
        _ask_name(answers, os.path.basename(target))
    preset: dict[str, Any] = load_presets().get(answers.get("preset", ""), {}).get("choices", {})
    if "description" not in answers:
        answers["description"] = _ask("Description", "one sentence; may stay empty", "")
    for slot, question in (
        ("framework", "Framework"),
        ("manager", "Manager"),
        ("lint", "Linters"),
        ("license", "Licence"),
    ):
        if slot not in answers and slot not in preset:
            _ask_choice(answers, slot, question)
    if "python" not in answers:
        help_line = "a range (PEP 440)"
        answers["python"] = _until_right("Python", help_line, Choices.python, check_python)
    if "with" not in answers and "without" not in answers:
        _ask_extras(answers)
    if "author" not in answers and "email" not in answers:
        name, email = git_author()
        answers["author"] = _ask("Author", "named in pyproject.toml; may stay empty", name)
        if answers["author"]:
            help_line = "may stay empty"
            answers["email"] = _until_right("Their e-mail", help_line, email, check_email)


def _ask_name(answers: dict[str, Any], name: str) -> None:
    def check(given: str) -> None:
        check_name(given)
        if "package" not in answers:
            check_package(default_package(given), given)

    try:
        check(name)
    except TilthError as error:
        click.echo(error)
        answers["name"] = _until_right("Name", "letters, digits, '-', '_', '.'", "", check)


def _ask_choice(answers: dict[str, Any], slot: str, question: str) -> None:
    offered = offers(slot)
    if len(offered) < 2:
        return
    _list(offered)
    kind = click.Choice(list(offered))
    answers[slot] = click.prompt(
        question, default=getattr(Choices, slot), type=kind, show_choices=False
    )


def _ask_extras(answers: dict[str, Any]) -> None:
    offered = offers("extras")
    _list(offered)

    def check(given: str) -> None:
        for extra in filter(None, (part.strip() for part in given.split(","))):
            if extra not in offered and extra != "none":
                raise click.BadParameter(f"{extra!r} is none of {', '.join(offered)}.")

    default = ",".join(Choices.extras)
    given = _until_right("Extras", "with commas between them, or 'none'", default, check)
    wanted = {part.strip() for part in given.split(",")} & set(offered)
    answers["with"] = sorted(wanted)
    answers["without"] = sorted(set(Choices.extras) - wanted)


def _until_right(question: str, help_line: str, default: str, check: Any) -> str:
    while True:
        given = _ask(question, help_line, default)
        try:
            check(given)
        except TilthError as error:
            click.echo(error)
        except click.BadParameter as error:
            click.echo(error.message)
        else:
            return given


def _ask(question: str, help_line: str, default: str) -> str:
    text = f"{question} ({help_line})"
    answer: str = click.prompt(text, default=default, show_default=bool(default))
    return answer.strip()


def _list(offered: dict[str, str]) -> None:
    width = max(map(len, offered))
    for name, help_line in offered.items():
        click.echo(f"  {name:<{width}}  {help_line}")
