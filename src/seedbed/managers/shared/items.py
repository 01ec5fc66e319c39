"""Merges the items of a list in a manifest; pure."""

from __future__ import annotations

from seedbed.model.names import requirement_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def merge_items(
    before: list[Any],
    stands: list[Any],
    after: list[Any],
    *,
    said: Callable[[Any], Any],
    by_name: bool = True,
) -> list[Any]:
    """The items that stand there, without those dropped, and with the new ones in their place.

    Args:
        before: the items that a dialect would write for what stands there.
        stands: the items that stand there.
        after: the items that it would write for what is to stand there.
        said: gives an item in one spelling.
        by_name: whether a new item goes where its name belongs, if the others are in that order;
            else it goes behind the one that it follows, since the order may be a priority.
    """
    dropped = [said(item) for item in before if item not in after]
    added = [item for item in after if item not in before]
    instead = {name_of(item): item for item in added if name_of(item)}
    result = []
    for item in stands:
        other = instead.pop(name_of(item), None) if said(item) in dropped else item
        if other is not None:
            result.append(other)
    there = [said(item) for item in result]
    ordered = by_name and there == sorted(there, key=str)
    for item in added:
        if said(item) in there or any(_is_that_channel(one, item) for one in result):
            continue
        if ordered:
            later = (n for n, one in enumerate(there) if str(one) > str(said(item)))
            place = next(later, len(there))
        else:
            place = _behind([said(one) for one in after], there, said(item))
        result.insert(place, item)
        there.insert(place, said(item))
    return result


def _behind(after: list[Any], there: list[Any], item: Any) -> int:
    """Where an item goes: behind the last one before it, else before the first one behind it."""
    at = after.index(item)
    for one in reversed(after[:at]):
        if one in there:
            return there.index(one) + 1
    for one in after[at + 1 :]:
        if one in there:
            return there.index(one)
    return len(there)


def _is_that_channel(one: Any, item: Any) -> bool:
    """Whether an item is a channel with a priority of its own."""
    return isinstance(one, dict) and one.get("channel") == item


def requirement(item: Any) -> Any:
    """A requirement in one spelling, so that white space and order do not count."""
    from packaging.requirements import InvalidRequirement

    from seedbed.managers.shared.metadata import parse_requirement

    try:
        return parse_requirement(item).requirement
    except (InvalidRequirement, TypeError):
        return item


def name_of(item: Any) -> str:
    """What tells that an item takes another's place: a requirement's name, or a `name`."""
    if isinstance(item, dict):
        return str(item.get("name", ""))
    return requirement_name(item) if isinstance(item, str) else ""
