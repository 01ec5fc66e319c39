"""Merges projects, address by address, and says what another manager cannot hold."""

from __future__ import annotations

from tilth.addresses import build, flatten
from tilth.update.values import MISSING, Conflict, Merger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tilth.addresses import Flat
    from tilth.managers import Reading
    from tilth.project import Dependency, Project


def merge_projects(
    base: Project, disk: Reading, fresh: Project, merger: Merger, *, switching: bool
) -> Project:
    """One project from three.

    Args:
        base: what was generated last.
        disk: what stands there now. Where the manifest says something that the model does not
            know, the project is left without it, unless another manager is to write it: then
            what would be generated stands in.
        fresh: what would be generated now.
        merger: takes conflicts.
        switching: whether another manager is to write it.
    """
    sides = [flatten(base), flatten(disk.project), flatten(fresh)]
    if not switching:
        for side in sides:
            for address in disk.opaque:
                side.pop(address, None)
    merged = {}
    for address in dict.fromkeys((*sides[1], *sides[2])):
        was, yours, theirs = (side.get(address, MISSING) for side in sides)
        if switching and address in disk.opaque:
            value = theirs
        else:
            value = merger.merge(was, yours, theirs, address)
        if value is not MISSING:
            merged[address] = value
    return build(_without_clashes(merged, sides[1], merger))


def _without_clashes(merged: Flat, disk: Flat, merger: Merger) -> Flat:
    """The table without values where another has a table: the user's shape stays."""
    clashing = [
        (address[:length], address)
        for address in merged
        for length in range(2, len(address))
        if address[:length] in merged
    ]
    dropped = set()
    for value, below in clashing:
        dropped.add(below if value in disk else value)
        merger.conflicts.append(
            Conflict(path=value, yours="as it stands there", theirs="of another shape")
        )
    return {address: value for address, value in merged.items() if address not in dropped}


def lost(project: Project, narrowed: Project) -> list[str]:
    """What a manager cannot hold of a project, each as the object of a sentence.

    Args:
        project: all that there is.
        narrowed: what the manager can hold of it (`Dialect.expressible`).
    """
    found = list(_lost_requirements(project, narrowed))
    for field, what in _WORDS.items():
        rest = _names(narrowed, field)
        gone = [name for name in _names(project, field) if name not in rest]
        if gone:
            found.append(f"{what} {', '.join(gone)}")
    virtual = [
        f"{key} {getattr(platform, key)} of {platform.name}"
        for platform in project.platforms
        for other in narrowed.platforms
        for key in ("cuda", "glibc", "macos")
        if other.name == platform.name and getattr(platform, key) != getattr(other, key)
    ]
    if virtual:
        found.append(f"the oldest systems: {', '.join(virtual)}")
    return found


_WORDS = {
    "exclusive": "that these exclude each other:",
    "indexes": "the package indexes",
    "environment": "the environment variables",
    "tasks": "the tasks",
    "platforms": "the platforms",
    "channels": "the conda channels",
    "system_packages": "the system packages",
}


def _names(project: Project, field: str) -> list[str]:
    if field == "exclusive":
        return [" and ".join(names) for names in project.exclusive]
    if field in {"environment", "channels"}:
        return list(getattr(project, field))
    return [item.name for item in getattr(project, field)]


def _lost_requirements(project: Project, narrowed: Project) -> Iterator[str]:
    before, after = _requirements(project), _requirements(narrowed)
    gone = [item.requirement for key, item in before.items() if key not in after]
    if gone:
        yield f"the requirements {', '.join(gone)}"
    here, there = _urls(project), _urls(narrowed)
    moved = [
        item.name
        for key, item in before.items()
        if key in after and here.get(item.index) != there.get(after[key].index)
    ]
    if moved:
        yield f"the package index of {', '.join(moved)}"
    kept = {key for key, item in after.items() if item.conda}
    conda = [item.name for key, item in before.items() if item.conda and key not in kept]
    if conda:
        yield f"that these come from conda channels, not from a package index: {', '.join(conda)}"


def _requirements(project: Project) -> dict[tuple[str, ...], Dependency]:
    return {item.key: item for item in project.dependencies}


def _urls(project: Project) -> dict[str, str]:
    return {index.name: index.url for index in project.indexes}
