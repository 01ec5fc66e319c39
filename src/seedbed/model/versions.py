"""Versions and their ranges (PEP 440): of Python, and of what is installed."""

from __future__ import annotations

import re
from functools import lru_cache

from seedbed.errors import SeedbedError, usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

DEFAULT = ">=3.11"
MINORS = ("3.11", "3.12", "3.13", "3.14")
"""The minor versions of Python that projects are made for, oldest first; `DEFAULT` takes all."""

OLDER = ("3.10",)
"""Older ones, for projects whose framework has no wheels for any of `MINORS`."""

_TOO_OLD = ("2.7", *(f"3.{minor}" for minor in range(11)))
_PATCHES = range(40)
"""No minor version of Python 3 has had more patch releases than 24."""
_LONGEST = 200
"""No range that anybody means is longer; Python reads no number of more than 4300 digits."""
_DIGITS = 18
"""More digits than those no number of a version has."""

WITHIN, OVERLAPS, APART = "within", "overlaps", "apart"
"""How one range can lie to another: inside it, partly outside it, or all of it outside."""


@lru_cache(maxsize=64)  # packaging takes milliseconds for a range
def check_python(python: str, oldest: str = MINORS[0]) -> str:
    """The range in its canonical form; a bare version such as `3.12` means that one or newer.

    Args:
        python: any text.
        oldest: the oldest minor version that the project can be made for.

    Raises:
        SeedbedError: when it is no range, when no version that the project can be made for
            satisfies it, or when an older one does.
    """
    plain = _plain(python)
    if python == DEFAULT or (plain and release(oldest) <= release(plain[0])):
        return python
    text = python.strip()
    specifier = _parse(f">={text}" if text[:1].isdigit() else text)
    if not text or specifier is None:
        raise usage_error(
            f"{python!r} is not a range of Python versions.",
            "Write it like '>=3.11', '>=3.11,<3.14' or '3.12'.",
            code="bad-python",
        )
    everything = f">={oldest}"
    known = f"seedbed supports {oldest} to {MINORS[-1]}; '{everything}' allows them all."
    fit = [minor for minor in (*OLDER, *MINORS) if release(minor) >= release(oldest)]
    if not any(_admits(specifier, minor) for minor in fit):
        raise _unfit(f"No Python that seedbed supports satisfies '{python}'.", known)
    for minor in _TOO_OLD:
        if minor not in fit and _admits(specifier, minor):
            floor = f"'>={oldest},{specifier}'" if "<" in text else f"'{everything}'"
            raise _unfit(
                f"'{python}' allows Python {minor}, but projects need {oldest} or newer.",
                f"Try {floor}.",
            )
    return in_order(specifier)


def check_version(text: str, option: str) -> str:
    """A range in its canonical form; a bare version such as `1.7` means any of its releases.

    Raises:
        SeedbedError: when it is no range.
    """
    bare = text.strip()
    if bare[:1].isdigit():
        bare = f"=={bare}.*" if bare.count(".") < 2 else f"=={bare}"
    specifier = _parse(bare)
    if specifier is None or not bare:
        raise usage_error(
            f"--{option} {text!r} is not a version range.",
            "Write it like '>=1.7', '>=1.7,<2' or '1.7'.",
            code="bad-version",
        )
    return in_order(specifier)


def check_accelerator(text: str, option: str) -> str:
    """The version of an accelerator: one to three numbers.

    Raises:
        SeedbedError: when it is none.
    """
    version = text.strip()
    parts = version.split(".")
    if len(parts) > 3 or not all(one.isascii() and one.isdecimal() for one in parts):
        raise usage_error(
            f"--{option} {text!r} is not a CUDA or ROCm version.",
            _meant(version) or "Write it like 13.0 for CUDA or 7.2 for ROCm.",
            code="bad-version",
        )
    return version


def _meant(text: str) -> str:
    """What to write instead of the name of an index, such as `cu128` or `rocm6.4`."""
    found = re.fullmatch(r"(?:cuda|cu|rocm)[ -]?(\d{1,2}\.\d+|\d{2,3})", text.lower())
    if not found:
        return ""
    number = found[1] if "." in found[1] else f"{found[1][:-1]}.{found[1][-1]}"
    return f"Write {number}."


def release(version: str) -> tuple[int, ...]:
    """The first three numbers of a version, for comparing two of the same program.

    Args:
        version: any text; what in it is no number (`²` is none either) is left out.
    """
    parts = version.split(".", 3)[:3]
    numbers = [part.lstrip("0") for part in parts if part.isascii() and part.isdecimal()]
    return tuple(int(number[:_DIGITS] or "0") for number in numbers)


def in_order(specifier: SpecifierSet) -> str:
    """A range as people write it: where it begins, where it ends, and what it leaves out."""
    clauses = sorted(map(str, specifier))
    rank = {">": 0, "~": 0, "=": 0, "<": 1, "!": 2}
    return ",".join(sorted(clauses, key=lambda one: rank[one[0]]))


def admits(spec: str, version: str) -> bool:
    """Whether a range admits a version of something installed; in doubt, it does.

    Args:
        spec: the range; any text.
        version: any text; what is no plain number, as `9e` or `2.0rc1`, is compared in one way by
            conda, in another by Python.
    """
    digits = version.replace(".", "")
    if not (digits.isascii() and digits.isdecimal() and len(version) < _LONGEST):
        return True
    from packaging.version import Version

    specifier = _parse(spec)
    try:
        return specifier is None or specifier.contains(Version(version))
    except ValueError:  # such as 8..1
        return True


def range_of(text: str) -> str:
    """A range in its canonical form; empty for a text that is none, and for one without an end."""
    specifier = _parse(text)
    return "" if specifier is None else in_order(specifier)


def holds(spec: str, version: str) -> bool:
    """Whether a version of a program, which may be one before a release, lies in a range.

    Args:
        spec: a range in its canonical form.
        version: any text; one that is no version lies in all of them.
    """
    from packaging.version import InvalidVersion, Version

    specifier = _parse(spec)
    try:
        return specifier is None or specifier.contains(Version(version), prereleases=True)
    except InvalidVersion:
        return True


def compare(one: str, other: str) -> str:
    """How one range lies to another: `WITHIN` it, `APART` from it, or else `OVERLAPS`.

    Args:
        one: a range; empty for any version.
        other: the one that it is compared with. Where one of them is no range, they overlap.
    """
    first, second = _parse(one), _parse(other)
    if first is None or second is None:
        return OVERLAPS
    from packaging.version import InvalidVersion

    try:
        versions = _samples(first) | _samples(second)
    except InvalidVersion:  # what `===` names can be any text
        return OVERLAPS
    own = {version for version in versions if first.contains(version, prereleases=True)}
    shared = {version for version in own if second.contains(version, prereleases=True)}
    if shared == own:
        return WITHIN
    return OVERLAPS if shared else APART


@lru_cache(maxsize=64)
def minors(python: str) -> tuple[str, ...]:
    """The minor versions of which at least one release lies in a range."""
    if python == DEFAULT:
        return MINORS
    if plain := _plain(python):
        return plain
    specifier = _parse(python)
    known = (*OLDER, *MINORS)
    return tuple(minor for minor in known if specifier is not None and _admits(specifier, minor))


def _plain(python: str) -> tuple[str, ...]:
    """The minor versions in a range from one of them up to another; empty for any other range.

    It is how seedbed itself writes ranges that end, and needs no library.
    """
    first, comma, last = python.removeprefix(">=").partition(",<")
    known = (*OLDER, *MINORS)
    if python[:2] != ">=" or not comma or first not in known:
        return ()
    if not (last.startswith("3.") and last[2:].isascii() and last[2:].isdecimal()):
        return ()
    return tuple(one for one in known if release(first) <= release(one) < release(last))


def _parse(text: str) -> SpecifierSet | None:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # slow to import

    if len(text) > _LONGEST:
        return None
    try:
        return SpecifierSet(text)
    except InvalidSpecifier:
        return None


def _samples(specifier: SpecifierSet) -> set[Version]:
    """A version in each stretch that a range's ends divide all versions into, and the ends."""
    from packaging.version import Version

    found = {Version("0"), Version("0.0.0.1")}
    for clause in specifier:
        end = Version(clause.version.removesuffix(".*"))
        # `~=` and a star end where the next release of that length begins
        numbers = end.release[: -1 if clause.operator == "~=" else None] or end.release
        after = Version(".".join(map(str, (*numbers[:-1], numbers[-1] + 1))))
        found |= {end, after}
        found |= {Version(f"{one.base_version}.0.0.1") for one in (end, after)}
        if end.is_prerelease:
            found |= {Version(end.base_version)}
    return found


def _admits(specifier: SpecifierSet, minor: str) -> bool:
    return any(specifier.contains(f"{minor}.{patch}") for patch in _PATCHES)


def _unfit(message: str, hint: str) -> SeedbedError:
    return usage_error(message, hint, code="bad-python")
