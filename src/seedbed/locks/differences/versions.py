"""The order of versions: Python's (PEP 440), and conda's."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from packaging.version import Version

    Rank = tuple[int, int, str]
    Parts = tuple[tuple[Rank, ...], ...]

_RUN = re.compile(r"[0-9]+|\*|[^*0-9]+")
_NUMBER = 2
_ZERO = (_NUMBER, 0, "")
_LONGEST = 300
"""Characters of a version that are compared as one; longer ones are only told apart."""


def compare(old: str, new: str, *, conda: bool) -> int:
    """Whether a version is newer (1), older (-1), or the same (0).

    Args:
        old: a version.
        new: another one.
        conda: whether they are ordered as conda orders them; else as Python does, if it can.
    """
    if old == new:
        return 0
    if max(len(old), len(new)) > _LONGEST:
        return 1 if new > old else -1
    keys = None if conda else _plain(old, new) or _pep440(old, new)
    if keys is None:
        return _by_conda(old, new)
    before, after = keys
    return int(after > before) - int(after < before)


def numbers(version: str) -> tuple[int, ...]:
    """The numbers that a version begins with, its epoch first."""
    epoch, mark, rest = version.rpartition("!")
    found = re.match(r"v?(\d+(?:[._]\d+)*)", rest, re.IGNORECASE)
    parts = re.split(r"[._]", found[1]) if found else []
    epoch_number = int(epoch[:18]) if mark and epoch.isascii() and epoch.isdecimal() else 0
    return (epoch_number, *(int(part[:18]) for part in parts))


def level(old: str, new: str) -> int:
    """Which part of two versions differs: 0 for the first number or the epoch, 1, or 2."""
    before, after = (list(numbers(one)) for one in (old, new))
    for place in range(3):
        if (before[place : place + 1] or [0]) != (after[place : place + 1] or [0]):
            return max(0, place - 1)
    return 2


def without_local(version: str) -> str:
    """A version without its local part, which tells builds apart: `2.7.1+cu128`."""
    return version.partition("+")[0]


def _plain(old: str, new: str) -> tuple[Any, Any] | None:
    """Numbers with points: they need no library."""
    both = []
    for version in (old, new):
        digits = version.replace(".", "")
        if not (digits.isascii() and digits.isdecimal()) or ".." in f".{version}.":
            return None
        found = [int(part) for part in version.split(".")]
        while found and not found[-1]:
            found.pop()
        both.append(found)
    return both[0], both[1]


def _pep440(old: str, new: str) -> tuple[Version, Version] | None:
    from packaging.version import InvalidVersion, Version  # slow to import

    try:
        return Version(old), Version(new)
    except (InvalidVersion, ValueError):
        return None


def _by_conda(old: str, new: str) -> int:
    """Compare as conda does: what one lacks counts as zero."""
    for before, after in zip(_conda_parts(old), _conda_parts(new), strict=True):
        for one, other in zip_longest(before, after, fillvalue=()):
            for first, second in zip_longest(one, other, fillvalue=_ZERO):
                if first != second:
                    return 1 if second > first else -1
    return 0


@lru_cache(maxsize=512)
def _conda_parts(version: str) -> tuple[Parts, Parts, Parts]:
    """The epoch, the version, and its local part, each split as conda does.

    In a part, a word is older than a number, `dev` older than any word, and `post` newer than all.
    https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
    """
    epoch, mark, rest = version.strip().lower().partition("!")
    main, _, local = (rest if mark else epoch).partition("+")
    return _parts(epoch if mark else ""), _parts(main), _parts(local)


def _parts(text: str) -> Parts:
    # a hyphen or an underscore parts like a point, but an underscore at the end is a word
    plain = text if "_" in text else text.replace("-", "_")
    body = plain[:-1].replace("_", ".") + plain[-1:]
    found = []
    for part in body.split(".") if body else ():
        runs = [_ranked(run) for run in _RUN.findall(part)]
        if runs and runs[0][0] != _NUMBER:
            runs.insert(0, _ZERO)  # what begins with a word counts as after a zero
        found.append(tuple(runs))
    return tuple(found)


def _ranked(run: str) -> Rank:
    if run.isascii() and run.isdecimal():
        return _NUMBER, int(run), ""
    if run == "post":
        return _NUMBER + 1, 0, ""
    return (0, 0, "") if run == "dev" else (1, 0, run)
