"""Finds the statements of a TOML text, and the items between brackets; what they say is not read.

The text has to be valid TOML (1.0 or 1.1), with plain line ends.
"""

from __future__ import annotations

import re

from seedbed.formats import toml
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Path = tuple[str, ...]

BLANK, COMMENT, HEADER, ENTRY = "blank", "comment", "header", "entry"
"""The kinds of statements: each takes whole lines."""

_STRING = r'"""(?:[^\\]|\\.)*?"{3,5}' + r"|'''.*?'{3,5}" + r'|"(?:[^"\\\n]|\\.)*"' + r"|'[^'\n]*'"
_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_REST = r"[ \t]*(?:\#[^\n]*)?(?:\n|\Z)"
_STATEMENT = re.compile(
    rf"""[ \t]*(?:
        (?P<blank>\n|\Z)
        |(?P<comment>\#[^\n]*(?:\n|\Z))
        |(?P<header>\[\[?[ \t]*(?P<table>{_DOTTED})[ \t]*\]\]?){_REST}
        |(?P<entry>{_DOTTED})[ \t]*=[ \t]*
            (?:(?P<value>"(?:[^"\\\n]|\\.)*"(?!")|'[^'\n]*'(?!')|[A-Za-z0-9+-][^\n"'\[\]{{}}\#,]*?)
            {_REST})?
    )""",
    re.VERBOSE | re.DOTALL,
)
PIECE = re.compile(rf"{_STRING}|\#[^\n]*|[\[\]{{}},\n]", re.DOTALL)
"""What strings, comments, brackets, commas and line ends look like."""
_SPACE = re.compile(r"(?:[ \t\n]|\#[^\n]*)*")
_TRAIL = re.compile(r"[ \t]*(?:\#[^\n]*)?(?=\n)")
_PART = re.compile(_KEY)
_BARE = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\Z")


class Statement:
    """One statement of a text.

    Args:
        kind: which it is.
        text: all of its lines.
        path: the key that it names; empty for what names none.
        start: where its header or its value starts.
        end: where that ends.
    """

    __slots__ = ("end", "kind", "path", "start", "text")

    def __init__(self, kind: str, text: str, path: Path = (), start: int = 0, end: int = 0) -> None:
        self.kind = kind
        self.text = text
        self.path = path
        self.start = start
        self.end = end


@record
class Item:
    """One item of an array, or one key with its value in an inline table.

    Attributes:
        lead: what stands between it and the item before: blank space, and comments above it.
        text: the item itself.
        between: what stands between it and its comma.
        comma: whether it has one.
        trail: what stands behind the comma on the same line: a comment.
    """

    lead: str
    text: str
    between: str = ""
    comma: bool = True
    trail: str = ""


def statements(text: str) -> Iterator[Statement]:
    """The statements of a text, in order."""
    at = 0
    while at < len(text):
        match = _STATEMENT.match(text, at)
        if not match:  # not valid
            raise ValueError(f"no statement at position {at}")
        kind = match.lastgroup or ""
        if kind in {BLANK, COMMENT}:
            yield Statement(kind, match[0])
            at = match.end()
        elif match["table"] is not None:
            start, end = (place - at for place in match.span("header"))
            yield Statement(HEADER, match[0], keys(match["table"]), start, end)
            at = match.end()
        else:
            start, end = match.span("value")
            after = match.end()
            if start < 0:
                start, end, after = _value(text, after)
            yield Statement(ENTRY, text[at:after], keys(match["entry"]), start - at, end - at)
            at = after


def keys(dotted: str) -> Path:
    """The parts of a dotted key, as it is written."""
    if _BARE.match(dotted):
        return tuple(dotted.split("."))
    return tuple(map(_unquoted, _PART.findall(dotted)))


def items(text: str) -> tuple[list[Item], str]:
    """The items between the brackets of a text that is an array or an inline table.

    Returns:
        The items, and what stands between the last of them and the closing bracket.
    """
    found: list[Item] = []
    at = 1
    while True:
        start = _end(_SPACE, text, at)
        if text[start] in "]}":
            return found, text[at:start]
        end = _item_end(text, start)
        comma = _end(_SPACE, text, end)
        behind = end
        between = ""
        if has_comma := text[comma] == ",":
            between, behind = text[end:comma], comma + 1
        trail = _TRAIL.match(text, behind)
        after = trail.end() if trail else behind
        found.append(
            Item(
                lead=text[at:start],
                text=text[start:end],
                between=between,
                comma=has_comma,
                trail=text[behind:after],
            )
        )
        at = after


def comments(text: str) -> list[str]:
    """All comments of a text, without the line breaks behind them."""
    return [piece[0].rstrip() for piece in PIECE.finditer(text) if piece[0].startswith("#")]


def _value(text: str, start: int) -> tuple[int, int, int]:
    """Where a value starts and ends, and where the next statement does."""
    end = _item_end(text, start, ends="#\n")
    line = text.find("\n", end)
    return start, end, len(text) if line < 0 else line + 1


def _item_end(text: str, start: int, ends: str = "#\n,]}") -> int:
    depth = 0
    stop = len(text)
    for piece in PIECE.finditer(text, start):
        char = text[piece.start()]
        if not depth and char in ends:
            stop = piece.start()
            break
        depth += (char in "[{") - (char in "]}")
    return start + len(text[start:stop].rstrip())


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _unquoted(part: str) -> str:
    if part[0] not in "\"'":
        return part
    name: Any = toml.loads(f"x = {part}")["x"]
    return str(name)
