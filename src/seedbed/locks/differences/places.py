"""Says where something changed in as few words as possible."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    Place = tuple[str, str]
    Numbers = tuple[int, ...]

_ATOM = re.compile(
    r"python_(?:full_)?version (?:(?P<operator>>=|<)|(?P<star>==)) "
    r"['\"](?P<version>[0-9]{1,6}(?:\.[0-9]{1,6})*)(?(star)\.\*)['\"]"
)
_ENDLESS = (1_000_000,)
_LONGEST = 90
"""Characters of markers that are shown; the JSON document has them in full."""
_SYSTEMS = {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}


def shortest(places: Collection[Place], among: Collection[Place]) -> str:
    """Where something changed; empty for everywhere.

    Args:
        places: environment and platform of each place.
        among: all places that there are.
    """
    if not places or set(places) >= set(among):
        return ""
    environments = sorted({one for one, _ in places})
    platforms = sorted({one for _, one in places})
    if set(places) == {one for one in among if one[0] in environments}:
        return f"in {', '.join(environments)}"
    if set(places) == {one for one in among if one[1] in platforms}:
        return f"on {', '.join(platforms)}"
    product = {one for one in among if one[0] in environments and one[1] in platforms}
    if set(places) == product:
        return f"in {', '.join(environments)} on {', '.join(platforms)}"
    parts: dict[str, list[str]] = {}
    for environment in environments:
        has = {one for one in places if one[0] == environment}
        said = shortest(has, {one for one in among if one[0] == environment})
        parts.setdefault(said, []).append(environment)
    return "; ".join(f"in {', '.join(names)}{said and f' {said}'}" for said, names in parts.items())


def of_markers(markers: Sequence[str], others: Sequence[str] = ()) -> str:
    """Where a package is installed by its markers, in short; empty for everywhere.

    What says nothing that tells it from its other versions is left out, and ranges of Python that
    touch become one.

    Args:
        markers: one of them holds where the package is installed.
        others: likewise for other versions of the package.
    """
    split = [_split(one) for one in markers]
    rests = {rest for _, rest in split}
    if rests == {rest for _, rest in map(_split, others)} or rests == {""}:
        ranges = [_range(python) for python, _ in split]
        if split and all(ranges):
            return " or ".join(f"Python {one}" for one in _joined(filter(None, ranges)))
    said = " or ".join(_plain(marker) for marker in markers)
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"


def _split(marker: str) -> tuple[str, str]:
    """The part of a marker that is about Python's version, and the rest."""
    atoms = [] if " or " in marker else marker.split(" and ")
    python = [one for one in atoms if one.startswith("python_")]
    rest = [one for one in atoms if not one.startswith("python_")] if atoms else [marker]
    return " and ".join(python), " and ".join(rest)


def _range(python: str) -> tuple[Numbers, Numbers] | None:
    """The first version in a range, and the first one behind it; None for what is no range."""
    first: Numbers = ()
    behind: Numbers = _ENDLESS
    for atom in python.split(" and ") if python else ():
        found = _ATOM.fullmatch(atom)
        if found is None:
            return None
        numbers = tuple(int(one) for one in found["version"].split("."))
        if found["star"]:
            first, behind = numbers, (*numbers[:-1], numbers[-1] + 1)
        elif found["operator"] == ">=":
            first = numbers
        else:
            behind = numbers
    return first, behind


def _joined(ranges: Iterable[tuple[Numbers, Numbers]]) -> Iterator[str]:
    found: list[tuple[Numbers, Numbers]] = []
    for first, behind in sorted(ranges):
        if found and first <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], behind)
        else:
            found.append((first, behind))
    for first, behind in found:
        ends = (f">={_dotted(first)}" if first else "",
                f"<{_dotted(behind)}" if behind != _ENDLESS else "")  # fmt: skip
        yield ",".join(filter(None, ends)) or "of any version"


def _dotted(numbers: Numbers) -> str:
    return ".".join(map(str, numbers))


def _plain(marker: str) -> str:
    key, equals, value = marker.partition(" == ")
    name = _SYSTEMS.get(value.strip("'\""))
    return name if equals and key == "sys_platform" and name else marker
