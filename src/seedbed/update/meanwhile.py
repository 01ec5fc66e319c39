"""Whether somebody else changed a manifest while a manager was at work on it."""

from __future__ import annotations

from collections import Counter

from seedbed.formats import toml
from seedbed.formats.toml_edit.edit import leaves
from seedbed.formats.toml_edit.scan import comments
from seedbed.model.names import canonical, requirement_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from collections.abc import Set as AbstractSet
    from typing import Any

_MEMBERS = ("tool", "uv", "workspace", "members")
"""Where uv lists the projects that it was told to install in place."""


def is_only_about(before: str, now: str, names: Collection[str] | None) -> bool:
    """Whether two texts differ in nothing but requirements on some packages, and in layout.

    A text that is empty, or no TOML, is what a program leaves that was broken off: it counts as
    such.

    Args:
        before: the text of `pyproject.toml` as it was.
        now: the text that stands there.
        names: the packages; None for any that `before` does not name.
    """
    try:
        one, other = toml.loads(before), toml.loads(now)
    except ValueError:
        return True
    if not other:
        return True
    if names is None:
        known = {requirement_name(text) for text in _texts(one)}
        names = {requirement_name(text) for text in _texts(other)} - known
    about = {canonical(name) for name in names}
    return _rest(one, about) == _rest(other, about) and not (
        Counter(comments(now)) - Counter(comments(before))
    )


def _rest(table: dict[str, Any], about: AbstractSet[str]) -> Counter[tuple[tuple[str, ...], str]]:
    """What a table says besides requirements on some packages; the order of a list is layout."""
    found: Counter[tuple[tuple[str, ...], str]] = Counter()
    for path, value in leaves(table):
        if path == _MEMBERS or not about.isdisjoint(map(canonical, path)):
            continue
        for one in value if isinstance(value, list) else [value]:
            if one != {} and not (isinstance(one, str) and requirement_name(one) in about):
                found[path, repr(one)] += 1
    return found


def _texts(table: dict[str, Any]) -> Iterator[str]:
    for _, value in leaves(table):
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                yield one
