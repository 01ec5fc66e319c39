"""The command line of `seedbed explain`."""

from __future__ import annotations

from seedbed.cli.declaring import JSON, Argument, Command

EXPLAIN = Command(
    name="explain",
    summary="Show which choice gave a file or a key, and whether you edited it.",
    usage="[FILE[:KEY]] [options]",
    arguments=(
        Argument(
            name="file",
            help="A file or folder of the project, or a key of a TOML, JSON, or YAML file.",
            offers="file",
        ),
    ),
    sections=(("Options", (JSON,)),),
    examples=(
        ("seedbed explain", "list all files that seedbed wrote"),
        ("seedbed explain .gitignore", "explain one file"),
        ("seedbed explain pyproject.toml:tool.ruff", "explain a table"),
        ("seedbed explain pyproject.toml:dependencies.numpy", "explain a requirement"),
    ),
)
