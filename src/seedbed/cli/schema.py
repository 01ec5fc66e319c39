"""`seedbed schema` on the command line."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.commands.schema import names, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(values: dict[str, Any]) -> int:
    """Print one schema, or the names of all."""
    if "name" in values:
        report.say_raw(read(values["name"]))
        return 0
    for name in names():
        report.say(f"{name:<14}{_about(name)}")
    report.say("")
    report.say("To print one: seedbed schema NAME")
    return 0


def _about(name: str) -> str:
    import json

    return str(json.loads(read(name))["title"])
