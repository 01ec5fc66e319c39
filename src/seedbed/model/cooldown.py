"""How old a release must be before a lock takes it."""

from __future__ import annotations

from seedbed.errors import usage_error

_UNITS = {"d": 1, "day": 1, "days": 1, "w": 7, "week": 7, "weeks": 7}
_MOST = 3650
"""Days: ten years, before which most projects would find no packages at all."""


def check_cooldown(text: str, option: str = "cooldown") -> str:
    """The cooldown in days, as projects store it: `7d`; empty for none.

    Args:
        text: a number of days or weeks, such as `7d`, `2w`, or `7 days`; empty for none.
        option: the option that gave it, without the dashes before it.

    Raises:
        SeedbedError: for anything else.
    """
    if not text:
        return ""
    number = text[: len(text) - len(text.lstrip("0123456789"))]
    unit = text[len(number) :].strip().lower()
    days = int(number) * _UNITS[unit] if number and len(number) < 6 and unit in _UNITS else 0
    if not text.isascii() or not 0 < days <= _MOST:
        raise usage_error(
            f"--{option} {text!r} is not a number of days or weeks.",
            f"Write it like 7d or 2w, up to {_MOST}d; leave it out for no cooldown.",
            code="bad-cooldown",
        )
    return f"{days}d"


def days_of(cooldown: str) -> int:
    """The number of days in a cooldown that was checked."""
    return int(cooldown.removesuffix("d"))
