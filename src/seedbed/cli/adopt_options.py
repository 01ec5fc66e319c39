"""The command line of `seedbed adopt`."""

from __future__ import annotations

from seedbed.cli.declaring import JSON, Argument, Command, Flag, Valued
from seedbed.model.questions import BY_FIELD, Option

_CHOICES = ("manager", "nix", "extras")

ADOPT = Command(
    name="adopt",
    summary="Bring an existing project under seedbed's management.",
    usage="[FOLDER] [options]",
    arguments=(Argument(name="folder", help="The project's folder (default: this one)."),),
    sections=(
        (
            "Choices",
            (
                Valued(
                    option=Option(
                        name="from",
                        help="The file that counts, if several describe the project.",
                        metavar="FILE",
                    ),
                    is_answer=True,
                ),
                *(
                    Valued(option=option, offers=BY_FIELD[field].offers, field=field)
                    for field in _CHOICES
                    for option in BY_FIELD[field].options
                ),
                Valued(
                    option=Option(
                        name="set", help="Set any choice.", metavar="KEY=VALUE", many=True
                    ),
                    offers="setting",
                ),
            ),
        ),
        (
            "Other options",
            (
                Flag(name="yes", short="y", dest="yes", help="Don't ask questions."),
                Flag(
                    name="dry-run",
                    short="n",
                    dest="dry_run",
                    help="Show what would be written; write nothing.",
                ),
                Flag(name="diff", dest="diff", help="Show each change as a diff; write nothing."),
                Flag(name="no-sync", dest="sync", value=False, help="Don't lock or install."),
                JSON,
            ),
        ),
    ),
    examples=(
        ("seedbed adopt -n", "see what seedbed makes of the project in this folder"),
        ("seedbed adopt", "adopt it; its own files stay as they are"),
        ("seedbed adopt --manager uv", "adopt it, and switch it to uv"),
        ("seedbed adopt --nix shell --with direnv", "adopt it, and add a Nix shell"),
        ("seedbed adopt --from environment.yml", "say which of several files counts"),
    ),
)
