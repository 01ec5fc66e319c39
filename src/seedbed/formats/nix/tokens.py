"""Parts a Nix text into tokens, as Nix's own lexer does.

https://nix.dev/manual/nix/latest/language/
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Token = tuple[str, str, int]

NAME, WORD, NUMBER, PATH, OPERATOR, QUOTE, TEXT, END = (
    "name",
    "word",
    "number",
    "path",
    "operator",
    "quote",
    "text",
    "end",
)
"""The kinds of tokens: `quote` opens or closes a string, `text` is what is written in one."""

_WORDS = frozenset(("assert", "else", "if", "in", "inherit", "let", "rec", "then", "with"))
# Bounds on what is looked at before the sign that decides keep the time linear.
_TOKEN = re.compile(
    r"""
    (?P<space>(?:[ \t\r\n]++|\#[^\n]*+|/\*(?:[^*]++|\*(?!/))*+\*/)++)
    |(?P<path>
        [a-zA-Z][a-zA-Z0-9+.-]{0,30}:[a-zA-Z0-9%/?:@&=+$,_.!~*'-]++
        |<[a-zA-Z0-9._+-]++(?:/[a-zA-Z0-9._+-]++)*+>
        |[a-zA-Z0-9._+-]{0,255}(?:/[a-zA-Z0-9._+-]++)++/?
        |[a-zA-Z0-9._+-]{0,255}/(?=\$\{)
        |~(?:/[a-zA-Z0-9._+-]++)++/?
    )
    |(?P<number>(?:[0-9]++\.[0-9]*+|\.[0-9]++)(?:[Ee][+-]?[0-9]++)?|[0-9]++)
    |(?P<name>[a-zA-Z_][a-zA-Z0-9_'-]*+)
    |(?P<quote>"|'')
    |(?P<operator>\.\.\.|==|!=|<=|>=|&&|\|\||->|//|\+\+|\|>|<\||\$\{|[{}\[\]()=;:,.@?!+*/<>-])
    """,
    re.VERBOSE,
)
_IN_STRING = {
    '"': re.compile(r'(?:[^"\\$]++|\\.|\$[^{"\\]|\$(?=["\\]))++', re.DOTALL),
    "''": re.compile(
        r"(?:[^$']++|''\$|'''|''\\.|\$[^{']|\$(?=')|'[^'$]|'(?=\$))++",
        re.DOTALL,
    ),
    "path": re.compile(r"[a-zA-Z0-9._+/-]++"),
}

_CLOSING = {'"': re.compile('"'), "''": re.compile(r"''(?![$'\\])")}


class NixSyntaxError(ValueError):
    """A text that is no Nix.

    Args:
        text: what is wrong.
        start: where, counted in characters from 0.
    """

    def __init__(self, text: str, start: int) -> None:
        super().__init__(text)
        self.start = start


def tokens(text: str) -> Iterator[Token]:
    """The kind, the text, and the place of each token; the last one is of the kind `end`.

    Raises:
        NixSyntaxError: for a sign that Nix has no use for, or a string without an end.
    """
    at = 0
    # what the place is in, and where that began: a string, by its quote; a path; `{`, or `${`
    around = [("", 0)]
    while at < len(text) or around[-1][0] == "path":
        inside = around[-1][0] in _IN_STRING
        token = _in_string(text, at, around) if inside else _plain(text, at, around)
        at += len(token[1])
        if token[0] == PATH and around[-1][0] != "path" and text.startswith("${", at):
            around.append(("path", at))
        if token[0] != "space" and (token[1] or not inside):
            yield token
    if len(around) > 1:
        raise NixSyntaxError(f"{around[-1][0]!a} is not closed", around[-1][1])
    yield END, "", at


def _plain(text: str, at: int, around: list[tuple[str, int]]) -> Token:
    """The token at a place outside of strings."""
    found = _TOKEN.match(text, at)
    if not found:
        raise NixSyntaxError(f"{text[at]!a} is unexpected", at)
    kind, written = found.lastgroup or "", found.group()
    if written in ("{", "${", '"', "''"):
        around.append((written, at))
    elif written == "}" and around.pop()[0] not in ("{", "${"):
        raise NixSyntaxError("'}' closes nothing", at)
    return (WORD if written in _WORDS else kind), written, at


def _in_string(text: str, at: int, around: list[tuple[str, int]]) -> Token:
    """The token at a place in a string, or in a path that has had a `${`."""
    quote, start = around[-1]
    if text.startswith("${", at):
        around.append(("${", at))
        return OPERATOR, "${", at
    found = _IN_STRING[quote].match(text, at)
    if quote == "path":
        if not found:
            around.pop()
        return PATH, found.group() if found else "", at
    if _CLOSING[quote].match(text, at):
        around.pop()
        return QUOTE, quote, at
    if not found:
        raise NixSyntaxError(f"{quote!a} is not closed", start)
    return TEXT, found.group(), at
