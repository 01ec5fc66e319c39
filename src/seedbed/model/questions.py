"""The questions that a project answers, each declared once.

`seedbed new` and `seedbed update` take their options from this table, the prompts what they ask,
`[tool.seedbed]` its keys, and completion its values. `docs/choices.md` has the same table.
"""

from __future__ import annotations

from seedbed.model.record import record

TABLE = "[tool.seedbed]"
PROJECT = "[project]"
FIRST = "Main choices"
MORE = "More choices"
ABOUT = "About the project"
SECTIONS = (FIRST, MORE, ABOUT)
"""The sections of the help, in its order."""


@record
class Option:
    """An option that answers a question, or a part of it.

    Attributes:
        name: how it is typed, without the dashes before it.
        help: one line.
        metavar: what stands for its value in the help.
        many: whether it may be given several times, or with commas.
    """

    name: str
    help: str
    metavar: str = "NAME"
    many: bool = False

    @property
    def dest(self) -> str:
        """The name of its value."""
        return self.name.replace("-", "_")


@record
class Question:
    """One choice that a project makes.

    Attributes:
        field: the field of `Choices` that holds the answer.
        options: what answers it on the command line; none where nothing does yet.
        place: the table of `pyproject.toml` that stores it.
        offers: where its answers are listed: a slot of layers, `platform` or `system-package`;
            empty for any text.
        ask: how it is asked on a terminal; empty where it is not.
        section: where the help of `seedbed new` shows its options.
        many: whether the answer is a list.
        settable: whether `seedbed update --set` changes it.
    """

    field: str
    options: tuple[Option, ...]
    place: str = TABLE
    offers: str = ""
    ask: str = ""
    section: str = MORE
    many: bool = False
    settable: bool = True

    @property
    def key(self) -> str:
        """How `[tool.seedbed]` and `--set` call it."""
        return self.field.replace("_", "-")


QUESTIONS = (
    Question(
        field="framework",
        options=(Option(name="framework", help="The machine-learning framework."),),
        offers="framework",
        ask="Framework",
        section=FIRST,
    ),
    Question(
        field="manager",
        options=(Option(name="manager", help="The tool that locks and installs packages."),),
        offers="manager",
        ask="Manager",
        section=FIRST,
    ),
    Question(
        field="manager_version",
        options=(
            Option(
                name="manager-version",
                help="The manager's versions that may work on the project, such as '>=0.9,<1'.",
                metavar="RANGE",
            ),
        ),
    ),
    Question(
        field="nix",
        options=(Option(name="nix", help="How the project uses Nix.", metavar="MODE"),),
        offers="nix",
        ask="Nix",
        section=FIRST,
    ),
    Question(
        field="python",
        options=(
            Option(
                name="python",
                help="The range of Python versions; 3.12 means 3.12 or newer (default: >=3.11).",
                metavar="RANGE",
            ),
        ),
        place=PROJECT,
        ask="Python",
        section=FIRST,
    ),
    Question(
        field="extras",
        options=(
            Option(name="with", help="Add extras.", metavar="EXTRA", many=True),
            Option(name="without", help="Leave out extras.", metavar="EXTRA", many=True),
        ),
        offers="extras",
        ask="Extras",
        section=FIRST,
        many=True,
    ),
    Question(
        field="framework_version",
        options=(
            Option(
                name="framework-version",
                help="The framework's version range, such as '>=1.7,<2'.",
                metavar="RANGE",
            ),
        ),
    ),
    Question(
        field="accelerator",
        options=(Option(name="accelerator", help="The hardware to train on."),),
        offers="accelerator",
        ask="Accelerator",
    ),
    Question(
        field="accelerator_version",
        options=(
            Option(
                name="accelerator-version",
                help="The version of CUDA or ROCm, such as 13.0 (default: the best fit).",
                metavar="VERSION",
            ),
        ),
    ),
    Question(
        field="lint",
        options=(Option(name="lint", help="The linters and formatters."),),
        offers="lint",
        ask="Linters",
    ),
    Question(
        field="line_length",
        options=(
            Option(
                name="line-length",
                help="The length of lines that linters allow, from 88 to 120 (default: 100).",
                metavar="NUMBER",
            ),
        ),
    ),
    Question(
        field="platforms",
        options=(
            Option(
                name="platform", help="Platforms that the lock covers, such as linux-64.", many=True
            ),
        ),
        offers="platform",
        many=True,
    ),
    Question(
        field="channels",
        options=(
            Option(name="channel", help="Conda channels, highest priority first.", many=True),
        ),
        many=True,
    ),
    Question(
        field="cooldown",
        options=(
            Option(
                name="cooldown",
                help="Lock only releases that are at least this old, such as 7d or 2w.",
                metavar="AGE",
            ),
        ),
    ),
    Question(
        field="system_packages",
        options=(
            Option(
                name="system-package",
                help="Programs and libraries that are not Python packages, such as ffmpeg. For "
                "ones that seedbed doesn't know, write NAME:nix=ATTRIBUTE:conda=NAME.",
                many=True,
            ),
        ),
        offers="system-package",
        many=True,
    ),
    Question(
        field="name",
        section=ABOUT,
        options=(Option(name="name", help="The project's name (default: the folder's name)."),),
        place=PROJECT,
    ),
    Question(
        field="package",
        section=ABOUT,
        options=(Option(name="package", help="The import package (default: made from the name)."),),
        settable=False,
    ),
    Question(
        field="description",
        section=ABOUT,
        options=(Option(name="description", help="What the project is for.", metavar="TEXT"),),
        place=PROJECT,
        ask="Description",
    ),
    Question(
        field="license",
        section=ABOUT,
        options=(Option(name="license", help="The license."),),
        offers="license",
        ask="License",
    ),
    Question(
        field="authors",
        section=ABOUT,
        options=(
            Option(name="author", help="The author (default: git's user.name)."),
            Option(
                name="email",
                help="The author's email address (default: git's user.email).",
                metavar="ADDRESS",
            ),
        ),
        place=PROJECT,
        ask="Author",
    ),
)
"""All questions, in the order in which the help shows them and prompts ask them."""

BY_FIELD = {question.field: question for question in QUESTIONS}
