"""What another manager cannot hold of a project, in words; pure."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from seedbed.model.flat import Address
    from seedbed.model.project import Dependency, Index, Project


@record
class Loss:
    """Something that a manager cannot hold.

    Attributes:
        what: the object of a sentence.
        about: the addresses of what it names.
    """

    what: str
    about: frozenset[Address]


def dropped(project: Project, narrowed: Project) -> list[Loss]:
    """What a manager cannot hold of a project.

    Args:
        project: all that there is.
        narrowed: what the manager can hold of it (`Dialect.supported`).
    """
    found = list(_lost_requirements(project, narrowed))
    for field, what in _WORDS.items():
        rest = {name for name, _ in _named(narrowed, field)}
        gone = [(name, about) for name, about in _named(project, field) if name not in rest]
        if gone:
            names = ", ".join(dict.fromkeys(name for name, _ in gone))
            about = frozenset({(field,), *(one for _, one in gone)})
            found.append(Loss(what=f"{what} {names}", about=about))
    apart = {name for names in project.exclusive for name in names}
    asked_for = [one for one in narrowed.on_demand if one not in {*project.on_demand, *apart}]
    if asked_for:
        what = f"groups that are installed by default: {', '.join(asked_for)}"
        found.append(Loss(what=what, about=frozenset()))
    virtual = [
        f"{key} {getattr(platform, key)} of {platform.name}"
        for platform in project.platforms
        for other in narrowed.platforms
        for key in ("cuda", "glibc", "macos")
        if other.name == platform.name and getattr(platform, key) != getattr(other, key)
    ]
    if virtual:
        told = f"the minimum system versions: {', '.join(virtual)}"
        found.append(Loss(what=told, about=frozenset()))
    return found


_WORDS = {
    "exclusive": "groups or features that exclude each other:",
    "on_demand": "groups that are installed only on demand:",
    "indexes": "the package indexes",
    "environment": "the environment variables",
    "tasks": "the tasks",
    "platforms": "the platforms",
    "channels": "the conda channels",
    "system_packages": "the system packages",
}


def _named(project: Project, field: str) -> list[tuple[str, Address]]:
    """What a field holds, by names, with the addresses."""
    if field == "exclusive":
        return [(" and ".join(names), (field, *names)) for names in project.exclusive]
    if field in {"environment", "channels", "on_demand"}:
        return [(name, (field, name)) for name in getattr(project, field)]
    if field == "system_packages":
        return [(one.name, (field, *one.key)) for one in project.system_packages]
    return [(one.name, (field, one.name)) for one in getattr(project, field)]


def _lost_requirements(project: Project, narrowed: Project) -> Iterator[Loss]:
    before, after = _requirements(project), _requirements(narrowed)
    gone = {key: item.requirement for key, item in before.items() if key not in after}
    if gone:
        yield _loss(f"the requirements {', '.join(gone.values())}", gone)
    kept = {key for key, item in after.items() if item.conda}
    conda = {key: item.name for key, item in before.items() if item.conda and key not in kept}
    if conda:
        names = ", ".join(dict.fromkeys(conda.values()))
        yield _loss(f"requirements from conda channels instead of a package index: {names}", conda)


def _loss(what: str, keys: Mapping[tuple[str, ...], str]) -> Loss:
    return Loss(what=what, about=frozenset(("dependencies", *key) for key in keys))


def displaced(project: Project, narrowed: Project) -> list[str]:
    """What would come from an index that it does not come from now: objects of sentences.

    Args:
        project: all that there is.
        narrowed: what the manager can hold of it (`Dialect.supported`).
    """
    after = _requirements(narrowed)
    found: dict[str, None] = {}
    for key, item in _requirements(project).items():
        other = after.get(key)
        if other is None or other.conda or keeps_place((item, project), (other, narrowed)):
            continue
        what = f"source of {item.name} ({item.source})"
        told = what if item.source else f"package index of {item.name} ({item.index})"
        found[f"the {told}"] = None
    return list(found)


def closed(project: Project, narrowed: Project, unmodeled: Iterable[Address]) -> list[str]:
    """The indexes from which any package comes, and none would: objects of sentences.

    Args:
        project: all that there is.
        narrowed: what the manager can hold of it.
        unmodeled: addresses of what stands there in a way that the model does not know.
    """
    there = {one.url for one in narrowed.indexes if not one.explicit}
    found = [one for one in project.indexes if not one.explicit and one.url not in there]
    told = {f"the package index {_of(one)}": None for one in found}
    names = {one.name for one in narrowed.indexes} | there
    odd = [one[1] for one in unmodeled if one[0] == "indexes" and one[1] not in names]
    told |= dict.fromkeys(f"the package index {name}" for name in odd)
    default = [one for one in project.indexes if one.default]
    if not (found or any(one.default for one in narrowed.indexes)):
        told |= {f"the package index {_of(one)} in place of PyPI": None for one in default}
    return list(told)


def _of(index: Index) -> str:
    return f"{index.name} ({index.url})"


def unopen(project: Project, narrowed: Project, unmodeled: Iterable[Address]) -> frozenset[Address]:
    """The addresses of indexes that some group takes any package from, and nothing would.

    Args:
        project: all that there is.
        narrowed: what the manager can hold of it.
        unmodeled: addresses of what stands there in a way that the model does not know.
    """
    there = {one.url for one in narrowed.indexes if not one.explicit}
    odd = {one[1] for one in unmodeled if one[0] == "indexes"} - there
    return frozenset(("indexes", one.name) for one in project.indexes if one.url in odd)


def keeps_place(one: tuple[Dependency, Project], other: tuple[Dependency, Project]) -> bool:
    """Whether a requirement that comes from somewhere still does, each side with its project."""
    (item, project), (then, narrowed) = one, other
    if item.url:
        return True
    if item.source:
        return bool(then.source)
    has_place = bool(_urls(project).get(item.index))
    return not has_place or bool(then.source or _urls(narrowed).get(then.index))


def _requirements(project: Project) -> dict[tuple[str, ...], Dependency]:
    return {item.key: item for item in project.dependencies}


def _urls(project: Project) -> dict[str, str]:
    return {index.name: index.url for index in project.indexes}
