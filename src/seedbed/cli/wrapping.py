"""Where the lines of a text end on a terminal: between words, and never within a quoted command."""

from __future__ import annotations

import os
import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_QUOTED = re.compile(r"(?<!\w)'[^'\n]{1,50}'(?!\w)")
_TYPED = re.compile(r"Next: |.* && ")
"""Lines to copy: the terminal breaks them so that what is copied is still one line."""


def fitted(text: str, stream: Any, hanging: int = 0) -> str:
    """The text with no line wider than the terminal; as it is where the stream is none.

    Args:
        text: one line, or some.
        stream: where it goes.
        hanging: how many columns a line that goes on is indented, beside the indent of its first.
    """
    if not stream.isatty():
        return text
    try:
        width = int(os.environ.get("COLUMNS", "") or os.get_terminal_size().columns)
    except (OSError, ValueError):
        return text
    if width <= 0 or len(text) <= width:
        return text
    return "\n".join(_broken(line, width, hanging) for line in text.split("\n"))


def _broken(line: str, width: int, hanging: int) -> str:
    if len(line) <= width or _TYPED.match(line):
        return line
    import textwrap

    indent = len(line) - len(line.lstrip()) + hanging
    kept = _QUOTED.sub(lambda found: found[0].replace(" ", "\0"), line)
    wrapped = textwrap.fill(
        kept,
        width,
        subsequent_indent=" " * indent if indent < width // 2 else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapped.replace("\0", " ")
