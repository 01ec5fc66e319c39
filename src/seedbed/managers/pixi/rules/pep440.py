"""Python's versions and version ranges (PEP 440), as Pixi reads them."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PRE = r"(?:[._-]?(?:alpha|beta|preview|pre|rc|a|b|c)[._-]?[0-9]*)?"
_POST = r"(?:-[0-9]+|[._-]?(?:post|rev|r)[._-]?[0-9]*)?"
_DEV = r"(?:[._-]?dev[._-]?[0-9]*)?"
_LOCAL = r"(?:\+[a-z0-9]+(?:[._-][a-z0-9]+)*)?"
_VERSION = re.compile(
    rf"v?(?:[0-9]+!)?(?P<release>[0-9]+(?:\.[0-9]+)*)"
    rf"(?P<rest>\.\*|{_PRE}{_POST}{_DEV}(?P<local>{_LOCAL}))",
    re.IGNORECASE | re.ASCII,
)
_CLAUSE = re.compile(r"\s*([=!~<>]+)\s*(\S+)\s*")
_OPERATORS = frozenset(("~=", "==", "!=", "<=", ">=", "<", ">", "==="))
_DIGITS = re.compile("[0-9]{19,}")


def is_odd(text: str) -> bool:
    """Whether a text holds a number that may have more than 64 bits, or signs that are not seen."""
    return bool(_DIGITS.search(text)) or not text.isprintable()


def is_version(text: str) -> bool:
    """Whether a text is a version."""
    match = _VERSION.fullmatch(text.strip(" \t\n\r\f"))
    return bool(match) and match is not None and match["rest"] != ".*"


def is_range(text: str) -> bool:
    """Whether a text is a range; an empty one is."""
    return not text or all(is_clause(clause) for clause in text.split(","))


def is_clause(text: str) -> bool:
    """Whether a text is one operator with one version."""
    match = _CLAUSE.fullmatch(text)
    if not match or match[1] not in _OPERATORS:
        return False
    operator = match[1]
    version = _VERSION.fullmatch(match[2])
    if not version:
        return False
    if version["rest"] == ".*":
        return operator in ("==", "!=")
    if version["local"] and operator not in ("==", "!=", "==="):
        return False
    return operator != "~=" or "." in version["release"]


def clauses(text: str) -> Iterator[tuple[str, str]]:
    """The operators and the versions of a range."""
    for clause in text.split(","):
        match = _CLAUSE.fullmatch(clause)
        if match:
            yield match[1], match[2]
