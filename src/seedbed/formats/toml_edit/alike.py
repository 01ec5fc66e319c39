"""Which items of an array stay, and which come and go."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.model.names import requirement_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    Step = tuple[range, range, bool]


def same(one: Any, other: Any) -> bool:
    """Whether two values are written alike: true is not 1."""
    return bool(one == other) and toml.inline(one) == toml.inline(other)


def steps(have: Sequence[Any], wanted: Sequence[Any]) -> Iterator[Step]:
    """What makes one array into another, in order.

    Args:
        have: the items that stand there.
        wanted: those that are to stand there.

    Yields:
        Positions of some items, of those that take their place, and whether each of the former
        stays, though it may say something else.
    """
    from difflib import SequenceMatcher

    places = _places(have, wanted)
    matcher = SequenceMatcher(None, places[0], places[1], autojunk=False)
    for kind, start, stop, first, last in matcher.get_opcodes():
        if kind != "replace" or stop - start != last - first:
            yield range(start, stop), range(first, last), kind == "equal"
            continue
        for at, to in zip(range(start, stop), range(first, last), strict=True):
            yield range(at, at + 1), range(to, to + 1), _is_alike(have[at], wanted[to])


def _places(*sides: Sequence[Any]) -> list[list[str]]:
    """What tells that an item of one side takes the place of one of the other.

    That is its name. Where several have one name, those that both sides say are only themselves.
    """
    from collections import Counter

    names = [list(map(_place, side)) for side in sides]
    counts = list(map(Counter, names))
    several = {name for count in counts for name, number in count.items() if number > 1}
    said = [{repr(item) for item in side} for side in sides]
    both = set.intersection(*said)
    return [
        [f"{name} {item!r}" if name in several and repr(item) in both else name
         for name, item in zip(given, side, strict=True)]
        for given, side in zip(names, sides, strict=True)
    ]  # fmt: skip


def _place(value: Any) -> str:
    """What tells that one item takes the place of another."""
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return f"name {value['name']}"
    return (requirement_name(value) if isinstance(value, str) else "") or repr(value)


def _is_alike(one: Any, other: Any) -> bool:
    """Whether a table is another one with a few other values; one without a name shares some."""
    if not (isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys()):
        return False
    return "name" not in one and any(same(value, other[key]) for key, value in one.items())
