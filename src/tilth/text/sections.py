"""The sections of a TOML text as they are laid out, so that some of them can be moved.

A section is its header, the comments right above that, and all lines up to the next one. What
stands before the first header is a section without one.
"""

from __future__ import annotations

from functools import lru_cache

from tilth.record import record, replace
from tilth.text import toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    Path = tuple[str, ...]

_QUOTES = ('"""', "'''")


@record
class Section:
    """One section of a text.

    Attributes:
        path: the key of the table that its header names.
        header: the header, such as `[tool.ruff]`, without what stands around it.
        text: its lines, without the blank ones behind them.
        gap: the blank lines behind it.
    """

    path: Path
    header: str
    text: str
    gap: str


def split(text: str) -> list[Section]:
    """The sections of a text.

    Args:
        text: valid TOML, with plain line ends.
    """
    return [*_split(text)]


@lru_cache(maxsize=8)
def _split(text: str) -> tuple[Section, ...]:
    """The same; a switch asks for those of one text several times."""
    found: list[list[str]] = [[]]
    for line, is_header in _lines(text):
        if is_header:
            above = found[-1]
            start = len(above)
            while start and above[start - 1].lstrip().startswith("#"):
                start -= 1
            found.append(above[start:])
            del above[start:]
        found[-1].append(line)
    return tuple(_section(lines) for lines in found if lines)


def join(sections: Iterable[Section]) -> str:
    """The text of some sections."""
    return "".join(section.text + section.gap for section in sections)


def opened(section: Section) -> Section:
    """A section that was the last one of its text, to be followed by others."""
    text = section.text if section.text.endswith("\n") else f"{section.text}\n"
    return replace(section, text=text, gap=section.gap or "\n")


def ended_like(text: str, other: str) -> str:
    """A text with as many line ends behind its last line as another has."""
    return text.rstrip("\n") + other[len(other.rstrip("\n")) :]


def _section(lines: list[str]) -> Section:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    text = "".join(lines[:end])
    header, path = "", tuple[str, ...]()
    for line in lines[:end]:
        if not line.lstrip().startswith("#"):
            header, path = _header(line.strip()) if line.lstrip().startswith("[") else ("", ())
            break
    return Section(path=path, header=header, text=text, gap="".join(lines[end:]))


@lru_cache(maxsize=1024)
def _header(line: str) -> tuple[str, Path]:
    """The header in a line that is one, and the key that it names."""
    header = line[: _end(line)]
    table: Any = toml.loads(header)
    path: list[str] = []
    while table:
        table = table[0] if isinstance(table, list) else table
        path += table
        table = table[path[-1]] if table else None
    return header, tuple(path)


def _end(line: str) -> int:
    """Where a header ends: behind the last bracket that stands in no key and no comment."""
    end = at = 0
    while at < len(line) and line[at] != "#":
        if line[at] in "\"'":
            at = _behind_key(line, at)
        elif line[at] == "]":
            end = at + 1
        at += 1
    return end


def _behind_key(line: str, start: int) -> int:
    """Where the quotes of a quoted key close."""
    at = start + 1
    while at < len(line) and line[at] != line[start]:
        at += 2 if line[at] == "\\" and line[start] == '"' else 1
    return at


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is a header."""
    quote, depth = "", 0
    *lines, last = text.split("\n")
    for line in [*(f"{line}\n" for line in lines), *([last] if last else [])]:
        is_header = not quote and not depth and line.lstrip().startswith("[")
        yield line, is_header
        quote, depth = _behind(line, quote, depth)


def _behind(line: str, quote: str, depth: int) -> tuple[str, int]:
    """Which string, and how many brackets, are open behind a line."""
    at = 0
    while at < len(line):
        char, three = line[at], line[at : at + 3]
        if quote:
            if char == "\\" and quote[0] == '"':
                at += 2
            elif line.startswith(quote, at):
                at += len(quote)
                while len(quote) == 3 and line[at : at + 1] == quote[0]:  # the string's own
                    at += 1
                quote = ""
            else:
                at += 1
            continue
        if char == "#":
            break
        if char in "\"'":
            quote = three if three in _QUOTES else char
            at += len(quote)
            continue
        depth += (char in "[{") - (char in "]}")
        at += 1
    return (quote if len(quote) == 3 else ""), depth
