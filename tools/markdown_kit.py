"""What pages are written with that are made from the code."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SIGNS = str.maketrans({"|": "\\|", "<": "\\<", "*": "\\*", "[": "\\[", "]": "\\]"})
"""What would be markup in a cell of a table."""


def heading(title: str, made_from: str) -> str:
    """The first lines of a page.

    Args:
        title: its title.
        made_from: the file or the folder that says what the page says.
    """
    return f"# {title}\n\n<!-- Made from {made_from} by 'python -m tools.reference page'. -->\n"


def plain(text: str) -> str:
    """A text in a cell of a table, without markup."""
    return " ".join(text.split()).translate(SIGNS)


def code(text: str) -> str:
    """A word as code in a cell of a table."""
    shown = text.replace("|", "\\|")
    return f"`` {shown} ``" if "`" in shown else f"`{shown}`"


def codes(words: Iterable[str], mark: str = ", ") -> str:
    """Words as code."""
    return mark.join(code(word) for word in words)


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; empty without rows."""
    lines = [f"| {' | '.join(row)} |" for row in rows]
    if not lines:
        return ""
    head = [f"| {' | '.join(titles)} |", f"|{'---|' * len(titles)}"]
    return "\n".join([*head, *lines]) + "\n"


def listed(rows: Iterable[tuple[str, str]]) -> str:
    """A list of facts, each with its title."""
    lines = (
        textwrap.fill(
            f"- {title}: {text}",
            100,
            subsequent_indent="  ",
            break_long_words=False,
            break_on_hyphens=False,
        )
        for title, text in rows
    )
    return "\n".join(lines)


def wrapped(text: str) -> str:
    """A paragraph of lines with 100 columns at most."""
    return textwrap.fill(
        " ".join(text.split()), 100, break_long_words=False, break_on_hyphens=False
    )


def page(*parts: str) -> str:
    """The text of a page: parts with an empty line between them; empty ones are left out."""
    return "\n".join(f"{part.strip()}\n" for part in parts if part.strip())
