"""`seedbed remove` on the command line."""

from __future__ import annotations

from seedbed.cli.add_options import OTHERS
from seedbed.commands.turns import turn_at

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(values: dict[str, Any]) -> int:
    """Plan, show, write, lock, and install."""
    with turn_at(dry="dry_run" in values or "diff" in values):
        if not OTHERS.isdisjoint(values):
            from seedbed.cli.add_system import main as system

            return system("remove", values)
        from seedbed.cli.editing import finish
        from seedbed.commands.remove import plan_remove

        return finish(plan_remove(values["packages"], values), values, command="remove")
