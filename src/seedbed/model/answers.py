"""The questions of `seedbed choose`, each declared once.

Its options and what it asks on a terminal come from this table. Which preset suits which answers
stands in the presets themselves; see `layers/choosing.py`.
"""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

YES, NO = "yes", "no"


@record
class Asked:
    """One question.

    Attributes:
        name: how presets call it, and how its option is typed, without the dashes before it.
        help: what the help says of the option.
        ask: how it is asked on a terminal.
        default: the answer if none is given.
        answers: what can be answered, each with one line of help; empty if layers list it.
        metavar: what stands for the answer in the help.
        is_flag: whether its option takes no value and means yes.
        moot: the answers to other questions after which it isn't asked, by name.
        also: what people also answer, in lowercase, with the answer that they mean.
        rest: what else is to be said if an answer is none of these, as a sentence.
    """

    name: str
    help: str
    ask: str
    default: str
    answers: Mapping[str, str] = {}
    metavar: str = "ANSWER"
    is_flag: bool = False
    moot: Mapping[str, str] = {}
    also: Mapping[str, str] = {}
    rest: str = ""

    @property
    def dest(self) -> str:
        """The name of its value on the command line."""
        return self.name.replace("-", "_")

    def typed(self, answer: str) -> str:
        """How an answer is typed on the command line."""
        return f"--{self.name}" if self.is_flag else f"--{self.name} {answer}"


ASKED = (
    Asked(
        name="nix",
        help="Whether your team uses Nix: all of you, nobody, or some of you.",
        ask="Does your team use Nix?",
        default=NO,
        answers={
            NO: "Nobody uses Nix",
            YES: "Everyone uses Nix",
            "mixed": "Some of you use Nix, some don't",
        },
        moot={"nixos": YES},
    ),
    Asked(
        name="nixos",
        help="Someone on your team uses NixOS.",
        ask="Does anyone use NixOS?",
        default=NO,
        answers={NO: "Nobody uses NixOS", YES: "Someone uses NixOS"},
        is_flag=True,
        moot={"nix": NO},
    ),
    Asked(
        name="existing",
        help="What your existing project uses.",
        ask="What does your existing project use?",
        default="none",
        answers={
            "none": "No project yet, or another tool",
            "poetry": "Poetry",
            "conda": "conda, mamba, or micromamba",
        },
        also={"mamba": "conda", "micromamba": "conda"},
        rest="Answer 'none' for a project that uses anything else.",
        metavar="NAME",
    ),
    Asked(
        name="system-packages",
        help="Whether you need packages that PyPI doesn't have, such as ffmpeg or R.",
        ask="Do you need packages beyond PyPI, such as ffmpeg or R?",
        default=NO,
        answers={
            NO: "PyPI is enough",
            YES: "PyPI isn't enough",
        },
        rest="You name the packages when you create the project: seedbed new NAME --system-package "
        "ffmpeg",
    ),
    Asked(
        name="accelerator",
        help="The hardware to train on.",
        ask="What do you train on?",
        default="auto",
        metavar="NAME",
    ),
)
"""All questions, in the order in which they are asked."""
