"""`seedbed run` on the command line."""

from __future__ import annotations

from seedbed.commands.run import become_task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn


def main(values: dict[str, Any]) -> NoReturn:
    """Run a task with what follows its name; a first `--` only separates."""
    arguments = values.get("args", [])
    become_task(values["task"], arguments[1:] if arguments[:1] == ["--"] else arguments)
