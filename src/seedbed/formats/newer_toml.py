"""Finds what in a TOML text needs TOML 1.1, which not every program reads.

https://github.com/toml-lang/toml/blob/1.1.0/CHANGELOG.md
"""

from __future__ import annotations

import re

from seedbed.model.record import record

_ESCAPE = r"(?<!\\)(?:\\\\)*(\\e|\\x[0-9A-Fa-f]{2})"
_TIME = r"(?<![-+:\d])\d\d:\d\d(?![:\d])"
_SUSPECT = re.compile(r",[ \t]*\}|\\[ex]|\d\d:\d\d(?![:\d])")


@record
class News:
    """Something of TOML 1.1.

    Attributes:
        line: its line, counted from 1.
        what: what it is, as the object of a sentence.
    """

    line: int
    what: str


def may_have(text: str) -> bool:
    """Whether it is worth it to look at a text closely, which costs more."""
    if _SUSPECT.search(text):
        return True
    return any(line.count("{") != line.count("}") for line in text.split("\n"))


def news(text: str) -> News | None:
    """The first thing in a text that TOML 1.0 does not know; None when there is none.

    Args:
        text: valid TOML 1.1, with plain line ends.
    """
    from seedbed.formats.toml_edit.scan import PIECE  # seldom needed

    opened: list[str] = []  # the brackets that are open
    comma = False  # whether the last thing was one
    at = 0
    for match in PIECE.finditer(text):
        between, piece = text[at : match.start()], match[0]
        comma = comma and not between.strip()
        what, place = _in_pieces(between, piece)
        if not what and opened[-1:] == ["{"]:
            what, place = _in_inline_table(piece, comma=comma), len(between)
        if what:
            return News(line=text.count("\n", 0, at + place) + 1, what=what)
        if piece in "[{":
            opened.append(piece)
        elif piece in "]}" and opened:
            opened.pop()
        comma = piece == ","
        at = match.end()
    what, place = _in_pieces(text[at:], "")
    return News(line=text.count("\n", 0, at + place) + 1, what=what) if what else None


def _in_pieces(between: str, piece: str) -> tuple[str, int]:
    """What is new in some numbers or times, or in the string behind them, and where."""
    if time := re.search(_TIME, between):
        return f"the time {time[0]} without seconds", time.start()
    if piece.startswith('"') and (escape := re.search(_ESCAPE, piece)):
        return f"the escape {escape[1]}", len(between) + escape.start(1)
    return "", 0


def _in_inline_table(piece: str, *, comma: bool) -> str:
    """What is new about a comment, a line's end or a bracket in an inline table."""
    if piece[0] in "#\n":
        return "an inline table over several lines"
    return "a comma after the last key of an inline table" if comma and piece == "}" else ""
