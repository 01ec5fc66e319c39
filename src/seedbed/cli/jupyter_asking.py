"""What the actions of `seedbed jupyter` ask of the command line, and of who is there."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.errors import SeedbedError, usage_error

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
    """Name the kernels that would be ended; ask, if one of them computes.

    Raises:
        SeedbedError: when one computes, and nobody can be asked.
    """
    from seedbed.commands.jupyter_stop import kernels

    found = kernels()
    busy = [one.name for one in found if one.is_busy]
    asks = bool(busy) and "yes" not in values
    if asks and ("json" in values or not report.is_interactive()):
        count = "1 kernel is" if len(busy) == 1 else f"{len(busy)} kernels are"
        raise SeedbedError(
            f"{count} busy: {', '.join(busy)}.",
            f"Wait until {'it is' if len(busy) == 1 else 'they are'} done, or add --yes.",
            code="kernel-busy",
        )
    if found and "json" not in values:
        count = "1 kernel is" if len(found) == 1 else f"{len(found)} kernels are"
        named = ", ".join(f"{one.name}{' (busy)' if one.is_busy else ''}" for one in found)
        report.note(f"{count} running: {named}")
    return not asks or report.confirm("Stop anyway?", default=False)
