"""`seedbed add` on the command line."""

from __future__ import annotations

from seedbed.cli.editing import finish
from seedbed.commands.add import plan_add

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(values: dict[str, Any]) -> int:
    """Plan, show, write, lock, and install."""
    # what else can be added than Python packages is dispatched here
    return finish(plan_add(values["packages"], values), values, command="add")
