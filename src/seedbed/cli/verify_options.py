"""The command line of `seedbed verify`."""

from __future__ import annotations

from seedbed.cli.declaring import JSON, Argument, Command, Flag, Valued
from seedbed.model.questions import Option

LEVELS = {
    "wheel": "compare with the archives whose hashes the lock has (the default)",
    "record": "compare with what the environment says of itself: quick, and without a network",
}
"""The levels, each with a few words."""

VERIFY = Command(
    name="verify",
    summary="Prove that what is installed is what the lock says, byte by byte.",
    usage="[PACKAGE...] [options]",
    arguments=(
        Argument(
            name="packages",
            help="Packages to verify; by default, everything in the environment.",
            many=True,
        ),
    ),
    sections=(
        (
            "Options",
            (
                Valued(
                    option=Option(
                        name="level",
                        help="What to compare with: 'wheel', the archives that the lock names "
                        "(default), or 'record', what the environment says of itself.",
                        metavar="LEVEL",
                    ),
                    offers="level",
                ),
                Flag(name="offline", dest="offline", help="Don't download anything."),
                Flag(
                    name="attestations",
                    dest="attestations",
                    help="Show who published the archives: verify their attestations (PEP 740).",
                ),
                Flag(
                    name="require-attestations",
                    dest="require-attestations",
                    help="Like --attestations, but exit with 3 if an archive has none, and with 1 "
                    "if one is invalid.",
                ),
                Flag(
                    name="repair",
                    dest="repair",
                    help="Show how to repair what differs, then do it.",
                ),
                Flag(
                    name="cache",
                    dest="cache",
                    help="Verify uv's cache instead of the environment.",
                ),
                Flag(name="yes", short="y", dest="yes", help="With --repair: don't ask."),
                Valued(
                    option=Option(name="lock", help="Use this lock.", metavar="FILE"), offers="file"
                ),
                Valued(
                    option=Option(name="env", help="Verify this environment.", metavar="FOLDER"),
                    offers="file",
                ),
                Valued(
                    option=Option(
                        name="receipt",
                        help="If everything is proved, write a receipt to this file "
                        "(an in-toto statement).",
                        metavar="FILE",
                    ),
                    offers="file",
                ),
                Valued(
                    option=Option(
                        name="against",
                        help="Also compare with a receipt from another machine.",
                        metavar="RECEIPT",
                    ),
                    offers="file",
                ),
                JSON,
                Flag(
                    name="sarif",
                    dest="sarif",
                    help="Print the differences as SARIF 2.1.0, for code scanning.",
                ),
            ),
        ),
    ),
    examples=(
        ("seedbed verify", "verify the project's environment"),
        ("seedbed verify --repair", "repair what differs"),
        ("seedbed verify --level record", "look for accidents only, without a network"),
        ("seedbed verify --cache", "verify what new environments will get from uv's cache"),
        ("seedbed verify torch numpy", "verify two packages"),
        ("seedbed verify --attestations", "also show who published them"),
        ("seedbed verify --lock requirements.txt --env .venv", "verify without a project"),
    ),
)
