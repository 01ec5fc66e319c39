"""The command line of `seedbed doctor`."""

from __future__ import annotations

from seedbed.cli.declaring import JSON, Argument, Command, Flag, Valued
from seedbed.model.questions import Option

DOCTOR = Command(
    name="doctor",
    summary="Find out what is wrong with a project, and fix what can be fixed safely.",
    usage="[DIR...] [options]",
    arguments=(
        Argument(name="dirs", help="Folders to check; the current one by default.", many=True),
    ),
    sections=(
        (
            "Options",
            (
                Flag(name="fix", dest="fix", help="Show what can be fixed safely, then fix it."),
                Flag(
                    name="dry-run",
                    short="n",
                    dest="dry_run",
                    help="With --fix: show the plan; change nothing.",
                ),
                Flag(name="yes", short="y", dest="yes", help="With --fix: don't ask."),
                Valued(
                    option=Option(
                        name="select",
                        help="Run only these checks; SB1 stands for all codes that begin with it.",
                        metavar="CODE",
                        many=True,
                    ),
                    offers="check",
                ),
                Valued(
                    option=Option(
                        name="ignore", help="Leave out these checks.", metavar="CODE", many=True
                    ),
                    offers="check",
                ),
                Valued(
                    option=Option(
                        name="explain",
                        help="Explain a check: what it finds, why it matters, how to fix it.",
                        metavar="CODE",
                    ),
                    offers="check",
                ),
                JSON,
                Flag(
                    name="sarif",
                    dest="sarif",
                    help="Print the findings as SARIF 2.1.0, for code scanning.",
                ),
            ),
        ),
    ),
    examples=(
        ("seedbed doctor", "check the project you are in"),
        ("seedbed doctor --fix", "fix what can be fixed safely"),
        ("seedbed doctor --select SB1,SB3", "check only the manager and the lock"),
        ("seedbed doctor --explain SB303", "read about one check"),
        ("seedbed doctor ~/projects/*/", "check many projects"),
    ),
)
