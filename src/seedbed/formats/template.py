"""The one substitution that layers know: `@placeholder@`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz_")


class UnknownPlaceholderError(Exception):
    """A template names a placeholder that has no value."""


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace each `@placeholder@` by its value; values are not scanned again.

    Raises:
        UnknownPlaceholderError: for one that `values` lacks; its argument is the name.
    """
    if "@" not in text:
        return text
    out = []
    rest = text
    while True:
        before, at, rest = rest.partition("@")
        out.append(before)
        if not at:
            return "".join(out)
        name, closing, after = rest.partition("@")
        if not closing or not name or not _LETTERS.issuperset(name):
            out.append("@")  # an ordinary at sign, as in `actions/checkout@v7`
            continue
        if name not in values:
            raise UnknownPlaceholderError(name)
        out.append(values[name])
        rest = after
