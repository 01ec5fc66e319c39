"""The command line, declared once: the parser, the help and completion read it."""

from __future__ import annotations

from seedbed.cli.add_options import ADD, REMOVE
from seedbed.cli.adopt_options import ADOPT
from seedbed.cli.choose_options import CHOOSE
from seedbed.cli.compat_options import COMPAT
from seedbed.cli.declaring import JSON, Argument, Command, Flag, Valued
from seedbed.cli.diff_options import DIFF
from seedbed.cli.doctor_options import DOCTOR
from seedbed.cli.explain_options import EXPLAIN
from seedbed.cli.export_options import EXPORT
from seedbed.cli.jupyter_options import JUPYTER
from seedbed.cli.lock_options import LOCK
from seedbed.cli.status_options import STATUS
from seedbed.cli.verify_options import VERIFY
from seedbed.model.questions import QUESTIONS, SECTIONS, Option, Question


def _options(questions: tuple[Question, ...]) -> tuple[Valued, ...]:
    return tuple(
        Valued(option=option, offers=question.offers, field=question.field)
        for question in questions
        for option in question.options
    )


def _section(title: str) -> tuple[str, tuple[Flag | Valued, ...]]:
    return title, _options(tuple(one for one in QUESTIONS if one.section == title))


_YES = Flag(name="yes", short="y", dest="yes", help="Don't ask questions; use the defaults.")
_DRY_RUN = Flag(
    name="dry-run", short="n", dest="dry_run", help="Show what would be written; write nothing."
)
_NO_SYNC = Flag(name="no-sync", dest="sync", value=False, help="Don't lock or install.")
_VERBOSE = Flag(
    name="verbose", short="v", dest="verbose", help="Show which layer each file comes from."
)
_OPTIONS = "Other options"

NEW = Command(
    name="new",
    summary="Create a project that locks, installs, tests, and trains.",
    usage="[PATH] [options]",
    arguments=(Argument(name="path", help="The project's folder; '.' for this one."),),
    sections=(
        (
            "Presets",
            (
                Valued(
                    option=Option(name="preset", help="Start from a named set of choices."),
                    offers="preset",
                ),
            ),
        ),
        *map(_section, SECTIONS),
        (
            _OPTIONS,
            (
                _YES,
                _DRY_RUN,
                _NO_SYNC,
                Flag(name="no-git", dest="git", value=False, help="Don't create a Git repository."),
                _VERBOSE,
                JSON,
            ),
        ),
    ),
    examples=(
        ("seedbed new digits", "answer a few questions, then get ./digits"),
        ("seedbed new digits -y", "skip the questions; use the defaults"),
        ("seedbed new . --with vscode,direnv", "create the project in the current folder"),
        ("seedbed new digits -n", "show the files first"),
    ),
)

SYNC = Command(
    name="sync",
    summary="Make the environment match the project's lock.",
    usage="[options]",
    sections=(
        (
            "Options",
            (
                Flag(
                    name="check",
                    dest="check",
                    help="Only say whether there is something to do; exit with 1 if so.",
                ),
                Flag(
                    name="verify",
                    dest="verify",
                    help="Afterward, prove that what is installed is what the lock says.",
                ),
                JSON,
            ),
        ),
    ),
    examples=(
        ("seedbed sync", "run it anywhere in the project"),
        ("seedbed sync --check", "find out whether it is due"),
        ("seedbed sync --verify", "install, then prove what is installed"),
    ),
)

_LATER = frozenset(
    (
        *("manager_version", "framework_version", "accelerator", "accelerator_version"),
        *("lint", "license"),
    )
)
"""The questions whose options the help of `update` shows last."""

UPDATE = Command(
    name="update",
    summary="Update the project: newer templates, other choices, another manager.",
    usage="[options]",
    sections=(
        (
            "Choices",
            (
                *_options(
                    tuple(
                        one
                        for one in QUESTIONS
                        if one.field in {"manager", "nix", "framework", "extras"}
                    )
                ),
                *_options(tuple(one for one in QUESTIONS if one.field in _LATER)),
                Valued(
                    option=Option(
                        name="set",
                        help="Set any choice. Separate the values of a list with commas; they "
                        "replace the old list.",
                        metavar="KEY=VALUE",
                        many=True,
                    ),
                    offers="setting",
                ),
            ),
        ),
        (
            "Repair",
            (
                Flag(name="undo", dest="undo", help="Undo the last update."),
                Flag(
                    name="new-base",
                    dest="new_base",
                    help="Use what seedbed would write today as the base of later updates; "
                    "change no files.",
                ),
            ),
        ),
        (
            _OPTIONS,
            (
                Flag(name="yes", short="y", dest="yes", help="Don't ask questions."),
                _DRY_RUN,
                Flag(name="diff", dest="diff", help="Show each change as a diff; write nothing."),
                Flag(
                    name="check",
                    dest="check",
                    help="Only say which files would change; exit with 1 if any would.",
                ),
                _NO_SYNC,
                JSON,
            ),
        ),
    ),
    examples=(
        ("seedbed update", "merge newer templates with your edits"),
        ("seedbed update --manager pixi", "switch to Pixi"),
        ("seedbed update --with vscode", "add an extra"),
        ("seedbed update --diff", "see what would change, line by line"),
        ("seedbed update --undo", "undo the last update"),
    ),
)

RUN = Command(
    name="run",
    summary="Run one of the project's tasks; without a name, list them.",
    usage="[TASK] [ARGUMENTS...]",
    arguments=(Argument(name="task", help="The task's name.", offers="task"),),
    rest=True,
    examples=(
        ("seedbed run", "list the tasks"),
        ("seedbed run train", "run the task 'train'"),
        ("seedbed run train --epochs 5", "pass arguments to the task"),
    ),
)

GPU = Command(
    name="gpu",
    summary="Show this machine's GPUs, and whether the project can use them.",
    usage="[options]",
    sections=(
        (
            "Options",
            (
                Flag(
                    name="bench",
                    dest="bench",
                    help="Also multiply matrices on the GPU and the CPU, and show how fast.",
                ),
                JSON,
            ),
        ),
    ),
    examples=(
        ("seedbed gpu", "in a project: find out why training doesn't use the GPU"),
        ("seedbed gpu --bench", "compare the GPU with the CPU"),
    ),
)

PRESETS = Command(
    name="presets",
    summary="List the presets, or show one.",
    usage="[show NAME] [options]",
    arguments=(
        Argument(name="action", help="'show' shows one preset.", offers="action"),
        Argument(name="name", help="The preset's name.", offers="preset"),
    ),
    sections=(("Options", (JSON,)),),
    examples=(
        ("seedbed presets", "list the presets"),
        ("seedbed presets show uv", "show the choices of one preset"),
        ("seedbed new digits --preset uv", "use a preset"),
    ),
)

SCHEMA = Command(
    name="schema",
    summary="Print the JSON Schema of what a command prints with --json.",
    usage="[NAME]",
    arguments=(
        Argument(
            name="name",
            help="A command, or 'tool-seedbed' for [tool.seedbed]; without a name, list them.",
            offers="schema",
        ),
    ),
    examples=(
        ("seedbed schema", "list the schemas"),
        ("seedbed schema status > status.schema.json", "save one, to check documents with it"),
    ),
    elsewhere={"--json": "Leave it out: a schema is JSON."},
)

COMPLETION = Command(
    name="completion",
    summary="Print the completion script for your shell.",
    usage="SHELL",
    arguments=(
        Argument(
            name="shell",
            help="The shell.",
            offers="shell",
            needed="Name your shell: bash, zsh, or fish.",
        ),
    ),
    examples=(
        ('eval "$(seedbed completion bash)"', "add this line to ~/.bashrc"),
        ('eval "$(seedbed completion zsh)"', "add this line to ~/.zshrc"),
        ("seedbed completion fish | source", "add this line to config.fish"),
    ),
)

COMMANDS = {
    one.name: one
    for one in (
        *(NEW, ADOPT, ADD, REMOVE, SYNC, UPDATE, RUN),
        *(JUPYTER, DOCTOR, VERIFY, EXPLAIN, DIFF, STATUS, LOCK, GPU, COMPAT),
        *(EXPORT, PRESETS, CHOOSE, SCHEMA, COMPLETION),
    )
}
"""All commands, in the order in which the help shows them."""
