"""`seedbed completion` on the command line."""

from __future__ import annotations

import sys

from seedbed.cli.completions import SHELLS, script
from seedbed.errors import usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(values: dict[str, Any]) -> int:
    """Print the script for a shell."""
    shell = values["shell"]
    if shell not in SHELLS:
        raise usage_error(
            f"seedbed has no completion for {shell!r}.",
            f"Choose from: {', '.join(SHELLS)}.",
            code="unknown-choice",
        )
    sys.stdout.write(f"{script(shell)}\n")
    return 0
