"""Writes texts as YAML; pure.

Written here, not by a library, because `seedbed new` must start fast (`bench/` has the figures).
"""

from __future__ import annotations

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_PLAIN = _LETTERS | frozenset("0123456789_.+/<>=!~,*- ")
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
"""What some reader of YAML takes for something else than a text."""


def scalar(text: str) -> str:
    """A text as one scalar: plain where nobody can take it for something else, else quoted.

    Lone surrogates, which no file can hold, become question marks.
    """
    if _is_plain(text):
        return text
    text = text.encode("utf-8", "replace").decode()
    return f'"{"".join(map(_escaped, text))}"'


def _is_plain(text: str) -> bool:
    return (
        text[:1] in _LETTERS
        and _PLAIN.issuperset(text)
        and not text.endswith(" ")
        and text.lower() not in _WORDS
    )


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
