"""`tilth completion` on the command line."""

from __future__ import annotations

from typing import Any

from click.shell_completion import get_completion_class

from tilth.cli import report
from tilth.cli.full import COMPLETE, make_app
from tilth.cli.offers import SHELLS
from tilth.errors import unknown_choice


def main(values: dict[str, Any]) -> int:
    """Print the script that click has for a shell."""
    shell = values["shell"]
    kind = get_completion_class(shell) if shell in SHELLS else None
    if kind is None:
        raise unknown_choice("shell", shell, tuple(SHELLS))
    report.say(kind(make_app(), {}, "tilth", COMPLETE).source())
    return 0
