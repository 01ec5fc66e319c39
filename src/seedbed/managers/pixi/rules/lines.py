"""Finds the line of a key in a manifest's text."""

from __future__ import annotations

import re

from seedbed.managers.pixi.rules.text import TOKEN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.managers.pixi.rules.findings import Path

_PART = re.compile(r"\s*(\"(?:[^\"\\]|\\.)*\"|'[^']*'|[A-Za-z0-9_-]+)\s*(?:\.|$)")


def line_of(text: str, path: Path) -> int:
    """The line, counted from 1, of the key that a path leads to, or of what holds it; 0 if none.

    Args:
        text: the manifest.
        path: keys and positions in arrays; a single number is a line that is known.
    """
    if len(path) == 1 and isinstance(path[0], int):
        return path[0]
    keys = tuple(part for part in path if isinstance(part, str))
    best, found = 0, 0
    for line, stated in _statements(text):
        common = 0
        while common < min(len(keys), len(stated)) and keys[common] == stated[common]:
            common += 1
        if common > best and common in (len(keys), len(stated)):
            best, found = common, line
    position = path[best] if found and best < len(path) else None
    return _line_of_item(text, found, position) if isinstance(position, int) else found


def _line_of_item(text: str, start: int, index: int) -> int:
    """The line on which an item of an array begins.

    Args:
        text: the manifest.
        start: the line of the array's key.
        index: the item's position, counted from 0.
    """
    line, depth, passed, begun = 1, 0, 0, False
    for match in re.finditer(TOKEN, text):
        piece = match[0]
        begun = begun or (line >= start and piece == "=")
        if begun:
            if depth == 1 and passed == index and piece.strip() and piece[0] not in "#,]":
                return line
            depth += (piece in ("[", "{")) - (piece in ("]", "}"))
            if not depth and piece == "]":
                break
            passed += depth == 1 and piece == ","
        line += piece.count("\n")
    return start


def _statements(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each header and each key of a text, in full, with its line."""
    header: tuple[str, ...] = ()
    for line, statement in _logical_lines(text):
        if statement.startswith("["):
            header = _parts(statement.strip("[]"))
            yield line, header
        else:
            yield line, header + _parts(statement)


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """What stands on a line of its own, as far as an equals sign, with its line."""
    depth, line, start, statement, keyed = 0, 1, 1, "", True
    for match in re.finditer(TOKEN, text):
        piece = match[0]
        if piece == "\n" and not depth:
            if statement.strip():
                yield start, statement.strip()
            statement, start, keyed = "", line + 1, True
        elif piece in ("[", "{"):
            depth += 1
        elif piece in ("]", "}"):
            depth = max(depth - 1, 0)
        elif piece == "=" and not depth:
            keyed = False
        if keyed and piece != "\n" and not piece.startswith("#"):
            statement += piece
        line += piece.count("\n")
    if statement.strip():
        yield start, statement.strip()


def _parts(dotted: str) -> tuple[str, ...]:
    """The parts of a dotted key, without their quotes; escapes are left as they are."""
    parts = []
    for match in _PART.finditer(dotted):
        part = match[1]
        parts.append(part[1:-1] if part[:1] in "\"'" else part)
    return tuple(parts)
