"""`seedbed run` on the command line."""

from __future__ import annotations

from seedbed.commands.run import exec_task, tasks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(values: dict[str, Any]) -> int:
    """Run a task with what follows its name; a first `--` only separates. Without one, list all."""
    if "task" in values:
        arguments = values.get("args", [])
        exec_task(values["task"], arguments[1:] if arguments[:1] == ["--"] else arguments)
    return _list()


def _list() -> int:
    from seedbed.cli import report

    found = tasks()
    if not found:
        report.say("This project has no tasks.")
        return 0
    width = max(map(len, found))
    for name, help_line in sorted(found.items()):
        report.say(f"  {name:<{width}}  {help_line}".rstrip())
    report.say("To run one: seedbed run TASK")
    return 0
