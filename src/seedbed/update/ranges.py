"""Ranges of versions that the user asked for, where something else asks for others; pure.

A range that the user wrote is never replaced by a template's: it stays, and what it does not admit
is told.
"""

from __future__ import annotations

from seedbed.managers.shared.conda_packages import feature
from seedbed.managers.shared.specs import in_order
from seedbed.merge3.values import MISSING, Conflict
from seedbed.model.record import replace
from seedbed.model.versions import APART, WITHIN, compare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from typing import Any

    from seedbed.merge3.values import Merger
    from seedbed.model.flat import Address
    from seedbed.model.project import Dependency, Project


def merge_requirement(was: Any, ours: Any, theirs: Any, address: Address, merger: Merger) -> Any:
    """One requirement from three; each may be `MISSING`.

    Where both sides ask for versions in their own way, the user's range stays. That is a conflict
    only where it takes versions that the one generated last did not take, or none that will do.
    """
    if ours is MISSING or theirs is MISSING:
        return merger.merge(was, ours, theirs, address)
    theirs = replace(theirs, name=ours.name)  # the user's spelling of the same name
    if ours.url != theirs.url:
        return _merge_address(was, ours, theirs, address, merger)
    if ours.spec == theirs.spec:
        return merger.merge(was, ours, theirs, address)
    if was is not MISSING and was.spec in {ours.spec, theirs.spec}:
        return merger.merge(was, ours, theirs, address)
    if was is not MISSING and same_range(was.spec, ours.spec):  # only spelled otherwise
        return merger.merge(was, replace(ours, spec=was.spec), theirs, address)
    how = compare(ours.spec, theirs.spec)
    if (
        how != WITHIN
        and was is not MISSING
        and (how == APART or compare(ours.spec, was.spec) != WITHIN)
    ):
        return merger.merge(was, ours, theirs, address)
    if how != WITHIN:
        merger.narrow.append(Conflict(path=address, ours=ours.spec, theirs=theirs.spec))
    return merger.merge(was, ours, replace(theirs, spec=ours.spec), address)


def same_range(one: str, other: str) -> bool:
    """Whether two ranges admit the same versions, as `>=2` and `>=2.0` do."""
    return compare(one, other) == WITHIN == compare(other, one)


def same_requirements(one: Any, other: Any) -> bool:
    """Whether two lists ask for the same, in whatever spelling and order."""
    if not (isinstance(one, list) and isinstance(other, list) and len(one) == len(other)):
        return False
    return all(any(_same_requirement(item, it) for it in other) for item in one)


def _same_requirement(one: Any, other: Any) -> bool:
    """Whether two requirements ask for the same, in whatever spelling."""
    from packaging.requirements import InvalidRequirement

    from seedbed.managers.shared.metadata import parse_requirement

    try:
        first, second = parse_requirement(one), parse_requirement(other)
    except (InvalidRequirement, TypeError):
        return bool(one == other)
    return first.key == second.key and (
        replace(first, name=second.name, spec=second.spec) == second
        and (first.spec == second.spec or same_range(first.spec, second.spec))
    )


_PLACE = ("url", "spec", "index", "index_marker", "source", "conda")
"""What says where a requirement comes from, and which of it."""


def _merge_address(
    was: Any, ours: Dependency, theirs: Dependency, address: Address, merger: Merger
) -> Any:
    """A requirement of which one side has an address of its own: the user's place stays."""
    before = MISSING if was is MISSING else (was.url, was.spec)
    if before == (ours.url, ours.spec):
        return merger.merge(was, ours, theirs, address)
    if before != (theirs.url, theirs.spec):
        place = "at its own address" if ours.url else ours.spec
        merger.narrow.append(Conflict(path=address, ours=place, theirs=theirs.url or theirs.spec))
    same = {name: getattr(ours, name) for name in _PLACE}
    return merger.merge(was, ours, replace(theirs, **same), address)


def adopted(project: Project, base: Project, theirs: Project) -> tuple[Project, Project]:
    """What stands there and what is generated, where both ask for a conda package independently.

    A package that the user added to a conda table is known as no more than that. Once a template
    brings it as a requirement, it is this requirement, with the user's range; if Python's notation
    cannot say that range, the requirement leaves the conda table to the user.

    Args:
        project: what stands there.
        base: what was generated last.
        theirs: what would be generated now.
    """
    known = {item.key for item in (*base.dependencies, *project.dependencies)}
    before = {package.key for package in base.system_packages}
    brought = {(feature(item), item.conda): item for item in theirs.dependencies}
    dependencies, system, left = list(project.dependencies), [], set()
    for package in project.system_packages:
        item = brought.get((package.group, package.conda))
        spec = in_order(package.spec)
        alone = item is None or not item.conda or package.platform
        if item is None or alone or item.key in known or package.key in before:
            system.append(package)
        elif spec is None:
            system.append(package)
            left.add(item.key)
        else:
            dependencies.append(replace(item, spec=spec))
    dependencies.sort(key=lambda one: one.key)
    stands = replace(project, dependencies=tuple(dependencies), system_packages=tuple(system))
    return stands, _each(theirs, lambda item: replace(item, conda="") if item.key in left else item)


def with_markers(base: Project, stands: Project, theirs: Project) -> tuple[Project, Project]:
    """What was and is generated, with the markers that the user has given its requirements.

    A requirement that was generated and has another marker now is still the same one, where each
    side asks for its package just once.

    Args:
        base: what was generated last.
        stands: what stands there.
        theirs: what would be generated now.
    """
    was, now, new = map(_single_markers, (base, stands, theirs))
    given = {
        place: marker
        for place, marker in now.items()
        if marker != was.get(place, marker) == new.get(place)
    }

    def marked(item: Dependency) -> Dependency:
        return replace(item, marker=given.get(item.key[:2], item.marker))

    return (_each(base, marked), _each(theirs, marked)) if given else (base, theirs)


def _single_markers(project: Project) -> dict[tuple[str, str], str]:
    """The markers of requirements whose package is asked for once, by place and name."""
    found: dict[tuple[str, str], list[str]] = {}
    for item in project.dependencies:
        found.setdefault(item.key[:2], []).append(item.marker)
    return {place: markers[0] for place, markers in found.items() if len(markers) == 1}


def filled(project: Project, own: Project, brought: Collection[tuple[str, str, str]]) -> Project:
    """A project whose requirements without a range have that of the manager's own tables.

    Args:
        project: as `[project]` and the groups have it.
        own: as those tables have it.
        brought: keys of requirements that stand in those tables alone so far, and that a template
            brings into the others: with the range that they have.
    """
    there = {item.key: item for item in own.dependencies}
    project = _each(
        project, lambda item: item if item.spec else replace(item, spec=there[item.key].spec)
    )
    items = (*project.dependencies, *(there[key] for key in brought))
    return replace(project, dependencies=tuple(sorted(items, key=lambda item: item.key)))


def without(project: Project, keys: Collection[tuple[str, str, str]]) -> Project:
    """A project without some requirements."""
    if not keys:
        return project
    items = tuple(item for item in project.dependencies if item.key not in keys)
    return replace(project, dependencies=items)


def counting(project: Project, own: Project, was: Project) -> Project:
    """A project with one range for each requirement that is asked for twice, and all of both.

    That range counts which was edited; where both were, both hold.

    Args:
        project: as `[project]` and the groups have it.
        own: as the manager's own tables have it.
        was: what was generated last.
    """
    there = {item.key: item.spec for item in own.dependencies}
    before = {item.key: item.spec for item in was.dependencies}

    def counted(item: Dependency) -> Dependency:
        spec = there[item.key]
        if not item.spec or before.get(item.key) == item.spec:
            return replace(item, spec=spec)
        if spec in {item.spec, before.get(item.key)}:
            return item
        return replace(item, spec=_both(item.spec, spec))

    known = {item.key for item in project.dependencies}
    alone = [item for item in own.dependencies if item.key not in known]
    project = _each(project, counted)
    return replace(
        project,
        dependencies=tuple(sorted((*project.dependencies, *alone), key=lambda item: item.key)),
        python=_both(project.python, own.python),
        indexes=own.indexes,
        includes={**own.includes, **project.includes},
        on_demand=tuple(sorted({*project.on_demand, *own.on_demand})),
    )


def _both(one: str, other: str) -> str:
    """The range of the versions that two ranges admit, without the clauses that say nothing new."""
    first = [clause for clause in one.split(",") if clause and compare(other, clause) != WITHIN]
    said = ",".join(first)
    second = [clause for clause in other.split(",") if clause and compare(said, clause) != WITHIN]
    return ",".join([*first, *second])


def _each(project: Project, changed: Callable[[Dependency], Dependency]) -> Project:
    return replace(project, dependencies=tuple(map(changed, project.dependencies)))
