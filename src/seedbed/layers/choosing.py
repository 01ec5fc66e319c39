"""Which preset suits which answers to the questions of `seedbed choose`. Pure.

Each preset lists the answers that it suits under `[[suits]]`; `data/choosing.toml` lists those that
exclude each other. Together, they decide every combination, and none twice.
"""

from __future__ import annotations

from itertools import product

from seedbed.errors import SeedbedError, unknown_choice, usage_error
from seedbed.layers.library import load_choosing, load_library, load_presets, offered, other_names
from seedbed.model.answers import ASKED, YES
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seedbed.model.answers import Asked


@record
class Rule:
    """The answers that a preset suits.

    Attributes:
        preset: its name.
        answers: the answers that it suits, by question; any answer to a question that is missing.
        why: why it suits them, in two or three sentences.
    """

    preset: str
    answers: Mapping[str, tuple[str, ...]]
    why: str

    def suits(self, answers: Mapping[str, str]) -> bool:
        """Whether the preset suits some answers: one to each question."""
        return all(answers[name] in fitting for name, fitting in self.answers.items())


def rules() -> tuple[Rule, ...]:
    """All rules, by preset."""
    return tuple(
        Rule(
            preset=name,
            answers={key: tuple(value) for key, value in row.items() if key != "why"},
            why=row["why"],
        )
        for name, preset in load_presets().items()
        for row in preset.get("suits", ())
    )


def possible_answers(question: Asked) -> tuple[str, ...]:
    """What can be answered to a question."""
    return tuple(question.answers) or offered(load_library(), question.name)


def completed(given: Mapping[str, str]) -> dict[str, str]:
    """One answer to each question: those given, and defaults.

    NixOS comes with Nix, so that somebody uses Nix need not be said.

    Args:
        given: the answers that were given, by question.

    Raises:
        SeedbedError: for something that can't be answered.
    """
    for question in ASKED:
        known = possible_answers(question)
        if question.name in given and given[question.name] not in known:
            raise _no_answer(question, given[question.name], known)
    found = {one.name: given.get(one.name, one.default) for one in ASKED}
    if found["nixos"] == YES and "nix" not in given:
        found["nix"] = YES
    return found


def _no_answer(question: Asked, given: str, known: tuple[str, ...]) -> SeedbedError:
    """The error for something that can't be answered."""
    also = question.also if question.answers else other_names(load_library(), question.name)
    error = unknown_choice(question.name, given, known, also)
    error.hint = f"{error.hint} {question.rest}".rstrip()
    return error


def decide(answers: Mapping[str, str]) -> Rule:
    """The preset that suits the answers, and why.

    Args:
        answers: one to each question, as from `completed`.

    Raises:
        SeedbedError: for two answers that exclude each other; it names both.
    """
    for row in load_choosing()["contradictions"]:
        between, when = row["between"], row.get("when", {})
        if all(answers[name] in values for name, values in between.items()) and all(
            answers[name] == value for name, value in when.items()
        ):
            first, second = (
                question.typed(answers[name])
                for name in between
                for question in ASKED
                if question.name == name
            )
            raise usage_error(
                f"{first} and {second} cannot be combined: {row['why']}.",
                row["way"],
                code="choices-exclude",
            )
    (rule,) = (rule for rule in rules() if rule.suits(answers))
    return rule


def matters(question: Asked, given: Mapping[str, str]) -> bool:
    """Whether it makes a difference how a question is answered.

    The accelerator always does: the command names it.

    Args:
        question: one that is not answered yet.
        given: the answers so far, by question.
    """
    if any(given.get(name) == answer for name, answer in question.moot.items()):
        return False
    if question.name == "accelerator":
        return True
    others = [one for one in ASKED if one.name != question.name and one.name not in given]
    return any(
        len({_outcome({**given, **rest, question.name: one}) for one in question.answers}) > 1
        for rest in _combinations(others)
    )


def every_answer() -> Iterator[dict[str, str]]:
    """All combinations of answers."""
    return _combinations(ASKED)


def _combinations(questions: tuple[Asked, ...] | list[Asked]) -> Iterator[dict[str, str]]:
    names = [one.name for one in questions]
    for values in product(*map(possible_answers, questions)):
        yield dict(zip(names, values, strict=True))


def _outcome(answers: Mapping[str, str]) -> str:
    """The preset, or the sentence that refuses the answers."""
    try:
        return decide(answers).preset
    except SeedbedError as error:
        return error.message
