"""The command lines of `seedbed add` and `seedbed remove`."""

from __future__ import annotations

from seedbed.cli.declaring import JSON, Argument, Command, Flag, Valued
from seedbed.model.questions import Option
from seedbed.model.record import replace

_PLACE = (
    Flag(name="dev", dest="dev", help="Use the group 'dev', for tools that you work with."),
    Valued(option=Option(name="group", help="Use this dependency group."), offers="group"),
    Valued(
        option=Option(name="extra", help="Use this optional feature of the package."),
        offers="extra",
    ),
)
_OTHERS = (
    Flag(name="dry-run", short="n", dest="dry_run", help="Show what would change; change nothing."),
    Flag(
        name="no-sync",
        dest="sync",
        value=False,
        help="Change only the manifest; don't lock or install.",
    ),
    JSON,
)
_PROGRAMS = "programs or libraries that are not Python packages, such as ffmpeg."
_SYSTEM = Flag(name="system", dest="system", help=f"Add {_PROGRAMS}")
_OWN = (
    Flag(name="overlay", dest="overlay", help="Start a Nix package of your own with this name."),
    Flag(name="recipe", dest="recipe", help="Start a conda package of your own with this name."),
)

ADD = Command(
    name="add",
    summary="Add packages to the project, then lock and install them.",
    usage="PACKAGE... [options]",
    arguments=(
        Argument(
            name="packages",
            help="Names, with version ranges if you like: 'polars>=1.2,<2'.",
            offers="addable",
            many=True,
        ),
    ),
    sections=(
        ("Where they belong", _PLACE),
        (
            "Where they come from",
            (
                Flag(name="pypi", dest="pypi", help="Install them from PyPI."),
                Flag(name="conda", dest="conda", help="Install them from conda channels."),
                Valued(
                    option=Option(
                        name="channel",
                        help="Install them from this conda channel too; the project's own go "
                        "first.",
                        many=True,
                    )
                ),
                Valued(
                    option=Option(
                        name="editable",
                        help="Use the package in this folder in place, with your changes to it.",
                        metavar="FOLDER",
                    )
                ),
            ),
        ),
        ("Instead of Python packages", (_SYSTEM, *_OWN)),
        ("Other options", _OTHERS),
    ),
    examples=(
        ("seedbed add polars", "add a package"),
        ("seedbed add --dev ipython", "add a tool for your own work"),
        ("seedbed add 'polars>=1.2,<2' -n", "see what would change"),
        ("seedbed add 'mylib @ git+https://example.org/mylib'", "add a package from Git"),
        ("seedbed add --system ffmpeg", "add a program"),
    ),
)

REMOVE = Command(
    name="remove",
    summary="Remove packages from the project and its environment.",
    usage="PACKAGE... [options]",
    arguments=(Argument(name="packages", help="Names.", offers="removable", many=True),),
    sections=(
        ("Where they are", (*_PLACE, replace(_SYSTEM, help=f"Remove {_PROGRAMS}"))),
        ("Other options", _OTHERS),
    ),
    examples=(
        ("seedbed remove polars", "remove a package"),
        ("seedbed remove --dev ipython", "remove a tool from the group 'dev'"),
    ),
)
