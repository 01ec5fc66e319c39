"""The lines of pip's requirements files, without their meaning; pure.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import re

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Option = tuple[str, str]

EDITABLE = "editable"
_SHORT = {
    "-r": "requirement",
    "-c": "constraint",
    "-e": EDITABLE,
    "-f": "find-links",
    "-i": "index-url",
    "-C": "config-settings",
}
WITH_VALUE = frozenset((*_SHORT.values(), "extra-index-url", "no-binary", "only-binary")) | {
    "pypi-url",
    "hash",
    "trusted-host",
    "use-feature",
    "global-option",
    "install-option",
    "build-option",
    "allow-external",
    "allow-unverified",
}
_COMMENT = re.compile(r"(?:^|\s)#")


@record
class Line:
    """One logical line of a requirements file.

    Attributes:
        number: where it begins, counted from 1.
        text: the requirement, the path, or the address on it; empty for options alone.
        options: its options in their order, by their long names without dashes, each with its
            value; empty for one that takes none. What `-e` asks for is the value of `editable`.
    """

    number: int
    text: str = ""
    options: tuple[Option, ...] = ()


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a file that say something; comments say nothing."""
    for number, said in _logical(text.removeprefix("\ufeff")):
        found = _COMMENT.search(said)
        bare = (said[: found.start()] if found else said).strip()
        if bare:
            yield _line(number, bare)


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their numbers, joined where one ends with a backslash; a comment ends them too."""
    begun = 0
    parts: list[str] = []
    for number, physical in enumerate(text.split("\n"), start=1):
        begun = begun if parts else number
        is_comment = physical.lstrip().startswith("#")
        bare = physical.rstrip()
        if bare.endswith("\\") and not is_comment:
            parts.append(bare[:-1])
            continue
        # a comment ends what a backslash left open
        parts.append(f" {physical}" if is_comment else physical)
        yield begun, "".join(parts)
        parts = []
    if parts:
        yield begun, "".join(parts)


def _line(number: int, bare: str) -> Line:
    """A line whose requirement ends where its first option begins."""
    if not bare.startswith("-"):
        at = bare.find(" -")
        while at >= 0 and not _begins_option(bare[at + 1 :]):
            at = bare.find(" -", at + 1)
        text = bare if at < 0 else bare[:at]
        options = _options(bare[len(text) :])
        return Line(number=number, text=" ".join(text.split()), options=options)
    return Line(number=number, options=_options(bare))


def _begins_option(text: str) -> bool:
    """Whether a text begins with one: a requirement has no such word."""
    return bool(re.match(r"--?[A-Za-z]", text))


def _options(text: str) -> tuple[Option, ...]:
    found: list[Option] = []
    words = _words(text)
    at = 0
    while at < len(words):
        name, value = _named(words[at])
        at += 1
        if name in WITH_VALUE and value is None and at < len(words):
            value = words[at]
            at += 1
        rest: list[str] = []
        while at < len(words) and not words[at].startswith("-"):
            rest.append(words[at])
            at += 1
        said = " ".join([*([] if value is None else [value]), *rest])
        found.append(("index-url" if name == "pypi-url" else name, said))
    return tuple(found)


def _words(text: str) -> list[str]:
    """The words of options; quotes hold some together."""
    if '"' not in text and "'" not in text:
        return text.split()
    from shlex import shlex

    lexer = shlex(text, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters, lexer.escape = True, "", ""
    try:
        return list(lexer)
    except ValueError:  # a quote that nothing ends
        return text.split()


def _named(word: str) -> tuple[str, str | None]:
    """The long name of an option, and the value that stands in the same word."""
    if word.startswith("--"):
        name, equals, value = word[2:].partition("=")
        return name, value if equals else None
    short, value = word[:2], word[2:].removeprefix("=")
    return _SHORT.get(short, word.lstrip("-")), value or None
