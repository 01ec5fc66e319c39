"""Poetry's own notation for ranges of versions, in Python's (PEP 440).

https://python-poetry.org/docs/dependency-specification/#version-constraints
"""

from __future__ import annotations

import re
from itertools import pairwise

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from packaging.version import Version

    Span = tuple[str, str]
    """The first version of a range, and the first behind it; empty for no such."""

_CLAUSE = re.compile(r"(\^|~=|~|===?|!=|<=|>=|<|>|=|)\s*([0-9][0-9A-Za-z.!+_-]*?)(\.\*)?")
_RELEASE = re.compile(r"v?([0-9]+(?:\.[0-9]+)*)(.*)")
_BARE = re.compile(r"={0,2}([0-9]+(?:\.[0-9]+)?)(?:\.\*)?")
_SPAN = re.compile(r"(?:>=([^,]+))?,?(?:<([^=,]+))?")
_LONGEST = 200
"""No range that anybody means is longer; Python reads no number of more than 4300 digits."""
_PYTHON_2 = (2, 7)
"""The last minor version of Python 2; the one after it is 3.0."""


def pep440(text: str) -> str | None:
    """A range of versions as Python writes it; None for one that it cannot write.

    `^1.2` is `>=1.2,<2`, and `~1.2` is `>=1.2,<1.3`; a bare `1.2` is that version alone.
    Alternatives have no place in Python's notation, unless one begins where another ends: `^1 ||
    ^2` is `>=1,<3`.
    """
    found = [clauses_of(one) for one in alternatives(text)]
    ranges = [",".join(one) for one in found if one is not None]
    if len(ranges) < len(found):
        return None
    if len(ranges) == 1:
        return ranges[0]
    joined = _joined(ranges)
    return _written(joined[0]) if joined and len(joined) == 1 else None


def requires_python(text: str) -> str | None:
    """The versions of Python that a project is for; None for a range that Python cannot write.

    In the metadata of a package, `3.10` is every 3.10. Between alternatives, minor versions can be
    left out: `~3.8 || ~3.10` is `>=3.8,!=3.9.*,<3.11`.
    """
    found = [_minor(one) or pep440(one) for one in alternatives(text)]
    if len(found) == 1:
        return found[0]
    joined = _joined([one for one in found if one is not None]) if None not in found else None
    if not joined:
        return None
    gaps = [_minors(one[1], other[0]) for one, other in pairwise(joined)]
    if None in gaps:
        return None
    left_out = [f"!={one}.*" for gap in gaps for one in gap or ()]
    low, high = _written((joined[0][0], "")), _written(("", joined[-1][1]))
    return ",".join(filter(None, (low, *left_out, high)))


def alternatives(text: str) -> list[str]:
    """The ranges that a range is made of, each of which will do."""
    return [one.strip() for one in re.split(r"\|\|?", text)]


def clauses_of(text: str) -> list[str] | None:
    """The clauses of a range without alternatives, in Python's notation; None for what is none."""
    if len(text) > _LONGEST:
        return None
    spread = re.sub(r"([<>=!~^])\s+", r"\1", text.strip())
    clauses: list[str] = []
    for part in re.split(r"\s*,\s*|\s+", spread):
        if part in {"", "*"}:
            continue
        found = _CLAUSE.fullmatch(part)
        if not found:
            return None
        clauses += _said(found[1], found[2], found[3] or "")
    return list(dict.fromkeys(clauses)) if _are_valid(clauses) else None


def _minor(text: str) -> str:
    """The range that a bare version of Python stands for; empty for a text that is none."""
    found = _BARE.fullmatch(text.replace(" ", ""))
    return ",".join(_said("~", found[1], "")) if found else ""


def _joined(ranges: list[str]) -> list[Span] | None:
    """The spans that some ranges are together, in order; None if one is more than a span."""
    found = [_SPAN.fullmatch(one) for one in ranges]
    spans = [(one[1] or "", one[2] or "") for one in found if one]
    if len(spans) < len(ranges):
        return None
    spans.sort(key=lambda span: _version(span[0]))
    joined = spans[:1]
    for low, high in spans[1:]:
        first, end = joined[-1]
        if end and _version(low) > _version(end):
            joined.append((low, high))
        elif end:
            joined[-1] = first, max(end, high, key=_version) if high else ""
    return joined


def _minors(end: str, start: str) -> list[str] | None:
    """The minor versions of Python from one to before another; None where these are more exact."""
    first, last = _version(end), _version(start)
    if first != _version(f"{first.major}.{first.minor}") or first.is_prerelease:
        return None
    if last != _version(f"{last.major}.{last.minor}") or last.is_prerelease:
        return None
    major, minor = first.major, first.minor
    if (major, minor) > _PYTHON_2 and major == _PYTHON_2[0] and last.major > major:
        major, minor = major + 1, 0
    if major != last.major:
        return None
    return [f"{major}.{one}" for one in range(minor, last.minor)]


def _written(span: Span) -> str:
    low, high = span
    return ",".join([*([f">={low}"] if low else []), *([f"<{high}"] if high else [])])


def _version(text: str) -> Version:
    from packaging.version import Version

    return Version(text or "0.dev0")


def _said(operator: str, version: str, star: str) -> Iterator[str]:
    """The clauses of Python's notation for one of Poetry's."""
    if operator == "^":
        yield from (f">={version}", f"<{_next(version, _breaking)}")
    elif operator == "~":
        yield from (f">={version}", f"<{_next(version, lambda numbers: min(len(numbers), 2))}")
    else:
        sign = {"": "==", "=": "=="}.get(operator, operator)
        yield f"{sign}{version}{star}"


def _next(version: str, kept: Any) -> str:
    """The first version that is out of reach.

    Args:
        version: the one that is asked for.
        kept: gives how many of its numbers may stand before the one that counts, from all numbers.
    """
    release = _RELEASE.fullmatch(version)
    numbers = [int(one) for one in (release[1] if release else "0").split(".")]
    shown = numbers[: kept(numbers)]
    return ".".join(map(str, [*shown[:-1], shown[-1] + 1]))


def _breaking(numbers: list[int]) -> int:
    """How many numbers a caret keeps: those up to the first that is not 0, or all of zeros."""
    for place, number in enumerate(numbers):
        if number:
            return place + 1
    return len(numbers)


def _are_valid(clauses: list[str]) -> bool:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(",".join(clauses))
    except InvalidSpecifier:
        return False
    return True
