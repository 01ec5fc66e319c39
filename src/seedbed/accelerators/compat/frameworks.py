"""The frameworks that have tables, and how people name them and their releases. Pure."""

from __future__ import annotations

from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.errors import SeedbedError, nearest, usage_error
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from seedbed.accelerators.builds import Framework
    from seedbed.accelerators.tables import AnyRelease, Tables


def framework_of(word: str) -> Framework:
    """The framework that somebody names.

    Raises:
        SeedbedError: for any other word; it names the nearest.
    """
    for one in FRAMEWORKS.values():
        if word.lower() in {one.name, *one.aliases}:
            return one
    known = tuple(name for one in FRAMEWORKS.values() for name in (one.name, *one.aliases))
    meant = nearest(word, known)
    listed = f"Choose from: {', '.join(FRAMEWORKS)}."
    raise usage_error(
        f"seedbed has no table for {word!r}.",
        f"Did you mean '{meant}'? {listed}" if meant else listed,
        code="unknown-framework",
    )


def release_of(tables: Tables, framework: Framework, version: str) -> AnyRelease:
    """The row that a version belongs to.

    Args:
        tables: the tables.
        framework: the framework.
        version: a minor release, such as `2.10`, or one of its releases, such as `2.10.1`.

    Raises:
        SeedbedError: for a version that the table does not have; it names the nearest.
    """
    rows = tables.releases_of(framework.name)
    public = version.strip().removeprefix("v").partition("+")[0]
    found = next((one for one in rows if public in {one.version, *one.patches}), None)
    if found is None:
        raise unknown_release(framework, rows, public)
    return found


def unknown_release(framework: Framework, rows: Sequence[AnyRelease], version: str) -> SeedbedError:
    """The error for a version that the table does not have."""
    wanted = numbers(version)
    title = f"{framework.title} {version!r}"
    if not wanted or not version[:1].isdigit():
        return usage_error(
            f"{version!r} is not a {framework.title} version.",
            f"Write it like {rows[-1].version}.",
            code="unknown-version",
        )
    same = [one for one in rows if numbers(one.version) == wanted[:2]]
    known = [patch for one in same for patch in one.patches] or [one.version for one in rows]
    near = known[-1]
    if wanted < numbers(known[0]):
        near = known[0]
    elif wanted < numbers(near):
        near = min(known, key=lambda one: _distance(numbers(one), wanted))
    ends = f"It lists {known[0]} to {known[-1]}" if len(known) > 1 else "It lists one release"
    return usage_error(
        f"The table doesn't list {title}.",
        f"{ends}; the nearest is {near}.",
        code="unknown-version",
    )


def _distance(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...]:
    """How far two versions lie apart: first by their first numbers, and so on."""
    length = max(len(one), len(other))
    padded = ((*parts, *(0,) * (length - len(parts))) for parts in (one, other))
    return tuple(abs(left - right) for left, right in zip(*padded, strict=True))
