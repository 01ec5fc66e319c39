"""The versions of Python that a framework has wheels for, beside those of a project. Pure."""

from __future__ import annotations

from seedbed.accelerators.ranges import supports
from seedbed.accelerators.refusing import CODE
from seedbed.errors import usage_error
from seedbed.model.versions import MINORS, OLDER, minors
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from seedbed.accelerators.ranges import Row
    from seedbed.accelerators.wanted import Wanted
    from seedbed.errors import SeedbedError


def supported(rows: Iterable[Sequence[Row]]) -> tuple[str, ...]:
    """The versions of Python that a project can be made for, oldest first.

    Versions older than those that all projects are made for count only where nothing else is left.

    Args:
        rows: for each release that fits, the rows that must all have wheels.
    """
    listed = [list(one) for one in rows]
    found = [python for python in (*OLDER, *MINORS) if any(_fits(one, python) for one in listed)]
    current = [python for python in found if python in MINORS]
    return tuple(current or found)


def goes_on(rows: Iterable[Sequence[Row]]) -> bool:
    """Whether some release has wheels for a Python newer than all that projects are made for.

    If none has, a lock for Pythons to come would have nothing to install.

    Args:
        rows: for each release that fits, the rows that must all have wheels.
    """
    return any(_fits(one, after(MINORS[-1])) for one in rows)


def range_of(pythons: Sequence[str], *, is_open: bool = True) -> str:
    """The range that admits just these versions of Python, and perhaps those to come.

    Args:
        pythons: minor versions, oldest first; one after the other.
        is_open: whether the range has no end if the newest known version is among them.
    """
    if is_open and pythons[-1] == MINORS[-1]:
        return f">={pythons[0]}"
    return f">={pythons[0]},<{after(pythons[-1])}"


def after(python: str) -> str:
    """The next minor version."""
    major, minor = numbers(python)[:2]
    return f"{major}.{minor + 1}"


def check(
    title: str,
    asked: Wanted,
    rows: Sequence[Sequence[Row]],
    every: Sequence[Sequence[Row]],
    which: str = "",
) -> None:
    """Refuse versions of Python that no release has wheels for: uv would pick the newest release.

    Args:
        title: the framework's.
        asked: what is asked for.
        rows: for each release that fits, the rows that must all have wheels; at least one.
        every: the same for all releases of the framework.
        which: what has no wheels, as people call it; the newest release that fits when empty.

    Raises:
        SeedbedError: names the versions, and a range or a release that works.
    """
    fit = supported(rows)
    which = which or f"{title} {rows[-1][0].version}"
    if not fit:
        raise _too_old(which, rows, every)
    missing = [python for python in asked.pythons if python not in fit]
    if not missing:
        return
    rest = [python for python in asked.pythons if python in fit]
    ways = [f"--python '{range_of(rest or fit)}'"]
    others = [one[0].version for one in every if all(_fits(one, python) for python in missing)]
    if others:
        is_newer = numbers(others[-1]) > numbers(rows[-1][0].version)
        ways.append(f"--framework-version '>={others[0 if is_newer else -1]}'")
    raise usage_error(
        f"{which} has no wheels for Python {listed(missing)}, which the project allows.",
        f"Use {' or '.join(ways)}.",
        code=CODE,
    )


def _fits(rows: Sequence[Row], python: str) -> bool:
    """Whether all of some rows have wheels for a version of Python."""
    return all(supports(row, python) for row in rows)


def _too_old(
    which: str, rows: Sequence[Sequence[Row]], every: Sequence[Sequence[Row]]
) -> SeedbedError:
    """The error for a release that is only for versions of Python that no project is made for."""
    newest = min((row.python_max for row in rows[-1]), key=numbers)
    oldest = OLDER[0]
    way = next(one[0].version for one in every if _fits(one, oldest))
    return usage_error(
        f"{which} has wheels for Python {newest} and older only, and projects need {oldest} or "
        "newer.",
        f"Use --framework-version '>={way}'.",
        code=CODE,
    )


def listed(words: Sequence[str]) -> str:
    """Words as a sentence lists them."""
    *most, last = words
    return f"{', '.join(most)}{',' if len(most) > 1 else ''} and {last}" if most else last


def moved(python: str, default: str, fit: Sequence[str], now: str) -> str:
    """The range of Python of a project whose framework changes.

    A range that was never anyone's choice becomes that of the new framework. Of others stays what
    the new framework has wheels for, and if that is nothing, they go, too.

    Args:
        python: the range that the project has.
        default: the range that its framework gave it when it was made.
        fit: the versions of Python that the new one supports, oldest first.
        now: the range that it would give a new project.
    """
    clauses = python.replace(" ", "").split(",")
    if set(clauses) == set(default.split(",")):
        return now
    known = list(minors(python))
    rest = [one for one in known if one in fit]
    if rest == known and ("<" in python or "<" not in now):
        return python
    if rest and rest[0] == known[0]:
        start = [one for one in clauses if one.startswith(">")]  # it may be a patch release
        gaps = [one for one in clauses if one.startswith("!")]
        return ",".join([*(start or [f">={rest[0]}"]), f"<{after(rest[-1])}", *gaps])
    return range_of(rest, is_open="<" not in now) if rest else now
