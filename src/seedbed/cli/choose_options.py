"""The command line of `seedbed choose`."""

from __future__ import annotations

from seedbed.cli.declaring import JSON, Command, Flag, Valued
from seedbed.model.answers import ASKED
from seedbed.model.questions import Option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.model.answers import Asked


def _option(question: Asked) -> Flag | Valued:
    if question.is_flag:
        return Flag(name=question.name, dest=question.dest, help=question.help)
    option = Option(name=question.name, help=question.help, metavar=question.metavar)
    offers = f"answer {question.name}" if question.answers else question.name
    return Valued(option=option, offers=offers, default=question.default, is_answer=True)


CHOOSE = Command(
    name="choose",
    summary="Find the preset that suits you: at most five questions.",
    usage="[options]",
    sections=(
        ("Your answers", tuple(map(_option, ASKED))),
        (
            "Other options",
            (
                Flag(name="yes", short="y", dest="yes", help="Don't ask; use the defaults."),
                JSON,
            ),
        ),
    ),
    examples=(
        ("seedbed choose", "answer the questions"),
        ("seedbed choose --nix mixed", "answer one of them; you are asked the others"),
        ("seedbed choose --json", "for scripts: no questions, one JSON document"),
    ),
)
