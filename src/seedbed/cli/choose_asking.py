"""The questions of `seedbed choose` on a terminal; those that make no difference are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seedbed.cli import report
from seedbed.cli.ask import pick
from seedbed.cli.completions import offers
from seedbed.errors import SeedbedError
from seedbed.layers.choosing import completed, decide, matters
from seedbed.model.answers import ASKED

if TYPE_CHECKING:
    from seedbed.model.answers import Asked


def complete(given: dict[str, str]) -> dict[str, str]:
    """The answers with those to what was not given.

    Raises:
        KeyboardInterrupt: on Ctrl-C or the end of input.
    """
    answers = dict(given)
    try:
        for question in ASKED:
            if question.name not in answers and matters(question, answers):
                answers[question.name] = _ask(question, answers)
    except EOFError:
        raise KeyboardInterrupt from None
    return answers


def _ask(question: Asked, answers: dict[str, str]) -> str:
    """Ask one question until the answer goes with those before it."""
    offered = dict(question.answers) or offers(question.name)
    while True:
        answer = pick(question.ask, offered, question.default)
        try:
            decide(completed({**answers, question.name: answer}))
        except SeedbedError as error:
            report.say_wrapped(str(error))
        else:
            return answer
