"""Finds what a dotted key names in a parsed TOML, JSON, or YAML file."""

from __future__ import annotations

import re

from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Parts = tuple[str, ...]

NOTHING: Any = object()
"""What stands at a key that is not there."""
_PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^."']*))\s*(\.|$)""", re.DOTALL)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_KNOWN_BY = ("id", "name", "repo", "uses", "run", "module")
"""The keys by which an item of a list is known, in the order in which they are tried."""


def split_key(text: str) -> Parts:
    """The parts of a dotted key, as TOML writes them: `a."b.c"` has two.

    Raises:
        ValueError: when it is none; the message is the end of a sentence.
    """
    parts = []
    position = 0
    while True:
        found = _PART.match(text, position)
        if found is None:
            raise ValueError("a quotation mark is missing, or a dot between two parts")
        double, single, bare, ending = found.groups()
        part = next((one for one in (double, single, bare) if one is not None), "")
        if double is not None:
            part = re.sub(r"\\(.)", r"\1", part)
        elif single is None and not (part := part.strip()):
            raise ValueError("a part of it is empty")
        parts.append(part)
        position = found.end()
        if not ending:
            return tuple(parts)
        if position == len(text):
            raise ValueError("it ends with a dot")


def find(value: Any, parts: Parts) -> tuple[Parts, Any]:
    """What stands at a key, and the key as the file has it.

    A key of the file may hold dots itself, as those of VS Code's settings do: then several parts
    name it. An item of a list is named by its place, by its name, or by the package that it
    requires.

    Returns:
        The key, one part for each level, and the value; `NOTHING` when it is not there.
    """
    if not parts:
        return (), value
    if isinstance(value, dict):
        for length in range(len(parts), 0, -1):
            key = ".".join(parts[:length])
            name = next((one for one in value if str(one) == key), None)
            if name is not None:
                rest, found = find(value[name], parts[length:])
                if found is not NOTHING:
                    return (key, *rest), found
    if isinstance(value, list):
        for length in range(len(parts), 0, -1):
            item = _item(value, ".".join(parts[:length]))
            if item is not NOTHING:
                rest, found = find(item, parts[length:])
                if found is not NOTHING:
                    return (".".join(parts[:length]), *rest), found
    return parts, NOTHING


def names_in(value: Any) -> tuple[str, ...]:
    """The keys of a table, or the names of the items of a list, as `find` takes them."""
    if isinstance(value, dict):
        return tuple(str(name) for name in value)
    if isinstance(value, list):
        return tuple(_called(item) for item in value)
    return ()


def _item(items: list[Any], name: str) -> Any:
    """The item of a list that a name stands for; `NOTHING` when it is not there."""
    if name.isdigit() and int(name) < len(items):
        return items[int(name)]
    same = [item for item in items if _called(item) == name or item == name]
    if not same and _NAME.fullmatch(name):
        same = [item for item in items if isinstance(item, str)
                and _required(item) == canonical(name)]  # fmt: skip
    return same[0] if same else NOTHING


def _called(item: Any) -> str:
    if isinstance(item, dict):
        return next((str(item[key]) for key in _KNOWN_BY if key in item), "")
    return _required(item) or item if isinstance(item, str) else str(item)


def _required(text: str) -> str:
    """The package that a requirement of pip's or conda's asks for; empty when it is none."""
    found = _NAME.match(text)
    if found is None:
        return ""
    rest = text[found.end() :].lstrip()
    return canonical(found[0]) if not rest or rest[0] in "[<>=!~;@(" else ""
