"""The command line of `seedbed status`."""

from __future__ import annotations

from seedbed.cli.declaring import JSON, Argument, Command

STATUS = Command(
    name="status",
    summary="Show the status of one project or many: lock, environment, updates, accelerator.",
    usage="[DIR...] [options]",
    arguments=(
        Argument(name="folders", help="The projects' folders.", offers="folder", many=True),
    ),
    sections=(("Options", (JSON,)),),
    examples=(
        ("seedbed status", "show the project that you are in"),
        ("seedbed status ~/projects/*", "show many, one row each"),
    ),
)
