"""The one substitution that layers know: `@word@`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD = frozenset("abcdefghijklmnopqrstuvwxyz_")


class UnknownWordError(Exception):
    """A template names a word that has no value."""


def fill(text: str, words: Mapping[str, str]) -> str:
    """Replace each `@word@` by its value; values are not scanned again.

    Raises:
        UnknownWordError: for a word that `words` lacks; its argument is the word.
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
        word, closing, after = rest.partition("@")
        if not closing or not word or not _WORD.issuperset(word):
            out.append("@")  # an ordinary at sign, as in `actions/checkout@v7`
            continue
        if word not in words:
            raise UnknownWordError(word)
        out.append(words[word])
        rest = after
