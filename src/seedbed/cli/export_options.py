"""The command line of `seedbed export`."""

from __future__ import annotations

from seedbed.cli.declaring import JSON, Command, Flag, Valued
from seedbed.model.questions import Option

EXPORT = Command(
    name="export",
    summary="Export what the project installs, for people who don't have its manager.",
    usage="[options]",
    sections=(
        (
            "Options",
            (
                Valued(
                    option=Option(
                        name="format",
                        help="What to write: requirements, pylock, environment, or explicit. By "
                        "default, requirements, or environment for Pixi and conda.",
                        metavar="FORMAT",
                    ),
                    offers="export-format",
                ),
                Valued(
                    option=Option(
                        name="output",
                        help="Write this file instead of standard output.",
                        metavar="FILE",
                    ),
                    offers="file",
                ),
                Flag(
                    name="force",
                    dest="force",
                    help="With --output: replace a file that 'seedbed export' did not write.",
                ),
                Valued(
                    option=Option(
                        name="group",
                        help="Add a dependency group that a sync leaves out.",
                        many=True,
                    ),
                    offers="group",
                ),
                Valued(
                    option=Option(name="extra", help="Add an optional feature.", many=True),
                    offers="extra",
                ),
                Flag(
                    name="no-dev",
                    dest="dev",
                    value=False,
                    help="Leave out the groups that a sync installs, such as dev.",
                ),
                Valued(
                    option=Option(
                        name="platform",
                        help="The platform of an environment file of Pixi's or of an explicit "
                        "list. By default, this machine's.",
                    ),
                    offers="platform",
                ),
                JSON,
            ),
        ),
    ),
    examples=(
        ("seedbed export > requirements.txt", "for people with pip alone"),
        ("seedbed export --format pylock --output pylock.toml", "in the standard format of locks"),
        ("seedbed export --no-dev", "only what the code itself needs"),
        ("seedbed export --format environment --platform osx-arm64", "for a colleague's Mac"),
    ),
)
