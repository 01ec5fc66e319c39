"""The command line of `seedbed diff`."""

from __future__ import annotations

from seedbed.cli.declaring import JSON, Argument, Command, Flag

DIFF = Command(
    name="diff",
    summary="Show what you changed in the files that seedbed wrote.",
    usage="[PATH...] [options]",
    arguments=(
        Argument(
            name="paths",
            help="Files or folders; by default, all files that seedbed wrote.",
            offers="file",
            many=True,
        ),
    ),
    sections=(
        (
            "Options",
            (
                Flag(name="stat", dest="stat", help="Show only how many lines differ."),
                JSON,
            ),
        ),
    ),
    examples=(
        ("seedbed diff", "show all of your edits"),
        ("seedbed diff --stat", "only count the lines"),
        ("seedbed diff README.md .github", "show some files"),
    ),
)
