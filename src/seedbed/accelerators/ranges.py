"""Ranges of versions beside the rows of a table: what a range admits, and what narrows it. Pure."""

from __future__ import annotations

from seedbed.model.versions import admits
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Protocol, TypeVar

    class Versions(Protocol):
        """A row about a minor release."""

        @property
        def version(self) -> str:
            """The minor release."""
            ...

        @property
        def patches(self) -> tuple[str, ...]:
            """Its releases."""
            ...

    class Row(Versions, Protocol):
        """A row about a minor release that says for which versions of Python there are wheels."""

        @property
        def python_min(self) -> str:
            """The oldest."""
            ...

        @property
        def python_max(self) -> str:
            """The newest."""
            ...

    Some = TypeVar("Some", bound=Versions)


def admitted(rows: Iterable[Some], spec: str) -> list[Some]:
    """The rows of which a range admits some release, in their order.

    None for a range that asks for others than the table knows.
    """
    return [one for one in rows if any(is_admitted(spec, patch) for patch in one.patches)]


def is_admitted(spec: str, version: str) -> bool:
    """Whether a range admits a version; the commonest ranges need no library."""
    floor = spec.removeprefix(">=")
    if floor != spec and floor.replace(".", "").isdecimal():
        return numbers(version) >= numbers(floor)
    minor = spec.removeprefix("==").removesuffix(".*")
    if f"=={minor}.*" == spec and minor.replace(".", "").isdecimal():
        return f"{version}.".startswith(f"{minor}.")
    return admits(spec, version)


def supports(row: Row, python: str) -> bool:
    """Whether a release has wheels for a minor version of Python."""
    return numbers(row.python_min) <= numbers(python) <= numbers(row.python_max)


def narrowed(
    spec: str, rows: Sequence[Versions], among: Sequence[Versions], first: str = ""
) -> str:
    """A range that admits of a table no others than some rows.

    Args:
        spec: the range.
        rows: those rows: one after the other in the table.
        among: the rows that the range admits, oldest first; the others are among them.
        first: the oldest release of the first row that will do; empty for all of them.
    """
    first, last = first or rows[0].version, rows[-1].version
    clauses = spec.split(",")
    admits_older = any(
        numbers(patch) < numbers(first) and is_admitted(spec, patch)
        for one in among
        for patch in one.patches
    )
    if admits_older:
        clauses = [one for one in clauses if not one.startswith(">")] + [f">={first}"]
    if numbers(among[-1].version) > numbers(last):
        major, minor = numbers(last)[:2]
        kept = [one for one in clauses if not one.startswith("<")]
        clauses = [*kept, f"<{major}.{minor + 1}"]
    lower = [one for one in clauses if one.startswith(">")]
    return ",".join([*lower, *(one for one in clauses if one not in lower)])
