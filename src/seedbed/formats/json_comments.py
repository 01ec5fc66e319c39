"""Reads and edits JSON with comments and commas before brackets, as editors write it; pure."""

from __future__ import annotations

import json
import re

from seedbed.formats.toml_edit.edit import CannotEditError
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_STRING = r'"(?:[^"\\\n]|\\.)*"?'
_COMMENT = re.compile(_STRING + r"|(//[^\n]*|/\*(?s:.*?)(?:\*/|\Z))")
_LAST_COMMA = re.compile(_STRING + r"|(,)(?=\s*[}\]])")
"""What such a file has beyond JSON, each as a group, outside of strings."""
_TOKEN = re.compile(_STRING + r"|[\[\]{}:,]|[^\s\[\]{}:,\"]+")
_CLOSING = {"{": "}", "[": "]"}


@record
class _Node:
    """A value in a text.

    Attributes:
        start: where it begins.
        stop: where it ends.
        below: the values in it: by key in an object, by position in an array.
        is_object: whether it is an object.
    """

    start: int
    stop: int
    below: Mapping[Any, _Node] | None = None
    is_object: bool = False


def is_read_with_comments(path: str) -> bool:
    """Whether the programs that read a file allow comments in it."""
    folder, _, name = path.rpartition("/")
    return folder.endswith(".vscode") or name in {"devcontainer.json", ".devcontainer.json"}


def plain_json(text: str) -> str:
    """JSON with comments and commas before brackets as JSON: all else stays in its line and column.

    Args:
        text: what the editor reads.
    """
    return _LAST_COMMA.sub(_blank, _without_comments(text))


def edited(text: str, value: Any) -> str:
    """A text that says something else, with its comments where they stood.

    Args:
        text: JSON, perhaps with comments.
        value: what it is to say; no key may go, and items only come to the end of an array.

    Raises:
        CannotEditError: when something would go, or the layout does not allow it.
    """
    plain = plain_json(text)
    changes: list[tuple[int, int, str]] = []
    try:
        node, _ = _parsed(list(_TOKEN.finditer(plain)), 0)
        _change(_without_comments(text), node, (json.loads(plain), value), changes)
        for start, stop, new in sorted(changes, reverse=True):
            text = text[:start] + new + text[stop:]
        if json.loads(plain_json(text)) == value:
            return text
    except (ValueError, IndexError, RecursionError) as error:
        raise CannotEditError(str(error)) from None
    raise CannotEditError("the layout does not allow the edit")


def _without_comments(text: str) -> str:
    return _COMMENT.sub(_blank, text)


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0]) if found[1] else found[0]


def _parsed(tokens: list[re.Match[str]], at: int) -> tuple[_Node, int]:
    """The value that begins at a token of valid JSON, and the number of the token behind it."""
    first = tokens[at]
    closing = _CLOSING.get(first[0])
    if closing is None:
        return _Node(start=first.start(), stop=first.end()), at + 1
    below: dict[Any, _Node] = {}
    at += 1
    while tokens[at][0] != closing:
        key: Any = len(below)
        if closing == "}":
            key = json.loads(tokens[at][0])
            at += 2
        below[key], at = _parsed(tokens, at)
        if tokens[at][0] == ",":
            at += 1
    stop = tokens[at].end()
    whole = _Node(start=first.start(), stop=stop, below=below, is_object=closing == "}")
    return whole, at + 1


def _change(
    text: str, node: _Node, values: tuple[Any, Any], changes: list[tuple[int, int, str]]
) -> None:
    """Collect what makes one value another: from where, to where, and the new text.

    Args:
        text: the text, without comments.
        node: where the value stands.
        values: what it is, and what it is to be.
        changes: takes what is found.
    """
    old, new = values
    if old == new:
        return
    if node.below is None or type(old) is not type(new):
        changes.append((node.start, node.stop, json.dumps(new, ensure_ascii=False)))
        return
    keys = list(new) if node.is_object else range(len(new))
    if any(key not in keys for key in node.below):
        raise ValueError("something goes")
    for key, one in node.below.items():
        _change(text, one, (old[key], new[key]), changes)
    added = [key for key in keys if key not in node.below]
    if added:
        names = [
            f"{json.dumps(key, ensure_ascii=False)}: " if node.is_object else "" for key in added
        ]
        changes += _insertion(
            text, node, list(zip(names, (new[key] for key in added), strict=True))
        )


def _insertion(
    text: str, node: _Node, members: list[tuple[str, Any]]
) -> list[tuple[int, int, str]]:
    """What puts members behind the last one of an object or an array, in its layout."""
    there = list((node.below or {}).values())
    last, end = there[-1].stop if there else node.start + 1, node.stop - 1
    comma = "," if there and "," not in text[last:end] else ""
    line = text[text.rfind("\n", 0, end) + 1 : end]
    if line.strip() or "\n" not in text[node.start : end]:  # all in one line
        shown = ", ".join(start + json.dumps(value, ensure_ascii=False) for start, value in members)
        return [(last, last, f", {shown}" if there else shown)]
    indent = f"{line}  "
    if there:
        begins = text[text.rfind("\n", 0, _first(text, node)) + 1 :]
        indent = begins[: len(begins) - len(begins.lstrip(" \t"))]
    step = indent.removeprefix(line) or "  "
    shown = ",".join(
        f"\n{indent}{start}{_laid_out(value, indent, step)}" for start, value in members
    )
    place = end - len(line) - 1
    if place == last:
        return [(last, last, comma + shown)]
    return [(last, last, comma), (place, place, shown)]


def _first(text: str, node: _Node) -> int:
    """Where the first member of an object or an array begins: with its key, if it has one."""
    inside = text[node.start + 1 :]
    return node.start + 1 + len(inside) - len(inside.lstrip())


def _laid_out(value: Any, indent: str, step: str) -> str:
    """A value as text over several lines, its further lines indented below the first."""
    return json.dumps(value, indent=step, ensure_ascii=False).replace("\n", f"\n{indent}")
