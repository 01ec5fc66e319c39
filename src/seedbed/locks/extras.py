"""What a marker says once it is known which optional features are installed. Pure.

Locks tell of optional features by `extra == "name"` in a marker, which no installer of a plain list
of requirements can judge.
"""

from __future__ import annotations

import re

from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    Part = bool | tuple[str, str]
    """What is known, or a word that joins (empty for a comparison) and the text."""

_VALUE = r"""[A-Za-z_.]+|'[^']*'|"[^"]*\""""
_COMPARISON = re.compile(
    rf"\s*(?P<left>{_VALUE})\s*(?P<sign>===|==|~=|!=|<=|>=|<|>|not\s+in\b|in\b)"
    rf"\s*(?P<right>{_VALUE})"
)
_SIGN = re.compile(r"\s*(\(|\)|and\b|or\b)")
_DEEPEST = 40
"""Parentheses within parentheses; what managers write has few."""


def without_extras(marker: str, chosen: Collection[str]) -> str | None:
    """A marker in which nothing stands of extras any more.

    Args:
        marker: as PEP 508 has it; empty for one that always holds.
        chosen: the extras that are installed, by canonical name.

    Returns:
        The rest of it, which may be empty; None where it never holds.

    Raises:
        ValueError: for what is no marker, or says of extras what this cannot judge.
    """
    if "extra" not in marker:
        return marker.strip()
    reader = _Reader(marker, chosen)
    found = reader.alternatives(0)
    reader.check_end()
    if isinstance(found, bool):
        return "" if found else None
    return found[1]


def any_of(markers: Collection[str]) -> str:
    """A marker that holds where one of some does; `and` binds closer than `or`."""
    return "" if "" in markers else " or ".join(dict.fromkeys(markers))


class _Reader:
    """Reads a marker from left to right.

    Args:
        text: the marker.
        chosen: the extras that are installed.
    """

    def __init__(self, text: str, chosen: Collection[str]) -> None:
        self._text, self._at = text, 0
        self._chosen = chosen

    def alternatives(self, depth: int) -> Part:
        """What stands here, up to the end or a closing parenthesis."""
        if depth > _DEEPEST:
            raise ValueError("it is nested too deeply")
        parts = [self._all(depth)]
        while self._take("or"):
            parts.append(self._all(depth))
        return _joined(parts, "or", settled=True)

    def check_end(self) -> None:
        """Refuse what is left."""
        if self._text[self._at :].strip():
            raise ValueError(f"it cannot be read from {self._text[self._at :].strip()!r} on")

    def _all(self, depth: int) -> Part:
        parts = [self._one(depth)]
        while self._take("and"):
            parts.append(self._one(depth))
        return _joined(parts, "and", settled=False)

    def _one(self, depth: int) -> Part:
        if self._take("("):
            found = self.alternatives(depth + 1)
            if not self._take(")"):
                raise ValueError("a parenthesis is not closed")
            return found
        comparison = _COMPARISON.match(self._text, self._at)
        if comparison is None:
            self.check_end()
            raise ValueError("it ends too early")
        self._at = comparison.end()
        return self._judged(comparison)

    def _judged(self, comparison: re.Match[str]) -> Part:
        sides = {comparison["left"], comparison["right"]}
        if "extra" not in sides:
            return "", comparison[0].strip()
        (other,) = sides - {"extra"} or {""}
        if comparison["sign"] not in {"==", "!="} or other[:1] not in {"'", '"'}:
            raise ValueError(f"{comparison[0].strip()!r} is no plain question for an extra")
        there = canonical(other[1:-1]) in self._chosen
        return there if comparison["sign"] == "==" else not there

    def _take(self, word: str) -> bool:
        found = _SIGN.match(self._text, self._at)
        if found is None or found[1] != word:
            return False
        self._at = found.end()
        return True


def _joined(parts: list[Part], word: str, *, settled: bool) -> Part:
    """Parts with a word between them; one of the value `settled` settles all of it."""
    if settled in parts:
        return settled
    open_parts = [part for part in parts if not isinstance(part, bool)]
    if not open_parts:
        return not settled
    if len(open_parts) == 1:
        return open_parts[0]
    texts = (f"({text})" if kind and kind != word else text for kind, text in open_parts)
    return word, f" {word} ".join(texts)
