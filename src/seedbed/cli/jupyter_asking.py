"""What the actions of `seedbed jupyter` ask of the command line, and of who is there."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.errors import usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def number(values: dict[str, Any], name: str, default: int, largest: int, smallest: int = 0) -> int:
    """A whole number that an option gives.

    Raises:
        SeedbedError: when it is none, or out of range.
    """
    text = values.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and len(text) < 8 and smallest <= int(text) <= largest:
        return int(text)
    raise usage_error(
        f"--{name} cannot be {text!r}.",
        f"Give a whole number from {smallest} to {largest}.",
        code="bad-usage",
    )


def may_stop(values: dict[str, Any]) -> bool:
    """Name the kernels that would be ended; ask, if one of them computes and somebody is there."""
    from seedbed.commands.jupyter_stop import kernels

    found = kernels()
    if found and "json" not in values:
        count = "1 kernel is" if len(found) == 1 else f"{len(found)} kernels are"
        named = ", ".join(f"{one.name}{' (busy)' if one.is_busy else ''}" for one in found)
        report.note(f"{count} running: {named}")
    busy = any(one.is_busy for one in found)
    if not busy or "yes" in values or "json" in values or not report.is_interactive():
        return True
    return report.confirm("Stop anyway?", default=False)
