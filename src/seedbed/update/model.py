"""Merges projects, address by address."""

from __future__ import annotations

from seedbed.merge3.values import MISSING, Conflict, Merger
from seedbed.model.flat import flatten, unflatten
from seedbed.model.record import replace
from seedbed.update.ranges import adopted, merge_requirement, with_markers
from seedbed.update.tasks import drop_unmet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from seedbed.managers.protocols import Reading
    from seedbed.model.flat import Address, Flat
    from seedbed.model.project import Dependency, Project


def merge_projects(
    base: Project,
    ours: Reading,
    theirs: Project,
    merger: Merger,
    *,
    switching: bool,
    ranges: bool = True,
) -> Project:
    """One project from three.

    Args:
        base: what was generated last.
        ours: what stands there now. Where the manifest says something that the model does not
            know, the project is left without it, unless another manager is to write it: then
            what would be generated stands in. So it does for platforms and channels when there
            are none at all: not every manager asks for them, and none wants an empty list.
        theirs: what would be generated now.
        merger: takes conflicts.
        switching: whether another manager is to write it.
        ranges: whether a range of versions on disk stays where another is generated; else two that
            differ are a conflict.
    """
    stands, theirs = adopted(ours.project, base, theirs) if ranges else (ours.project, theirs)
    if not switching:
        base, theirs = with_markers(base, stands, theirs)
    sides = [flatten(base), flatten(stands), flatten(theirs)]
    if switching:
        silent = [field for field in ("platforms", "channels") if not getattr(ours.project, field)]
        sides[1] |= {address: it for address, it in sides[0].items() if address[0] in silent}
    else:
        merger.orphaned += _let_go(sides, ours.unmodeled_addresses)
    merged = {}
    for address in dict.fromkeys((*sides[1], *sides[2])):
        was, stands, comes = (side.get(address, MISSING) for side in sides)
        if switching and address in ours.unmodeled_addresses:
            value = comes
        elif ranges and address[0] == "dependencies":
            value = merge_requirement(was, stands, comes, address, merger)
        else:
            value = merger.merge(was, stands, comes, address)
        if value is not MISSING:
            merged[address] = value
    if switching:
        merger.removed += [one for one in drop_unmet(merged) if one not in ours.unmodeled_addresses]
    ordered = _in_order(merged, sides)
    return unflatten(_without_clashes(ordered, sides[1], merger))


def _let_go(sides: Sequence[dict[Address, Any]], addresses: Iterable[Address]) -> Iterator[Address]:
    """Take some addresses out of all sides, and give those that are generated in another way."""
    for address in addresses:
        was, _, theirs = (side.pop(address, MISSING) for side in sides)
        if was != theirs:
            yield address


def _in_order(merged: Flat, sides: Sequence[Flat]) -> Flat:
    """The table with channels and indexes in the order of the side that changed it.

    Their order is their priority. What only the other side has goes behind what it follows there.

    Args:
        merged: the merged table.
        sides: the three tables that it was merged from.
    """
    found = {address: value for address, value in merged.items() if address[0] not in _PRIORITIES}
    for field in _PRIORITIES:
        base, ours, theirs = ([one for one in side if one[0] == field] for side in sides)
        kept = [one for one in ours if one in base]
        moved = kept != [one for one in base if one in ours]
        first, second = (ours, theirs) if moved else (theirs, ours)
        order = [one for one in first if one in merged]
        for at, address in enumerate(second):
            if address in merged and address not in order:
                before = [order.index(one) + 1 for one in second[:at] if one in order]
                order.insert(before[-1] if before else 0, address)
        found |= {address: merged[address] for address in order}
    return found


_PRIORITIES = ("channels", "indexes")
"""Fields whose order says what comes first."""


def without_doubtful(
    reading: Reading, was: Project, groups: Collection[str]
) -> tuple[Reading, list[Address]]:
    """A reading in which some files say nothing against `pyproject.toml`, and what they did say.

    Args:
        reading: the project in two ways, as that and as other files have it.
        was: what was generated last; of this the files count for nothing. What they add counts.
        groups: the groups that the files are about; an empty one is run time.
    """
    project, other = reading.project, reading.other or reading.project
    there = {package.key for package in project.system_packages}
    lacking = tuple(
        package
        for package in was.system_packages
        if package.group in groups and package.key not in there
    )
    found: list[Address] = [("system_packages", package.name) for package in lacking]
    packages = tuple(sorted((*project.system_packages, *lacking), key=lambda one: one.key))
    stated, said = _requirements(as_before(project, other, was)), _requirements(other)
    for key, item in _requirements(was).items():
        doubtful = item.group in groups and not item.optional
        if doubtful and stated.get(key) != said.get(key):
            found.append(("dependencies", *key))
            said.pop(key, None)
            said |= {key: stated[key]} if key in stated else {}
    python = other.python
    if "" in groups and python != project.python:
        found.append(("python",))
        python = project.python
    project = replace(project, dependencies=_sorted(stated), system_packages=packages)
    other = replace(other, dependencies=_sorted(said), system_packages=packages, python=python)
    return replace(reading, project=project, other=None if other == project else other), found


def as_before(project: Project, other: Project, was: Project) -> Project:
    """The project in which a requirement that other files lack comes from where it came from.

    Where it comes from is said in those files alone: that they do not say it is no change of it.
    """
    said = {item.key for item in other.dependencies}
    before = {item.key: item for item in was.dependencies if item.key not in said}
    return replace(
        project,
        dependencies=tuple(
            replace(
                item,
                conda=before[item.key].conda,
                index=before[item.key].index,
                index_marker=before[item.key].index_marker,
                source=before[item.key].source,
            )
            if item.key in before and not item.url
            else item
            for item in project.dependencies
        ),
    )


def with_conda(project: Project, names: Mapping[tuple[str, ...], str]) -> Project:
    """A project whose requirements come from conda channels again that did before.

    Args:
        project: the project.
        names: keys of requirements, to what they are called in conda channels.
    """
    return replace(
        project,
        dependencies=tuple(
            replace(item, conda=item.conda or names.get(item.key, ""))
            for item in project.dependencies
        ),
    )


class _Table:
    """What is shown for a table, where the other side has a value."""

    def __repr__(self) -> str:
        return "a table"


_TABLE = _Table()


def _without_clashes(merged: Flat, ours: Flat, merger: Merger) -> Flat:
    """The table without values where another has a table: the user's shape stays."""
    clashing = [
        (address[:length], address)
        for address in merged
        for length in range(2, len(address))
        if address[:length] in merged
    ]
    dropped = set()
    for value, below in clashing:
        stays = value in ours
        both = (merged[value], _TABLE) if stays else (_TABLE, merged[value])
        dropped.add(below if stays else value)
        merger.conflicts.append(Conflict(path=value, ours=both[0], theirs=both[1]))
    return {address: value for address, value in merged.items() if address not in dropped}


def _requirements(project: Project) -> dict[tuple[str, ...], Dependency]:
    return {item.key: item for item in project.dependencies}


def _sorted(items: dict[tuple[str, ...], Dependency]) -> tuple[Dependency, ...]:
    return tuple(sorted(items.values(), key=lambda item: item.key))
