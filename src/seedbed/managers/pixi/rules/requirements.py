"""Python's requirements and their markers (PEP 508), as Pixi reads them.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/
"""

from __future__ import annotations

import re

from seedbed.managers.pixi.rules import pep440
from seedbed.managers.pixi.rules.findings import shown, string
from seedbed.managers.pixi.rules.places import is_url
from seedbed.model.names import canonical
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

    from seedbed.managers.pixi.rules.findings import Findings, Path

NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_HEAD = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*")
_ARCHIVE = r".*\.(?:whl|tbz|txz|tlz|zip|tgz|tar|tar\.(?:bz2|xz|lz|lzma|gz))"
_RELATIVE = r"file:(?://)?(?:\.{0,2}/)?[A-Za-z0-9_][A-Za-z0-9_./-]*"
_ROOT = r"\{root:uri\}(?:/[A-Za-z0-9_][A-Za-z0-9_./-]*)?"
_GIT = r"git\+https://[A-Za-z0-9.-]+\.[a-z]+/[A-Za-z0-9_./-]+(?:@[A-Za-z0-9_./-]+)?"
_QUOTED = r"'[^']*'|\"[^\"]*\""
_NAME = r"[^\s><=!~)]+"
_OPERATOR = r"not\s+in|in(?=[\s'\"])|[<=>~!]+"
_LONGEST = 2000
_COMPARISONS = frozenset(("==", "!=", ">", ">=", "<", "<=", "~="))
_VARIABLES = frozenset(
    [
        "implementation_name",
        "implementation_version",
        "os_name",
        "os.name",
        "platform_machine",
        "platform.machine",
        "platform_python_implementation",
        "platform.python_implementation",
        "python_implementation",
        "platform_release",
        "platform_system",
        "platform_version",
        "platform.version",
        "python_full_version",
        "python_version",
        "sys_platform",
        "sys.platform",
        "extra",
    ]
)


@record
class Requirement:
    """What matters of a requirement: its canonical name and its extras'."""

    name: str
    extras: tuple[str, ...] = ()


class _NoMarker(Exception):  # noqa: N818  # it ends a parse
    """A marker that Pixi refuses."""


def package_name(seen: Findings, path: Path, value: Any) -> None:
    """Judge the name of a package or an extra; Pixi lets an empty one pass."""
    text = string(seen, path, value)
    if text and not NAME.fullmatch(text):
        seen.refuse(path, f"{shown(path)}: '{text}' is not a valid name of a Python package")


def version_range(seen: Findings, path: Path, value: Any) -> None:
    """Judge a range of versions, or a star."""
    text = string(seen, path, value)
    if text == "*":
        return
    if pep440.is_odd(text):
        seen.doubt(path, "a version with a huge number or odd signs")
    elif not pep440.is_range(text):
        seen.refuse(path, f"{shown(path)} must be a range such as '>=1.2,<2' or '*', not '{text}'")


def marker(seen: Findings, path: Path, value: Any) -> None:
    """Judge a marker, which says where a requirement holds."""
    text = string(seen, path, value)
    if not text.isascii() or not text.isprintable():
        seen.doubt(path, "a marker with unusual characters")
    elif not _is_marker(text):
        seen.refuse(path, f"{shown(path)}: '{value}' is not a valid marker")


def requirement(seen: Findings, path: Path, value: Any) -> Requirement | None:
    """Judge a requirement; None when it was not understood."""
    text = string(seen, path, value)
    if not text.isascii() or not text.isprintable() or len(text) > _LONGEST:
        seen.doubt(path, "a requirement with unusual characters, or a very long one")
        return None
    head = _HEAD.match(text)
    found = _extras(text[head.end() :]) if head else None
    if not head or not found or not NAME.fullmatch(head[1]):
        _refuse(seen, path, text)
    extras, rest = found
    if rest.startswith("@"):
        _judge_place(seen, path, rest[1:].strip())
    elif not _is_rest(rest) or (rest[:1] in ("", ";") and re.fullmatch(_ARCHIVE, head[1])):
        _refuse(seen, path, text)
    elif pep440.is_odd(rest):
        seen.doubt(path, "a version with a huge number")
    return Requirement(name=canonical(head[1]), extras=tuple(map(canonical, extras)))


def _refuse(seen: Findings, path: Path, text: str) -> NoReturn:
    seen.refuse(path, f"{shown(path)}: '{text}' is not a valid requirement (PEP 508)")


def _extras(text: str) -> tuple[list[str], str] | None:
    """The extras that a text begins with, and what follows them; None when they are not valid."""
    if not text.startswith("["):
        return [], text
    inside, closed, rest = text[1:].partition("]")
    extras = [extra.strip() for extra in inside.split(",")] if inside.strip() else []
    if not closed or not all(map(NAME.fullmatch, extras)):
        return None
    return extras, rest.lstrip()


def _is_rest(text: str) -> bool:
    """Whether a text is what may follow a name: versions, and a marker."""
    versions, semicolon, condition = text.partition(";")
    if semicolon and not _is_marker(condition):
        return False
    versions = versions.strip()
    if versions.startswith("("):
        versions, closed, left = versions[1:].partition(")")
        if not closed or left.strip() or not versions.strip():
            return False
    return pep440.is_range(versions)


def _judge_place(seen: Findings, path: Path, text: str) -> None:
    """Judge a URL or a file, where a requirement names one."""
    place, semicolon, condition = text.partition(" ;")
    if semicolon and not _is_marker(condition):
        seen.refuse(path, f"{shown(path)}: '{condition.strip()}' is not a valid marker")
    place = place.strip()
    if not place:
        seen.refuse(path, f"{shown(path)} has no address after its '@'")
    web = place.startswith(("https://", "http://")) and is_url(place)
    if re.fullmatch(_GIT, place) or re.fullmatch(_RELATIVE, place) or re.fullmatch(_ROOT, place):
        return
    if not web or any(sign in place for sign in " $;") or place.partition("#")[0].endswith(".git"):
        seen.doubt(path, f"the place '{place}'")


def _is_marker(text: str) -> bool:
    try:
        return not _any_of(text).strip()
    except _NoMarker:
        return False


def _any_of(text: str) -> str:
    rest = _all_of(text).lstrip()
    while _word(rest) == "or":
        rest = _all_of(rest[2:]).lstrip()
    return rest


def _all_of(text: str) -> str:
    rest = _one(text).lstrip()
    while _word(rest) == "and":
        rest = _one(rest[3:]).lstrip()
    return rest


def _word(text: str) -> str:
    return text.split(maxsplit=1)[0] if text.strip() else ""


def _one(text: str) -> str:
    text = text.lstrip()
    if text.startswith("("):
        rest = _any_of(text[1:])
        if not rest.startswith(")"):
            raise _NoMarker
        return rest[1:]
    rest = _value(text).lstrip()
    match = re.match(_OPERATOR, rest)
    if not match or (match[0][0] not in "in" and match[0] not in _COMPARISONS):
        raise _NoMarker
    return _value(rest[match.end() :].lstrip())


def _value(text: str) -> str:
    """What is left after a quoted string or the name of a variable."""
    match = re.match(_QUOTED, text)
    if not match:
        match = re.match(_NAME, text)
        if not match or match[0] not in _VARIABLES:
            raise _NoMarker
    return text[match.end() :]
