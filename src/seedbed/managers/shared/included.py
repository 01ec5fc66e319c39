"""What comes with a dependency group beside its own requirements, spelled out; pure.

A group may include others (PEP 735), and may ask for the project itself with some of its optional
features. Not every manager follows both.
"""

from __future__ import annotations

from seedbed.model.names import canonical
from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.model.project import Dependency, Project


@record
class Member:
    """One requirement that comes with a group.

    Attributes:
        item: as it is installed with the group.
        origin: as it stands where it belongs.
    """

    item: Dependency
    origin: Dependency


def members(project: Project, group: str) -> list[Member]:
    """The requirements that come with a group, its own first; none twice.

    Args:
        project: the project.
        group: the group; empty for run time.
    """
    found: dict[tuple[str, ...], Member] = {}
    for name in with_included(project, group):
        for item in project.dependencies:
            if item.group == name and not item.optional:
                for member in _spelled_out(project, item, ()):
                    found.setdefault((canonical(member.item.name), member.item.requirement), member)
    return list(found.values())


def inherited(project: Project, group: str) -> list[Dependency]:
    """The requirements that come with a group and are not its own."""
    found = members(project, group)
    return [one.item for one in found if one.origin.optional or one.origin.group != group]


def with_included(project: Project, group: str) -> list[str]:
    """A group and those that it includes, directly or not, in their order."""
    found = [group]
    for name in found:  # which grows
        found += [one for one in project.includes.get(name, ()) if one not in found]
    return found


def is_own_extra(project: Project, item: Dependency) -> bool:
    """Whether a requirement is the project itself with some of its optional features."""
    return bool(item.extras) and not item.url and canonical(item.name) == canonical(project.name)


def without_own_extras(project: Project) -> Project:
    """The project whose groups ask for what its optional features need, instead of for these.

    Optional features that name others are spelled out too.
    """
    if not any(is_own_extra(project, item) for item in project.dependencies):
        return project
    found: dict[tuple[str, ...], Dependency] = {}
    for item in project.dependencies:
        for member in _spelled_out(project, item, ()):
            placed = replace(member.item, group=item.group, optional=item.optional)
            found.setdefault(placed.key, placed)
    kept = tuple(sorted(found.values(), key=lambda one: one.key))
    there = {one.group for one in kept if not one.optional} | project.includes.keys()
    includes = {
        group: tuple(name for name in names if name in there)
        for group, names in project.includes.items()
        if there.intersection(names)
    }
    return replace(project, dependencies=kept, includes=includes)


def _spelled_out(project: Project, item: Dependency, within: tuple[str, ...]) -> Iterator[Member]:
    """What a requirement means: itself, or what some of the project's own features need.

    Args:
        project: the project.
        item: the requirement.
        within: the features that led to it.
    """
    if not is_own_extra(project, item):
        yield Member(item=item, origin=item)
        return
    wanted = {canonical(extra) for extra in item.extras} - {*within}
    for one in project.dependencies:
        if one.optional and canonical(one.optional) in wanted:
            inner = (*within, canonical(one.optional))
            for member in _spelled_out(project, one, inner):
                marker = _both(item.marker, member.item.marker)
                yield replace(member, item=replace(member.item, marker=marker))


def _both(one: str, other: str) -> str:
    """The marker that holds where two hold; an empty one always does."""
    if not (one and other) or one == other:
        return one or other
    first, second = (f"({it})" if " or " in it else it for it in (one, other))
    return f"{first} and {second}"
