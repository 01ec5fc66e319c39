"""Reads the YAML that programs write for locks, by line.

A lock may have 100,000 lines, and a YAML library takes milliseconds for a few. This reads mappings
and lists in blocks, and texts on one line; what else there is in YAML raises `UnusualError`, so
that the caller can take the library. All values are texts, or None.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FLOW = frozenset("&*!|>{}[],%@`?")
"""What begins a value that is not read here."""
_ODD_KEYS = _FLOW | frozenset(":#-'\"")
"""What begins a key that is not read here."""
_ODD_VALUES = _ODD_KEYS - {"-"}
_ODD = re.compile(r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\U0010ffff]")
"""What programs write in no lock: tabs, and what else parts words or lines, or is not shown."""
_DEEPEST = 40


class UnusualError(ValueError):
    """A text that is no YAML, or has more of it than is read here."""


def loads(text: str) -> Any:
    """What a text says.

    Raises:
        UnusualError: for what is not read here.
    """
    if _ODD.search(text):
        raise UnusualError
    lines = []
    for line in text.split("\n"):
        bare = line.lstrip(" ")
        if not bare or bare[0] == "#" or line in {"---", "..."}:
            continue
        lines.append((len(line) - len(bare), bare.rstrip(" ")))
    reader = _Reader(lines)
    value = reader.block(lines[0][0], 0) if lines else None
    if reader.at < len(lines):
        raise UnusualError
    return value


class _Reader:
    def __init__(self, lines: list[tuple[int, str]]) -> None:
        self.lines = lines
        self.at = 0

    def block(self, indent: int, depth: int) -> Any:
        """The list or the mapping that begins at the current line."""
        if depth > _DEEPEST:
            raise UnusualError
        return (
            self._list(indent, depth)
            if _is_item(self.lines[self.at][1])
            else self._mapping(indent, depth)
        )

    def _list(self, indent: int, depth: int) -> list[Any]:
        found: list[Any] = []
        lines = self.lines
        while self.at < len(lines):
            at, line = lines[self.at]
            if at < indent or (at == indent and not _is_item(line)):
                break
            if at > indent:
                raise UnusualError
            rest = line[1:].lstrip(" ")
            inner = at + len(line) - len(rest)
            if not rest or _is_item(rest):
                raise UnusualError
            if rest[0] not in "'\"" and (rest[-1] == ":" or ": " in rest):
                lines[self.at] = inner, rest
                found.append(self._mapping(inner, depth + 1))
            else:
                self.at += 1
                found.append(_scalar(rest))
        return found

    def _mapping(self, indent: int, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        lines = self.lines
        while self.at < len(lines):
            at, line = lines[self.at]
            if at < indent or (at == indent and _is_item(line)):
                break
            if at > indent:
                raise UnusualError
            key, value = _entry(line)
            if key in found:
                raise UnusualError
            self.at += 1
            found[key] = self._under(indent, depth) if value is None else _scalar(value)
        return found

    def _under(self, indent: int, depth: int) -> Any:
        """What stands below a key without a value."""
        if self.at < len(self.lines):
            at, line = self.lines[self.at]
            if at > indent or (at == indent and _is_item(line)):
                return self.block(at, depth + 1)
        return None


def _is_item(line: str) -> bool:
    return line[0] == "-" and (len(line) == 1 or line[1] == " ")


def _entry(line: str) -> tuple[str, str | None]:
    """A key, and the text of its value if it stands on the same line."""
    if line[0] in "'\"":
        end = line.find(line[0], 1)
        key, rest = line[1:end], line[end + 1 :]
        if end < 0 or rest[:1] != ":" or rest[1:2] not in {"", " "} or "\\" in key:
            raise UnusualError
        rest = rest[1:].strip(" ")
    elif line[-1] == ":" and ": " not in line:
        key, rest = line[:-1].rstrip(" "), ""
    else:
        key, colon, rest = line.partition(": ")
        if not colon:
            raise UnusualError
        key, rest = key.rstrip(" "), rest.strip(" ")
    if not key or key[0] in _ODD_KEYS or " #" in key:
        raise UnusualError
    return key, rest or None


def _scalar(said: str) -> Any:
    first = said[0]
    if first in "'\"":
        inner = said[1:-1]
        if len(said) < 2 or said[-1] != first:
            raise UnusualError
        if first == "'":
            if "'" in inner.replace("''", ""):
                raise UnusualError
            return inner.replace("''", "'")
        if '"' in inner or "\\" in inner:
            raise UnusualError
        return inner
    if said == "{}":
        return {}
    if said == "[]":
        return []
    if " #" in said:
        said = said.partition(" #")[0].rstrip(" ")
    if first in _ODD_VALUES or said[-1] == ":" or ": " in said or _is_item(said):
        raise UnusualError
    return None if said in {"null", "~"} else said
