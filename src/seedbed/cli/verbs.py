"""The command line, declared once: both parsers, help and completion read it."""

from __future__ import annotations

from seedbed.model.record import record


@record
class Option:
    """One option.

    Attributes:
        name: the name of its value.
        help: one line.
        metavar: what stands for its value in the help; empty for a flag.
        many: whether it may be given several times, or with commas.
        slot: the slot of layers that offers its values, or empty.
        off: for a flag that is on unless its `--no-` form is given.
    """

    name: str
    help: str
    metavar: str = ""
    many: bool = False
    slot: str = ""
    off: bool = False

    @property
    def flag(self) -> str:
        """How it is typed."""
        return f"--{'no-' if self.off else ''}{self.name.replace('_', '-')}"


@record
class Verb:
    """One command.

    Attributes:
        name: how it is typed.
        summary: one line.
        arguments: names of its arguments, in order; `?` marks one that may be left out, and `*`
            takes all that follow, unread.
        options: its options.
        examples: command lines with what they do.
    """

    name: str
    summary: str
    arguments: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()


JSON = Option(name="json", help="Print one JSON document and nothing else on standard output.")

NEW = Verb(
    name="new",
    summary="Make a project that locks, installs, tests and trains.",
    arguments=("path?",),
    options=(
        Option(
            name="preset", help="Start from a named set of choices.", metavar="NAME", slot="preset"
        ),
        Option(name="manager", help="Who locks and installs.", metavar="NAME", slot="manager"),
        Option(name="nix", help="How far Nix is used.", metavar="MODE", slot="nix"),
        Option(name="framework", help="What trains.", metavar="NAME", slot="framework"),
        Option(
            name="framework_version",
            help="The framework's version range, such as '>=1.7,<2'.",
            metavar="RANGE",
        ),
        Option(name="accelerator", help="What it trains on.", metavar="NAME", slot="accelerator"),
        Option(name="lint", help="Which linters and formatters.", metavar="NAME", slot="lint"),
        Option(name="python", help="Range of Python versions [default >=3.11].", metavar="RANGE"),
        Option(
            name="platform",
            help="A platform that the lock covers; repeatable. The default is the usual four.",
            metavar="NAME",
            many=True,
            slot="platform",
        ),
        Option(name="channel", help="A conda channel; repeatable.", metavar="NAME", many=True),
        Option(
            name="system_package",
            help="A program or library besides Python packages, such as ffmpeg; repeatable, or "
            "with commas. Where seedbed knows no name for it: NAME:nix=ATTRIBUTE:conda=NAME.",
            metavar="NAME",
            many=True,
            slot="system-package",
        ),
        Option(
            name="with",
            help="An extra to add; repeatable, or with commas.",
            metavar="EXTRA",
            many=True,
            slot="extras",
        ),
        Option(
            name="without",
            help="An extra to leave out; repeatable, or with commas.",
            metavar="EXTRA",
            many=True,
            slot="extras",
        ),
        Option(name="name", help="The project's name; the folder's when left out.", metavar="NAME"),
        Option(name="package", help="The import package.", metavar="NAME"),
        Option(name="description", help="What the project is for.", metavar="TEXT"),
        Option(name="author", help="Who writes it; git's user.name otherwise.", metavar="NAME"),
        Option(name="email", help="Their address; git's user.email otherwise.", metavar="ADDRESS"),
        Option(name="license", help="Its licence.", metavar="NAME", slot="license"),
        Option(name="yes", help="Ask nothing; take the default for what is not given."),
        Option(name="dry_run", help="Show the plan and write nothing."),
        Option(name="sync", help="Stop before locking and installing.", off=True),
        Option(name="git", help="Do not make it a git repository.", off=True),
        JSON,
    ),
    examples=(
        ("seedbed new digits", "ask what matters, then make ./digits"),
        ("seedbed new digits --yes", "the same with the defaults"),
        ("seedbed new . --framework none --with vscode,direnv", "in this empty folder"),
        ("seedbed new digits --dry-run", "show what would be written"),
    ),
)

SYNC = Verb(
    name="sync",
    summary="Make the environment match the project, by its own manager.",
    options=(JSON,),
    examples=(("seedbed sync", "in the project, or any folder below it"),),
)

UPDATE = Verb(
    name="update",
    summary="Bring the project up to date with its choices and with this seedbed.",
    options=(
        Option(
            name="set",
            help="Set a choice, such as manager=pixi; repeatable. Lists take commas.",
            metavar="KEY=VALUE",
            many=True,
            slot="setting",
        ),
        Option(name="dry_run", help="Show what would change and write nothing."),
        Option(
            name="new_base",
            help="Take what seedbed would write now as the base of later updates; change no file.",
        ),
        Option(name="sync", help="Stop before locking and installing.", off=True),
        JSON,
    ),
    examples=(
        ("seedbed update", "merge what a newer seedbed generates with what you wrote"),
        ("seedbed update --set manager=pixi", "switch to another manager"),
        ("seedbed update --set extras=github,vscode", "have these extras and no others"),
        ("seedbed update --dry-run", "show what would change"),
    ),
)

RUN = Verb(
    name="run",
    summary="Run one of the project's tasks.",
    arguments=("task", "args*"),
    examples=(
        ("seedbed run train", "train"),
        ("seedbed run train -- --epochs 5", "with arguments for the task"),
    ),
)

PRESETS = Verb(
    name="presets",
    summary="List the named sets of choices, or show one.",
    arguments=("action?", "name?"),
    options=(JSON,),
    examples=(
        ("seedbed presets", "list them"),
        ("seedbed presets show uv", "what one chooses"),
        ("seedbed new digits --preset uv", "use one"),
    ),
)

COMPLETION = Verb(
    name="completion",
    summary="Print the completion script for a shell.",
    arguments=("shell",),
    examples=(
        ('eval "$(seedbed completion bash)"', "in ~/.bashrc"),
        ('eval "$(seedbed completion zsh)"', "in ~/.zshrc"),
        ("seedbed completion fish | source", "in ~/.config/fish/config.fish"),
    ),
)

VERBS = {verb.name: verb for verb in (NEW, SYNC, UPDATE, RUN, PRESETS, COMPLETION)}
