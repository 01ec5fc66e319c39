"""Takes a YAML text apart: into the entries of a mapping, or the items of a list; pure.

Each part is text of its own, with the comments above it, so that it can be put elsewhere as it is.
"""

from __future__ import annotations

import re

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Lines = list[str]

MAPPING, LIST = "mapping", "list"
_NAMED = ("id", "name", "repo", "uses", "run", "key", "package-ecosystem", "image")
"""Keys by which an item of a list is known, the surest first."""


class CannotPartError(Exception):
    """The text is written in a way that cannot be taken apart."""


@record
class Part:
    """An entry of a mapping, or an item of a list.

    Attributes:
        key: the entry's key; of an item what it is known by.
        lead: the comments and blank lines above it.
        body: its lines; in a list the first begins with a dash.
        says: its value.
        place: where its value begins in the first line of the body, and where it ends, when it is
            on that line alone; else `(0, 0)`.
        nested: whether the value is a mapping or a list over several lines.
    """

    key: Any
    lead: Lines
    body: Lines
    says: Any
    place: tuple[int, int] = (0, 0)
    nested: bool = False


@record
class Parts:
    """A text that was taken apart.

    Attributes:
        kind: `MAPPING` or `LIST`.
        parts: its parts, in order.
        tail: the comments and blank lines below the last one.
    """

    kind: str
    parts: list[Part]
    tail: Lines


def check_plain(text: str) -> None:
    """Refuse a text with what a part cannot be understood without: anchors, tags, merge keys.

    Raises:
        CannotPartError: when there is any.
    """
    node = _compose(text)
    waiting = [node] if node else []
    while waiting:
        one = waiting.pop()
        tag = str(one.tag)
        if (
            one.anchor is not None
            or not tag.startswith("tag:yaml.org,2002:")
            or tag[18:] == "merge"
        ):
            raise CannotPartError("it has anchors, tags, or merge keys")
        if not isinstance(one.value, str):
            waiting += [
                node for row in one.value for node in (row if type(row) is tuple else (row,))
            ]
    if re.search(r"^(---|\.\.\.|%)|^[^#\n]*[\s\[{,-]!", text, re.MULTILINE):
        raise CannotPartError("it has tags, or marks of documents")


def read_yaml(text: str) -> Any:
    """What a text says.

    Raises:
        ValueError: when it is no YAML.
    """
    from ruamel.yaml import YAML  # slow to import
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise ValueError(str(error)) from None
    return {} if found is None else found


def take_apart(text: str) -> Parts:
    """Take a text apart whose mapping or list begins in the first column.

    Raises:
        CannotPartError: when it is neither, or on one line.
    """
    node = _compose(text)
    kind = {"MappingNode": MAPPING, "SequenceNode": LIST}.get(type(node).__name__, "")
    if not kind or node.flow_style or not node.value:
        raise CannotPartError("it is neither a mapping nor a list")
    lines = text.splitlines(keepends=True)
    value = read_yaml(text)
    pairs = node.value if kind == MAPPING else [(one, one) for one in node.value]
    starts = [_start(lines, kind, key) for key, _ in pairs]
    if len(set(starts)) < len(starts) or (kind == MAPPING and len(value) < len(pairs)):
        raise CannotPartError("two entries are on one line")
    parts: list[Part] = []
    known: list[Any] = []
    done = 0
    keys = list(value) if kind == MAPPING else range(len(value))
    for (_, inner), key, start, after in zip(
        pairs, keys, starts, [*starts[1:], len(lines)], strict=True
    ):
        end = _end(lines, inner, start, after)
        name = key if kind == MAPPING else _known_by(value[key], known)
        known.append(name)
        parts.append(
            Part(
                key=name,
                lead=lines[done:start],
                body=lines[start:end],
                says=value[key],
                place=_place(inner, start),
                nested=_is_nested(inner, start, kind),
            )
        )
        done = end
    return Parts(kind=kind, parts=parts, tail=lines[done:])


def inner_text(part: Part, kind: str) -> tuple[str, Lines, int]:
    """The head of a part, the lines of its value from the first column on, and their indent.

    Raises:
        CannotPartError: when its value is no mapping or list over several lines.
    """
    if not part.nested:
        raise CannotPartError("it is neither a mapping nor a list")
    if kind == LIST:
        dash = re.match(r"-\s+", part.body[0])
        if not dash or dash[0].endswith("\n"):
            raise CannotPartError("a dash is alone on its line")
        indent = len(dash[0])
        lines = [" " * indent + part.body[0][indent:], *part.body[1:]]
        head = ""
    else:
        head, lines = part.body[0], part.body[1:]
        full = [line for line in lines if line.strip()]
        content = [line for line in full if not line.lstrip().startswith("#")]
        indent = len(content[0]) - len(content[0].lstrip())
    return head, [_dedented(line, indent) for line in lines], indent


def flow_items(text: str) -> dict[str, str]:
    """How the items of a list on one line are written, by what they say.

    Args:
        text: the list, such as `[a, "b"]`.
    """
    node, value = _compose(text), read_yaml(text)
    if not isinstance(value, list):
        return {}
    places = [(one.start_mark.index, one.end_mark.index) for one in node.value]
    return {repr(item): text[a:b] for item, (a, b) in zip(value, places, strict=True)}


def put_together(parts: Parts) -> str:
    """The text of some parts."""
    lines = [line for part in parts.parts for line in (*part.lead, *part.body)]
    return "".join([*lines, *parts.tail])


def indented(text: str, indent: int, *, dash: bool) -> Lines:
    """The lines of a value where it stands; in a list behind a dash."""
    lines = [
        " " * indent + line if line.strip() else line for line in text.splitlines(keepends=True)
    ]
    if dash:
        first = next(
            at for at, line in enumerate(lines) if line.strip() and line.lstrip()[0] != "#"
        )
        lines[first] = "-" + " " * (indent - 1) + lines[first][indent:]
        for at in range(first):  # a comment above the first entry stands above the dash
            lines[at] = lines[at][indent:] if lines[at].strip() else lines[at]
    return lines


def _compose(text: str) -> Any:
    from ruamel.yaml import YAML  # slow to import
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        raise CannotPartError(str(error)) from None


def _start(lines: Lines, kind: str, node: Any) -> int:
    """The line at which a part begins."""
    line: int = node.start_mark.line
    if kind == MAPPING:
        if node.start_mark.column or lines[line][:1] == "?":
            raise CannotPartError("a key is not at the beginning of its line")
        return line
    while line >= 0 and not re.match(r"-(\s|$)", lines[line]):
        line -= 1
    if line < 0:
        raise CannotPartError("an item has no dash")
    return line


def _end(lines: Lines, node: Any, start: int, after: int) -> int:
    """The line behind the last one of a part; comments from there on belong to the next one."""
    last = node
    while not isinstance(last.value, str) and last.value:
        last = last.value[-1][1] if isinstance(last.value[-1], tuple) else last.value[-1]
    least = start + 1
    if isinstance(last.value, str) and last.style in ("|", ">"):
        mark = last.end_mark
        least = max(least, min(after, mark.line + (mark.column > 0)))
    end = after
    while end > least and (not lines[end - 1].strip() or lines[end - 1].lstrip()[0] == "#"):
        end -= 1
    while end > least and not lines[end - 1].strip():
        end -= 1
    while end < after and lines[end].strip() and lines[end][0] in " \t":  # within the part
        end += 1
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return end


def _place(node: Any, start: int) -> tuple[int, int]:
    begins, ends = node.start_mark, node.end_mark
    if begins.line == ends.line == start and begins.column < ends.column:
        return begins.column, ends.column
    return 0, 0


def _is_nested(node: Any, start: int, kind: str) -> bool:
    if isinstance(node.value, str) or node.flow_style or not node.value:
        return False
    return kind == LIST or bool(node.start_mark.line > start)


def _known_by(value: Any, known: list[Any]) -> Any:
    name: tuple[Any, ...] = ("", repr(value))
    if isinstance(value, dict):
        keys = [key for key in _NAMED if isinstance(value.get(key), str)]
        name = (keys[0], value[keys[0]].partition("@")[0]) if keys else ("", repr(value))
    same = sum(one[:2] == name for one in known)
    return (*name, same)


def _dedented(line: str, indent: int) -> str:
    taken = min(indent, len(line) - len(line.lstrip(" ")))
    return line[taken:]
