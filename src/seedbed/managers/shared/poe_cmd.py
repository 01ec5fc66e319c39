"""Reads commands as poethepoet does: one call of a program, without a shell.

https://poethepoet.natn.io/tasks/task_types/cmd.html and the parser of poethepoet 0.49. What it
replaces by files or by a part of a variable is not read.
"""

from __future__ import annotations

import re

from seedbed.managers.shared.calls import is_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.managers.shared.calls import Call, Part

_GAP = re.compile(r"[ \t\r\n\f\v]+")
_COMMENT = re.compile(r"#[^\r\n\f\v]*\Z")
_SINGLE = re.compile(r"'([^'\0]*)'")
_DOUBLE = re.compile(r'"((?:\\["$]|\$(?![A-Za-z_{])|\\(?!["$])|[^"$\\\0])*)"')
"""A text in double quotes, without variables."""
_ESCAPED = re.compile(r"\\([^\0])", re.DOTALL)
_NAME = re.compile(r"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)\}|([A-Za-z_][A-Za-z0-9_]*))")
_PLAIN = re.compile(r"\$(?![A-Za-z_{])|[^\s\\'\";#$?*\[\0]|(?<==)\[")
"""A sign outside of quotes that stands for itself, such as the bracket in `lr=[0.1,0.2]`."""


def read_call(run: str) -> Call | None:
    """The words of a command, or None when it is more than a program with its arguments.

    A line's end parts words; a comment, which begins anywhere outside of quotes, has to be last.
    """
    words: list[tuple[Part, ...]] = []
    at = 0
    while at < len(run):
        if found := (_GAP.match(run, at) or _COMMENT.match(run, at)):
            at = found.end()
            continue
        word: list[Part] = []
        while at < len(run) and not _GAP.match(run, at) and run[at] != "#":
            part = _part(run, at)
            if part is None:
                return None
            word.append(part[0])
            at = part[1]
        if not word:
            return None  # a comment, and more lines behind it
        words.append(tuple(word))
    return tuple(words) or None


def _part(run: str, at: int) -> tuple[Part, int] | None:
    """The part of a word at a place, and the place behind it."""
    if found := _NAME.match(run, at):
        name = found[1] or found[2]
        return ((name, True), found.end()) if is_variable(name) else None
    if found := _DOUBLE.match(run, at):
        text = re.sub(r'\\(["$])', r"\1", found[1])
    elif found := (_SINGLE.match(run, at) or _ESCAPED.match(run, at)):
        text = found[1]
    elif found := _PLAIN.match(run, at):
        text = found[0]
    else:
        return None
    return (text, False), found.end()
