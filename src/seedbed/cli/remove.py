"""`seedbed remove` on the command line."""

from __future__ import annotations

from seedbed.cli.editing import finish
from seedbed.commands.remove import plan_remove

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(values: dict[str, Any]) -> int:
    """Plan, show, write, lock, and install."""
    return finish(plan_remove(values["packages"], values), values, command="remove")
