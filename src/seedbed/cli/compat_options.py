"""The command line of `seedbed compat`."""

from __future__ import annotations

from seedbed.cli.declaring import JSON, Argument, Command, Flag, Valued
from seedbed.model.questions import Option

_VERIFY = (
    Valued(
        option=Option(
            name="rows",
            help="Check only these rows: a framework, or one release of it.",
            metavar="NAME[==VERSION]",
            many=True,
        ),
        offers="rows",
    ),
    Flag(name="new", dest="new", help="Also look for releases that the tables don't know."),
    Valued(
        option=Option(
            name="sample", help="Check only this many rows, spread over the tables.", metavar="N"
        )
    ),
    Valued(
        option=Option(
            name="jobs",
            help="How many resolutions run at a time (default: the number of CPUs).",
            metavar="N",
        )
    ),
)

COMPAT = Command(
    name="compat",
    summary="Show which Python, CUDA, and other packages go with a framework.",
    usage="[FRAMEWORK [VERSION] | verify] [options]",
    arguments=(
        Argument(
            name="framework",
            help="The framework; 'verify' checks the tables against the package index.",
            offers="compat",
        ),
        Argument(name="release", help="One of its releases.", offers="release"),
    ),
    sections=(
        (
            "Options",
            (
                Valued(
                    option=Option(
                        name="cuda",
                        help="Only releases with a build for this version of CUDA, such as 12.6.",
                        metavar="VERSION",
                    ),
                    offers="cuda",
                ),
                Valued(
                    option=Option(
                        name="python",
                        help="Only releases with wheels for this version of Python, such as 3.12.",
                        metavar="VERSION",
                    )
                ),
                Valued(
                    option=Option(name="manager", help="Show only the pins of this manager."),
                    offers="manager",
                ),
                Flag(
                    name="here",
                    dest="here",
                    help="Show what fits this machine and, in a project, whether the project does.",
                ),
                JSON,
            ),
        ),
        ("Options of 'verify'", _VERIFY),
    ),
    examples=(
        ("seedbed compat tensorflow", "list all releases"),
        ("seedbed compat tensorflow 2.10", "show what to pin for one of them"),
        ("seedbed compat torch --cuda 12.6", "find releases for a version of CUDA"),
        ("seedbed compat --here", "find out what fits this machine"),
        ("seedbed compat verify --rows jax", "resolve the rows of one table again"),
    ),
)
VERIFY_ONLY = frozenset(one.option.dest if isinstance(one, Valued) else one.dest for one in _VERIFY)
"""The options of `compat` that only `verify` takes, by the names of their values."""
