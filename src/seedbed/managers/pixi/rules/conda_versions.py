"""The grammar of conda's versions and version ranges, as Pixi reads them.

https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
"""

from __future__ import annotations

import re

LONGEST = 200
"""Pixi limits the parts of a version; what is longer is not looked at."""

_OPERATORS = frozenset(("==", "!=", "<=", ">=", "<", ">", "=", "~="))
_RUN = re.compile(r"[=!<>~]+")
_WORD = re.compile(r"[\w!\-.*+]+")
_PART = re.compile(r"[0-9]+|[A-Za-z]+")
_EPOCH = re.compile(r"[0-9]+!")
_SPACE = " \t\r\n"
_LARGEST = 2**64


class _NoSpec(Exception):  # noqa: N818  # it ends a parse
    """A range that Pixi refuses.

    Attributes:
        bare: whether it is a version without an operator that is in the way, which is let pass
            elsewhere in a file.
        final: whether no other reading of the same text is tried.
    """

    def __init__(self, *, bare: bool = False, final: bool = True) -> None:
        super().__init__()
        self.bare = bare
        self.final = final


def is_version(text: str) -> bool:
    """Whether a text is one version: `1.2`, `1!2.0rc1`, `12.4+cu118`."""
    try:
        return _version(text) == ""
    except _NoSpec:
        return False


def is_range(text: str, *, strict: bool = False) -> bool:
    """Whether a text is a range of versions.

    Args:
        text: such as `>=1.2,<2|3.*`.
        strict: whether a bare version, such as `1.2`, is refused.
    """
    try:
        _whole(text, strict=True)
    except _NoSpec as error:
        if strict or not error.bare:
            return False
    else:
        return True
    try:
        _whole(text, strict=False)
    except _NoSpec:
        return False
    return True


def is_lenient_range(text: str) -> bool:
    """Whether a text is a range by the laxer rules for what comes from elsewhere."""
    try:
        _whole(text, strict=False)
    except _NoSpec:
        return False
    return True


def _whole(text: str, *, strict: bool) -> None:
    if _any_of(text, strict):
        raise _NoSpec


def _any_of(text: str, strict: bool) -> str:
    return _separated(text, "|", strict)


def _separated(text: str, separator: str, strict: bool) -> str:
    """What is left after terms with a separator between them: `|`, and within those `,`."""

    def term(text: str) -> str:
        return _separated(text, ",", strict) if separator == "|" else _term(text, strict)

    rest = term(text)
    while True:
        after = rest.lstrip(_SPACE)
        if not after.startswith(separator):
            return rest
        try:
            rest = term(after[1:].lstrip(_SPACE))
        except _NoSpec as error:
            if error.final:
                raise
            return rest


def _term(text: str, strict: bool) -> str:
    if text.startswith("("):
        try:
            rest = _any_of(text[1:].lstrip(_SPACE), strict).lstrip(_SPACE)
        except _NoSpec as error:
            if error.final:
                raise
            rest = ""
        if rest.startswith(")"):
            return rest[1:]
    if text.startswith("*"):
        return text[1:].removeprefix(".*")
    if text.startswith("^") or "$" in text:
        raise _NoSpec
    return _constraint(text, strict)


def _constraint(text: str, strict: bool) -> str:
    run = _RUN.match(text)
    operator = run[0] if run else ""
    if operator and operator not in _OPERATORS:
        raise _NoSpec
    word = _WORD.match(text, len(operator))
    if not word:
        raise _NoSpec(final=False)
    rest = text[word.end() :]
    if word[0] == "*":
        if strict or operator in ("!=", ">", "<"):
            raise _NoSpec
        return rest
    _check_glob(_version(word[0]), operator, strict)
    return rest


def _check_glob(tail: str, operator: str, strict: bool) -> None:
    """Refuse what follows a version, where that is not a star that its operator allows."""
    if not tail:
        if strict and not operator:
            raise _NoSpec(bare=True)
        return
    stars = tail == "*" or not tail.replace(".*", "")
    if tail in ("*", ".*") and (not operator or operator == "!="):
        return
    if not strict:
        if operator and stars:
            return
        if not operator and _endless(tail):
            return
    raise _NoSpec


def _endless(tail: str) -> bool:
    tail = tail.removesuffix(".")
    return bool(tail) and not tail.replace(".*", "")


def _version(text: str) -> str:
    """What is left after the version that a text begins with."""
    epoch = _EPOCH.match(text)
    if epoch:
        _number(epoch[0][:-1])
    rest, joint = _segments(text[epoch.end() :] if epoch else text, "")
    if rest.startswith("+"):
        rest, _ = _segments(rest[1:], joint)
    return rest


def _segments(text: str, joint: str) -> tuple[str, str]:
    """What is left after `1.2-rc1`, and which of `-` and `_` was used: both are too many."""
    rest = _components(text)
    if rest == text:
        raise _NoSpec(final=False)
    while rest[:1] in ("-", ".", "_") and rest:
        separator, after = rest[0], rest[1:]
        if separator != ".":
            if joint and joint != separator:
                raise _NoSpec
            joint = separator
        following = _components(after)
        if following != after:
            rest = following
            continue
        if after[:1] in ("-", "_") and after:
            if joint and joint != after[0]:
                raise _NoSpec(final=False)
            return after[1:], after[0]
        return (after, joint) if separator != "." else (rest, joint)
    return rest, joint


def _components(text: str) -> str:
    while part := _PART.match(text):
        if part[0].isdigit():
            _number(part[0])
        text = text[part.end() :]
    return text


def _number(digits: str) -> None:
    if len(digits) > 20 or int(digits) >= _LARGEST:
        raise _NoSpec
