"""Turns the text of `pixi.toml` into the same tables below `[tool.pixi]`; pure.

Comments, order and layout stay. What Pixi alone reads, as TOML 1.1, becomes what every program
reads: in `pyproject.toml`, pytest, mypy and the build backend look too.
"""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.newer_toml import may_have, news
from seedbed.formats.toml_edit.scan import COMMENT, ENTRY, HEADER, comments, statements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.formats.toml_edit.scan import Statement

_OLD, _NEW = "project", "workspace"
"""What Pixi called its workspace before 0.41, and calls it now."""


def below_tool_pixi(text: str, given: Mapping[str, Any]) -> str:
    """The text of the same tables below `[tool.pixi]`, with the workspace called as Pixi does now.

    Args:
        text: what `pixi.toml` holds: valid TOML, with plain line ends.
        given: what that says.

    Raises:
        ValueError: where the text cannot be taken apart.
    """
    found = [*statements(text)]
    rename = _has_old_name(given)
    older = may_have(text)
    pieces: list[str] = []
    top = _first_key(found)
    for number, one in enumerate(found):
        if number == top:
            pieces.append("[tool.pixi]\n")
        if one.kind == HEADER:
            pieces.append(_header(one, rename=rename))
        elif one.kind == ENTRY and older and news(one.text):
            pieces.append(_on_one_line(one))
        else:
            pieces.append(one.text)
    return "".join(pieces)


def renamed(given: Mapping[str, Any]) -> dict[str, Any]:
    """What a manifest says, with the workspace called as Pixi calls it now."""
    old = _has_old_name(given)
    return {_NEW if old and key == _OLD else key: value for key, value in given.items()}


def with_new_name(text: str, pixi: Mapping[str, Any]) -> str:
    """The text of `pyproject.toml` with Pixi's workspace called as Pixi calls it now.

    Args:
        text: what the file holds: valid TOML, with plain line ends.
        pixi: what its `[tool.pixi]` says.

    Raises:
        ValueError: where the text cannot be taken apart.
    """
    if not _has_old_name(pixi):
        return text
    return "".join(
        one.text.replace(_OLD, _NEW, 1)
        if one.kind == HEADER and one.path[:3] == ("tool", "pixi", _OLD)
        else one.text
        for one in statements(text)
    )


def _has_old_name(given: Mapping[str, Any]) -> bool:
    """Whether a manifest calls its workspace as Pixi did before 0.41."""
    return _OLD in given and _NEW not in given


def _first_key(found: list[Statement]) -> int:
    """The place before which the header of the keys goes that have none; -1 for no such keys."""
    for number, one in enumerate(found):
        if one.kind == ENTRY:
            above = (n for n in range(number, 0, -1) if found[n - 1].kind != COMMENT)
            return next(above, 0)
        if one.kind == HEADER:
            break
    return -1


def _header(one: Statement, *, rename: bool) -> str:
    """A header; Pixi looks for one without spaces in it."""
    header = one.text[one.start : one.end]
    name = header.strip("[]").strip(" \t")
    if rename and one.path[0] == _OLD:
        name = toml.dotted((_NEW, *one.path[1:]))
    depth = len(header) - len(header.lstrip("["))
    return f"{one.text[: one.start]}{'[' * depth}tool.pixi.{name}{']' * depth}{one.text[one.end :]}"


def _on_one_line(one: Statement) -> str:
    """A key whose value is TOML 1.0; comments inside it go above it."""
    head, value, tail = one.text[: one.start], one.text[one.start : one.end], one.text[one.end :]
    indent = head[: len(head) - len(head.lstrip())]
    above = "".join(f"{indent}{comment}\n" for comment in comments(value))
    said = toml.loads(f"x = {value}\n")["x"]
    return above + "\n".join(toml.lines(head, said)) + tail
