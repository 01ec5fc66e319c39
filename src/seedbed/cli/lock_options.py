"""The command line of `seedbed lock`."""

from __future__ import annotations

from seedbed.cli.declaring import JSON, Argument, Command, Flag

ACTIONS = {"diff": "Show how the packages of two locks differ"}
"""What the command can do, each with one line of help."""

LOCK = Command(
    name="lock",
    summary="Show what changed between two locks, of any manager.",
    usage="diff [OLD] [NEW] [options]",
    arguments=(
        Argument(
            name="action",
            help="'diff' compares two locks.",
            offers="lock-action",
            needed="Say what to do: 'seedbed lock diff' compares two locks.",
        ),
        Argument(
            name="old",
            help="The old lock: a Git revision, REVISION:PATH, or a file (default: HEAD).",
            offers="file",
        ),
        Argument(
            name="new",
            help="The new lock, likewise (default: the project's lock as it is now).",
            offers="file",
        ),
    ),
    sections=(
        (
            "Options",
            (
                Flag(
                    name="markdown",
                    dest="markdown",
                    help="Print Markdown, for a pull request.",
                ),
                JSON,
            ),
        ),
    ),
    examples=(
        ("seedbed lock diff", "see what changed since the last commit"),
        ("seedbed lock diff main", "compare with a branch"),
        ("seedbed lock diff v1.0 v1.1", "compare two revisions"),
        ("seedbed lock diff old.lock new.lock", "compare two files"),
        ("seedbed lock diff main --markdown", "get a table for a pull request"),
    ),
)
