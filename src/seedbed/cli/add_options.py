"""The command lines of `seedbed add` and `seedbed remove`."""

from __future__ import annotations

from seedbed.cli.declaring import JSON, Argument, Command, Flag, Valued
from seedbed.model.questions import Option
from seedbed.model.record import replace

_DEV = Flag(name="dev", dest="dev", help="The group 'dev': what you need to work on the project.")
_GROUP = Valued(
    option=Option(name="group", help="A dependency group; a new name creates it."),
    offers="group",
)
_EXTRA = Valued(
    option=Option(name="extra", help="An optional feature that users of the package can ask for."),
    offers="extra",
)
_DRY_RUN = Flag(
    name="dry-run", short="n", dest="dry_run", help="Show the change as a diff; write nothing."
)
_NO_SYNC = Flag(
    name="no-sync",
    dest="sync",
    value=False,
    help="Change only the manifest; don't lock or install. Works without the manager.",
)

_PROGRAMS = "programs or libraries that are not Python packages, such as ffmpeg."
_SYSTEM = Flag(name="system", dest="system", help=f"Add {_PROGRAMS}")
_OWN = (
    Flag(name="overlay", dest="overlay", help="Start a Nix package of your own with this name."),
    Flag(name="recipe", dest="recipe", help="Start a conda package of your own with this name."),
)
OTHERS = frozenset(("system", "overlay", "recipe"))
"""The options that say what is added instead of Python packages."""
_NO_LIST = (
    "Name the packages, or run your manager's own command, such as 'uv add -r FILE' or 'pixi "
    "import --format pypi-txt --feature default FILE', then 'seedbed sync'."
)
"""What to do instead of handing pip's list of requirements over."""

ADD = Command(
    name="add",
    summary="Add packages to the project, then lock and install.",
    usage="PACKAGE... [options]",
    arguments=(
        Argument(
            name="packages",
            help="A requirement, such as polars, 'polars>=1.0', or a Git address.",
            offers="addable",
            needed="Name at least one package.",
            many=True,
        ),
    ),
    sections=(
        ("Where it goes", (_DEV, _GROUP, _EXTRA)),
        (
            "Where it comes from",
            (
                Flag(
                    name="editable",
                    short="e",
                    dest="editable",
                    help="Each PACKAGE is a folder, and its code is used in place.",
                ),
                Flag(name="pypi", dest="pypi", help="From PyPI only, also with Pixi and conda."),
                Flag(name="conda", dest="conda", help="From conda channels (Pixi and conda)."),
                Valued(
                    option=Option(
                        name="channel",
                        help="Also search this conda channel, after the project's others.",
                        metavar="CHANNEL",
                        many=True,
                    )
                ),
            ),
        ),
        ("Not from Python's package index", (_SYSTEM, *_OWN)),
        ("Other options", (_DRY_RUN, _NO_SYNC, JSON)),
    ),
    examples=(
        ("seedbed add polars 'httpx>=0.27'", "add two packages"),
        ("seedbed add --dev pytest-xdist", "add one that only developers need"),
        ("seedbed add 'toolkit @ git+https://example.com/toolkit.git'", "from a Git repository"),
        ("seedbed add --editable ../toolkit", "use the code of another project"),
        ("seedbed add -n polars", "show what would change"),
        ("seedbed add --system ffmpeg", "add a program"),
    ),
    elsewhere=dict.fromkeys(("-r", "--requirement", "--requirements"), _NO_LIST),
)


def _with_help(one: Valued, text: str) -> Valued:
    return replace(one, option=replace(one.option, help=text))


REMOVE = Command(
    name="remove",
    summary="Remove packages from the project, then lock and install.",
    usage="PACKAGE... [options]",
    arguments=(
        Argument(
            name="packages",
            help="A package that the project requires.",
            offers="removable",
            needed="Name at least one package.",
            many=True,
        ),
    ),
    sections=(
        (
            "Where it is",
            (
                replace(_DEV, help="Only from the group 'dev'."),
                _with_help(_GROUP, "Only from this dependency group."),
                _with_help(_EXTRA, "Only from this optional feature."),
            ),
        ),
        (
            "Not from Python's package index",
            (
                replace(_SYSTEM, help=f"Remove {_PROGRAMS}"),
                replace(_OWN[0], help="Take your own Nix package out; its files stay."),
                replace(_OWN[1], help="Take your own conda package out; its files stay."),
            ),
        ),
        ("Other options", (_DRY_RUN, _NO_SYNC, JSON)),
    ),
    examples=(
        ("seedbed remove polars", "remove a package"),
        ("seedbed remove --dev pytest-xdist", "only from the group 'dev'"),
    ),
)
