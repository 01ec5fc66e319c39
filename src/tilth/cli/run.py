"""`tilth run` on the command line."""

from __future__ import annotations

from tilth.commands.run import run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(values: dict[str, Any]) -> int:
    """Run a task with what follows its name; a first `--` only separates."""
    arguments = values.get("args", [])
    return run(values["task"], arguments[1:] if arguments[:1] == ["--"] else arguments)
