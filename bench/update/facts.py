"""What one side did to a project, as facts that can be looked up afterwards.

They come from two texts of each file, by means of their own: the values that a file holds at its
keys, the items of its lists, or its lines. Nothing here knows of a merge.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    Files = dict[str, bytes]

SKIPPED = (".seedbed/", ".copier-answers.yml", ".cruft.json", ".git/", "uv.lock")
"""What belongs to the programs."""


@dataclass(frozen=True)
class Fact:
    """One thing that holds after a change.

    Attributes:
        path: the file that it is about.
        place: the key of a value, the name of an item, or an empty text for a line.
        what: the value, the item or the line; `*` for any.
        holds: whether it is there, or is not.
    """

    path: str
    place: str
    what: str
    holds: bool


def facts(before: Files, after: Files) -> set[Fact]:
    """What is true after a change that was not true before."""
    found = set()
    for path in sorted(before.keys() | after.keys()):
        if path.startswith(SKIPPED):
            continue
        one, other = before.get(path), after.get(path)
        if other is None:
            found.add(Fact(path, "file", "*", holds=False))
        elif one is None:
            found.add(Fact(path, "file", "*", holds=True))
            found |= {Fact(path, *said, holds=True) for said in _said(path, other)}
        elif one != other:
            was, now = _said(path, one), _said(path, other)
            found |= {Fact(path, *said, holds=True) for said in now - was}
            found |= {Fact(path, *said, holds=False) for said in was - now}
    return found


def is_true(fact: Fact, files: Files) -> bool:
    """Whether a fact holds in some files."""
    data = files.get(fact.path)
    if fact.place == "file":
        return (data is not None) is fact.holds
    there = data is not None and (fact.place, fact.what) in _said(fact.path, data)
    return there is fact.holds


def clashes(before: Files, mine: Files, theirs: Files) -> set[str]:
    """The files in which two sides did something to the same thing, each in its own way.

    That is a value, an item of a list, or a line; or one changed a file that the other removed.
    """
    found = set()
    for path in before.keys() | mine.keys() | theirs.keys():
        was, one, other = (side.get(path) for side in (before, mine, theirs))
        if (
            path.startswith(SKIPPED)
            or _plain(one) == _plain(other)
            or _plain(was)
            in (
                _plain(one),
                _plain(other),
            )
        ):
            continue
        if was is None or one is None or other is None or _clash(path, was, one, other):
            found.add(path)
    return found


def is_broken(path: str, data: bytes) -> bool:
    """Whether a program that reads the file would refuse it."""
    try:
        text = data.decode("utf-8-sig")
        if path.endswith(".py"):
            compile(text, path, "exec", dont_inherit=True)
        elif path.endswith((".toml", ".json", ".yml", ".yaml")):
            _parsed(path, text)
    except (ValueError, SyntaxError):
        return True
    return False


def _clash(path: str, was: bytes, one: bytes, other: bytes) -> bool:
    mine, theirs = (dict(_places(path, was, side)) for side in (one, other))
    return any(theirs[place] != what for place, what in mine.items() if place in theirs)


def _places(path: str, was: bytes, side: bytes) -> Iterator[tuple[object, object]]:
    """The things that a side changed, and to what: values at their keys, else lines."""
    before, after = _said(path, was), _said(path, side)
    if path.endswith((".toml", ".json")) and all(place for place, _ in before | after):
        for place in {place for place, _ in before ^ after}:
            yield place, frozenset(what for at, what in after if at == place)
    else:
        yield from _lines_changed(_text(was), _text(side))


def _lines_changed(was: str, side: str) -> Iterator[tuple[object, tuple[str, ...]]]:
    """The lines of a text that another changed or removed, and what it has in their place."""
    one, other = (
        [line.partition(" #")[0].strip() for line in text.splitlines()] for text in (was, side)
    )
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, other, False).get_opcodes():
        if kind == "insert" and 0 < a < len(one):  # it needs the lines around it
            yield f"below {a - 1}", ("new",)
        if kind in {"replace", "delete"}:
            if b - a != d - c:
                yield from ((f"below {at}", ()) for at in range(a, b - 1))
            new = other[c:d]
            for at in range(a, b):
                # line for line where that can be told
                yield at, tuple(new[at - a : at - a + 1] if b - a == d - c else new)


def _said(path: str, data: bytes) -> set[tuple[str, str]]:
    """What a file says: its values at their keys, or its lines."""
    text = _text(data)
    if _is_structured(path):
        try:
            return set(_leaves(_parsed(path, text), ""))
        except ValueError:
            pass
    return {("", line.strip()) for line in text.splitlines() if line.strip()}


def _leaves(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for item in value:
            name = "" if isinstance(item, dict | list) else _name(item, place)
            yield from _leaves(item, f"{place}[{name}]")
    else:
        yield place, repr(value)


def _name(item: object, place: str) -> str:
    """What an item of a list is known by: a requirement by its name."""
    if isinstance(item, str) and ("dependenc" in place or "requires" in place):
        return re.split(r"[^A-Za-z0-9._-]", item, maxsplit=1)[0].lower()
    return repr(item)


def _is_structured(path: str) -> bool:
    return path.endswith((".toml", ".json", ".yml", ".yaml"))


def _parsed(path: str, text: str) -> Any:
    if path.endswith(".toml"):
        return tomllib.loads(text)
    if path.endswith(".json"):  # editors read comments in it
        return json.loads(re.sub(r"(^|\s)//.*$", "", text, flags=re.MULTILINE))
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise ValueError(str(error)) from None


def _text(data: bytes) -> str:
    return data.decode("utf-8-sig", "surrogateescape").replace("\r\n", "\n")


def _plain(data: bytes | None) -> str | None:
    return None if data is None else _text(data).removesuffix("\n")
