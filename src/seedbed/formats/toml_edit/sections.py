"""The sections of a TOML text as they are laid out, so that some of them can be moved.

A section is its header, the comments right above that, and all lines up to the next one. What
stands before the first header is a section without one.
"""

from __future__ import annotations

from functools import lru_cache

from seedbed.formats.toml_edit.scan import BLANK, COMMENT, HEADER, statements
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.formats.toml_edit.scan import Statement

    Path = tuple[str, ...]


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
    found: list[list[Statement]] = [[]]
    for statement in statements(text):
        if statement.kind == HEADER:
            above = found[-1]
            start = len(above)
            while start and above[start - 1].kind == COMMENT:
                start -= 1
            found.append(above[start:])
            del above[start:]
        found[-1].append(statement)
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


def _section(lines: list[Statement]) -> Section:
    end = len(lines)
    while end and lines[end - 1].kind == BLANK:
        end -= 1
    text, gap = ("".join(one.text for one in part) for part in (lines[:end], lines[end:]))
    first = next((one for one in lines[:end] if one.kind != COMMENT), None)
    if first is None or first.kind != HEADER:
        return Section(path=(), header="", text=text, gap=gap)
    return Section(path=first.path, header=first.text[first.start : first.end], text=text, gap=gap)
