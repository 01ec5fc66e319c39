"""Reads commands as Pixi does: a template whose result a shell of its own runs.

https://pixi.sh/latest/workspace/advanced_tasks/ and the parser of deno_task_shell 0.33, which Pixi
0.77 has. What needs the template or the shell is not read.
"""

from __future__ import annotations

import re

from seedbed.managers.shared.calls import is_variable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.managers.shared.calls import Call, Part

_TEMPLATE = re.compile(r"\{[{%#]")
_GAP = re.compile(r"[ \t]+(?:\\\r?\n[ \t]*)*")
_SINGLE = re.compile(r"'([^'\0]*)'")
_DOUBLE = re.compile(r'"((?:[^"]|(?<=\\)")*?)(?<!\\)"')
"""A text in double quotes; a quote with a backslash before it never ends one."""
_IN_DOUBLE = re.compile(r"\\([\"$~`()'])|\\\r?\n|(\$(?![A-Za-z0-9_$#*?(])|[^$`\0])")
"""What stands in double quotes: an escaped sign, the end of a continued line, any other."""
_ESCAPED = re.compile(r"\\([$~`\"();&|<> ])(?<!\\\\[;&|<>])|\\\r?\n")
_NAME = re.compile(r"\$([A-Za-z0-9_]+)")
_PLAIN = re.compile(r"\$(?![A-Za-z0-9_$#*?(])|[^\s~()<>|&;\"'`{$*?\[\0]|(?<==)\[")
"""A sign outside of quotes that stands for itself, such as the bracket in `lr=[0.1,0.2]`."""


def read_call(run: str) -> Call | None:
    """The words of a command, or None when it is more than a program with its arguments."""
    if _TEMPLATE.search(run):
        return None
    text, words, at = run.strip(" \t\r\n"), [], 0
    listing = max(text.rfind(","), text.rfind(".."))  # a brace before it may be a list's
    while at < len(text):
        gap = _GAP.match(text, at)
        if gap:
            at = gap.end()
        elif text[at] == "#":
            break
        else:
            found = _word(text, at, listing)
            if found is None:
                return None
            word, at = found
            words.append(word)
    return None if "\n" in text[at:] or not words else tuple(words)


def _word(text: str, start: int, listing: int) -> tuple[tuple[Part, ...], int] | None:
    """The word at a place, and the place behind it."""
    parts: list[Part] = []
    at = begun = start  # where what stands outside of quotes began
    while at < len(text) and not _GAP.match(text, at) and text[at] not in "\r\n":
        if found := _SINGLE.match(text, at):
            parts.append((found[1], False))
            begun = found.end()
        elif text[at] == '"':
            found = _DOUBLE.match(text, at)
            inside = _in_double(found[1]) if found else None
            if found is None or inside is None:
                return None
            parts.append((inside, False))
            begun = found.end()
        elif found := _ESCAPED.match(text, at):
            parts.append((found[1] or "", False))
        elif found := _NAME.match(text, at):
            if not is_variable(found[1]):
                return None
            parts.append((found[1], True))
        elif found := _PLAIN.match(text, at):
            parts.append((found[0], False))
        elif (text[at] == "~" and at > begun) or (text[at] == "{" and at > listing):
            parts.append((text[at], False))
            at += 1
            continue
        else:
            return None
        at = found.end()
    if text[at : at + 1] in {"\r", "\n"}:
        return None  # the next line is a command of its own
    return tuple(parts), at


def _in_double(text: str) -> str | None:
    """What stands in double quotes, or None when the shell has something to do there."""
    if text.startswith("~"):
        return None
    said, at = [], 0
    while at < len(text):
        found = _IN_DOUBLE.match(text, at)
        if found is None:
            return None
        said.append(found[1] or found[2] or "")
        at = found.end()
    return "".join(said)
