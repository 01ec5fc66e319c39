"""The questions of `seedbed new` on a terminal; each is asked only if no option answers it."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING, Any

import questionary

from seedbed.cli import report
from seedbed.cli.completions import offers
from seedbed.commands import new
from seedbed.commands.beside import license_in
from seedbed.commands.options import choices_from
from seedbed.errors import SeedbedError
from seedbed.host.git_author import git_author
from seedbed.host.paths import absolute
from seedbed.layers.library import general_extras, has_builds, load_library, load_presets
from seedbed.model.choices import Choices, check_email
from seedbed.model.questions import BY_FIELD, QUESTIONS
from seedbed.model.versions import MINORS, check_python, minors, release
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from collections.abc import Callable

    from seedbed.model.questions import Question

_STYLE = questionary.Style(
    [("qmark", "fg:ansimagenta bold"), ("pointer", "fg:ansimagenta bold"),
     ("answer", "fg:default nobold"), ("highlighted", "bold"), ("selected", "noreverse bold"),
     ("instruction", "fg:default")]
)  # fmt: skip
_PLAIN = questionary.Style([("selected", "noreverse")])


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
    except EOFError:
        raise KeyboardInterrupt from None
    return answers


def _ask_all(answers: dict[str, Any]) -> None:
    def check_target(path: str) -> str:
        return new.check_target(path, mend="dry_run" not in answers)

    if not answers.get("path"):
        answers["path"] = _text("Folder", "a new folder, or . for this one", "", check_target)
    name = os.path.basename(check_target(answers["path"]))
    if "name" not in answers:
        _ask_name(answers, name)
    preset = load_presets().get(answers.get("preset", ""), {}).get("choices", {})
    for question in QUESTIONS:
        given = any(option.dest in answers for option in question.options)
        if question.ask and not given and question.field not in preset:
            _ask(question, answers, preset)


def _ask(question: Question, answers: dict[str, Any], preset: dict[str, Any]) -> None:
    """Ask one question, and take its answer."""
    option = question.options[0].dest
    default = preset.get(question.field, getattr(Choices, question.field, ""))
    if question.field == "extras":
        _ask_extras(answers, tuple(default))
    elif question.field == "authors":
        _ask_author(answers)
    elif question.field == "license" and license_in(absolute(answers["path"])):
        return  # the file LICENSE says it
    elif question.field == "accelerator" and not _has_builds(answers, preset):
        return
    elif question.offers:
        offered = possible(offers(question.offers), option, answers)
        if len(offered) > 1:
            first = default if default in offered else next(iter(offered))
            answers[option] = pick(question.ask, offered, first)
    elif question.field == "python":
        _ask_python(question, answers)
    else:
        answers[option] = _text(question.ask, "optional", default)


def _has_builds(answers: dict[str, Any], preset: dict[str, Any]) -> bool:
    """Whether the framework that was picked has builds for accelerators."""
    default = preset.get("framework", Choices.framework)
    return has_builds(load_library(), answers.get("framework", default))


def possible(offered: dict[str, str], option: str, answers: dict[str, Any]) -> dict[str, str]:
    """What can be combined with the answers so far."""
    found = {}
    for value, title in offered.items():
        try:
            _compose({**answers, option: value}, "a-project")
        except SeedbedError:
            continue
        found[value] = title
    return found


def _ask_name(answers: dict[str, Any], name: str) -> None:
    def check(given: str) -> None:
        _compose(answers, given)

    try:
        check(name)
    except SeedbedError as error:
        report.say(str(error))
        answers["name"] = _text("Name", "letters, digits, '-', '_', '.'", "", check)


def _compose(answers: dict[str, Any], name: str) -> None:
    """Refuse what cannot be, as far as it is known by now."""
    compose(choices_from({"name": name, **answers, "git": False}, ""))


def _ask_extras(answers: dict[str, Any], default: tuple[str, ...]) -> None:
    known = general_extras(load_library())  # others are for who asks for them
    offered = {name: title for name, title in offers("extras").items() if name in known}
    choices = [
        questionary.Choice(title, value=name, checked=name in default)
        for name, title in _titles(offered, indent=5).items()
    ]
    wanted = questionary.checkbox(
        BY_FIELD["extras"].ask,
        choices=choices,
        instruction="(Space selects, Enter confirms)",
        style=_style(),
    ).unsafe_ask()
    answers["with"] = sorted(wanted)
    answers["without"] = sorted(set(default) - set(wanted))


def _ask_python(question: Question, answers: dict[str, Any]) -> None:
    """Offer the range that the framework has wheels for."""
    chosen = choices_from({"name": "a-project", **answers, "git": False}, "")
    oldest = minors(chosen.python)[0]
    answers[question.options[0].dest] = _text(
        question.ask,
        "'3.12' means 3.12 or newer",
        chosen.python,
        lambda given: check_python(given, min(oldest, MINORS[0], key=release)),
    )


def _ask_author(answers: dict[str, Any]) -> None:
    name, email = git_author(absolute(answers["path"]))
    answers["author"] = _text(BY_FIELD["authors"].ask, "for pyproject.toml; optional", name)
    if answers["author"]:
        answers["email"] = _text("Email", "optional", email, check_email)


def pick(question: str, offered: dict[str, str], default: str) -> str:
    """Ask for one of some values.

    Args:
        question: what is asked.
        offered: the values, each with one line of help.
        default: the value that is marked first.

    Raises:
        KeyboardInterrupt: on Ctrl-C.
    """
    choices = [
        questionary.Choice(title, value=name) for name, title in _titles(offered, indent=3).items()
    ]
    answer = questionary.select(
        question,
        choices=choices,
        default=default,
        instruction="(arrow keys)",
        style=_style(),
    ).unsafe_ask()
    return str(answer)


def _text(question: str, help_line: str, default: str, check: Callable[[str], object] = str) -> str:
    """Ask for a text until it can be used; a mistake is told, and stands there to be corrected."""
    while True:
        answer = questionary.text(
            f"{question} ({help_line}):", default=default, style=_style()
        ).unsafe_ask()
        given = str(answer).strip()
        if any(unicodedata.category(char) == "Cc" for char in given):
            report.say("That contains control characters.")
            continue
        try:
            check(given)
        except SeedbedError as error:
            report.say(str(error))
            default = given
        else:
            return given


def _titles(offered: dict[str, str], *, indent: int) -> dict[str, str]:
    """The names with their help, each on one line."""
    width = max(map(len, offered))
    room = report.WIDTH - indent - 1
    found = {}
    for name, help_line in offered.items():
        line = f"{name:<{width}}  {help_line}"
        found[name] = line if len(line) <= room else f"{line[: room - 1].rstrip()}…"
    return found


def _style() -> questionary.Style:
    return _PLAIN if "NO_COLOR" in os.environ else _STYLE
