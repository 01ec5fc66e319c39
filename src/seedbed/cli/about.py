"""`seedbed --help` and `seedbed --version`."""

from __future__ import annotations

from seedbed import __version__
from seedbed.cli import report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(values: dict[str, Any]) -> int:
    """Print the help of the program or of a command, or the version."""
    if values["command"] == "version":
        report.say(f"seedbed {__version__}")
        return 0
    from seedbed.cli.help import print_help

    print_help(values["of"])
    return 0
