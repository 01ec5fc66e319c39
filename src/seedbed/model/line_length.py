"""How long a line of code may be."""

from __future__ import annotations

from seedbed.errors import usage_error

DEFAULT = "100"
SHORTEST, LONGEST = 88, 120
"""Between these, formatters leave the generated code as it is."""


def check_line_length(text: str, option: str = "line-length") -> str:
    """A line length, as projects store it.

    Args:
        text: a number of characters.
        option: the option that gave it, without the dashes before it.

    Raises:
        SeedbedError: for anything else.
    """
    digits = text.strip()
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 6 else 0
    if not SHORTEST <= number <= LONGEST:
        raise usage_error(
            f"--{option} {text!r} is not a number from {SHORTEST} to {LONGEST}.",
            f"The generated code is formatted for {SHORTEST} to {LONGEST} characters. For other "
            "lengths, change the linters' settings in pyproject.toml later, then run the task "
            "'format'.",
            code="bad-line-length",
        )
    return str(number)
