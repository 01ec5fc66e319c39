"""Reads what `packages` writes, and what people make of it."""

from __future__ import annotations

from seedbed.managers.pixi.alone import (
    from_conda,
    from_pypi,
    indexes_in,
    known_names,
    placed_in,
    python_range,
    said_beside,
    version_in,
)
from seedbed.managers.pixi.indexes import asks_all, read_indexes, said_of_all
from seedbed.managers.pixi.origins import on_some
from seedbed.managers.pixi.packages import PIXI, own_platforms, told_apart
from seedbed.managers.pixi.targets import alone_in_targets, on_platform, places_in_targets
from seedbed.managers.shared.conda_packages import (
    CONDA_NAMES,
    conda_spec,
    feature,
    only_requirements,
    same_spec,
)
from seedbed.managers.shared.source_tables import placed
from seedbed.managers.shared.specs import in_order
from seedbed.model.names import canonical
from seedbed.model.project import SystemPackage
from seedbed.model.record import record, replace
from seedbed.model.source import INDEX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.formats.tables import Section
    from seedbed.model.project import Dependency, Project
    from seedbed.model.source import Source

    Key = tuple[str, ...]


@record
class _Feature:
    """What one feature's table says.

    Attributes:
        conda: conda names of its requirements that come from conda channels, each with its range
            where that is another one than the requirement's.
        called: canonical names of those, to their conda names.
        wanted: canonical names of packages that come from somewhere, to that place; indexes by
            their addresses.
        system: its other conda packages.
        alone: requirements that stand in the feature's tables, and in no list of the standard's.
        python: the range of Python versions; empty for none.
        beside: the keys of what is not written so, as `Reading.beside` has them.
    """

    conda: Mapping[str, str | None]
    called: Mapping[str, str]
    wanted: Mapping[str, Source]
    system: tuple[SystemPackage, ...]
    alone: tuple[Dependency, ...] = ()
    python: str = ""
    beside: Mapping[Key, tuple[Any, Key]] = {}


@record
class Own:
    """What Pixi's own tables say otherwise than `[project]` and the groups, or in addition.

    Attributes:
        ranges: requirements' keys to other ranges.
        alone: requirements that stand in no list of the standard's.
        python: the range of Python versions; empty for none.
        beside: the keys of what is not written so, as `Reading.beside` has them.
    """

    ranges: Mapping[tuple[str, ...], str] = {}
    alone: tuple[Dependency, ...] = ()
    python: str = ""
    beside: Mapping[Key, tuple[Any, Key]] = {}


def read_packages(manifest: Section, project: Project, unmodeled: list[str]) -> tuple[Project, Own]:
    """The project with what `packages.write_packages` wrote.

    Pixi's own commands change a range in one place: `pixi add` in the conda tables, `pixi add
    --pypi` in `[project]` or a group. And `pixi upgrade` takes it out of the latter.
    https://github.com/prefix-dev/pixi/issues/2853

    Args:
        manifest: the parsed `pyproject.toml`.
        project: what `[project]` and `[dependency-groups]` say.
        unmodeled: takes the dotted keys of what the model does not know.

    Returns:
        The project, and what Pixi's tables ask for otherwise.
    """
    pixi = manifest.section(*PIXI)
    names = manifest.section(*CONDA_NAMES).strings(unmodeled=unmodeled)
    named, apart = own_platforms(project), told_apart(project)
    own: dict[str, list[Dependency]] = {}
    for item in only_requirements(project.dependencies):
        own.setdefault(feature(item), []).append(item)
    some = on_some(project.dependencies, apart)
    single = {item.key for items in own.values() for item in items} | some.keys()
    told = (names, named, some)
    found = {
        name: _read_feature(project, name, table, (own.get(name, []), *told), unmodeled)
        for name, table in _feature_tables(pixi, unmodeled)
    }
    asked = [*_addresses(found.values())]
    indexes = tuple(read_indexes(manifest, asked, unmodeled))
    by_url = {index.url: index.name for index in indexes}
    ranges: dict[tuple[str, ...], str] = {}
    completed = []
    for item in project.dependencies:
        place = found.get(feature(item)) if item.key in single else None
        completed.append(_completed(item, place, by_url, ranges) if place else item)
    system = (package for one in found.values() for package in one.system)
    project = replace(
        project,
        dependencies=tuple(completed),
        indexes=indexes,
        asks_all=asks_all(manifest),
        system_packages=tuple(sorted(system, key=lambda package: package.key)),
    )
    alone = tuple(
        replace(item, index=by_url.get(item.index, ""))
        for one in found.values()
        for item in one.alone
    )
    beside = {path: said for one in found.values() for path, said in one.beside.items()}
    beside |= said_of_all(manifest, by_url)
    return project, Own(ranges=ranges, alone=alone, python=found[""].python, beside=beside)


def _addresses(features: Iterable[_Feature]) -> Iterator[str]:
    """The addresses of the indexes that requirements come from."""
    features = [*features]
    for one in features:
        for source in one.wanted.values():
            parts = source.parts or (source,)
            yield from (part.address for part in parts if part.kind == INDEX)
    yield from (item.index for one in features for item in one.alone if item.index)


def _completed(
    item: Dependency,
    place: _Feature,
    by_url: Mapping[str, str],
    ranges: dict[tuple[str, ...], str],
) -> Dependency:
    """A requirement with what its feature's tables say of it; `ranges` takes what they ask for."""
    name = place.called.get(canonical(item.name), "")
    if name:
        spec = place.conda[name]
        if spec is not None:
            ranges[item.key] = spec
        return replace(item, conda=name)
    return placed(item, _by_name(place.wanted.get(canonical(item.name)), by_url))


def _by_name(source: Source | None, by_url: Mapping[str, str]) -> Source | None:
    """A place in which indexes have names."""
    if source is None:
        return None
    if source.kind == INDEX:
        return replace(source, address=by_url[source.address])
    parts = (_by_name(part, by_url) for part in source.parts)
    return replace(source, parts=tuple(part for part in parts if part))


def _feature_tables(pixi: Section, unmodeled: list[str]) -> Iterator[tuple[str, Section]]:
    """Each feature's name and its table."""
    yield "", pixi
    for name in pixi.section("feature").values:
        table = pixi.section("feature", name)
        unmodeled += table.beside(("constraints", "dependencies", "pypi-dependencies", "target"))
        yield name, table


def _read_feature(
    project: Project,
    name: str,
    table: Section,
    given: tuple[list[Dependency], Mapping[str, str], list[str], Mapping[Key, tuple[str, ...]]],
    unmodeled: list[str],
) -> _Feature:
    own, names, named, some = given
    stated = {canonical(one.name) for one in project.dependencies if feature(one) == name}
    pypi = dict(from_pypi(project, name, table, stated, unmodeled))
    conda, added, system, python = _from_channels(
        project, name, table, (own, names), stated, unmodeled
    )
    alone = [*pypi.values(), *added]
    known = known_names(own, names, table.section("dependencies").values)
    others = [item for item in own if not any(known[key] is item for key in conda)]
    _check_bounds(table, others, unmodeled)
    single = {canonical(one.name): one for one in own if not one.url}
    taken = stated | {canonical(one.name) for one in alone}
    only = alone_in_targets(project, name, table, taken, names)
    tied = [*indexes_in(table, single)]
    wanted = {package: source for _, package, source in tied}
    marked = [one for one in project.dependencies if one.key in some and feature(one) == name]
    asked = {**single, **{canonical(one.name): one for one in marked}}
    wanted |= places_in_targets(table, asked, (named, only, some), unmodeled)
    for platform in named:
        target = table.section("target", platform).section("dependencies")
        system += on_platform(target, name, platform, unmodeled)
    items = [item for _, item in only.values()]
    asking = {**pypi, **{key: single[package] for key, package, _ in tied}}
    beside = said_beside(table, asking, python=python)
    beside |= {path: (value, ("dependencies", *item.key)) for path, (value, item) in only.items()}
    return _Feature(
        conda=conda,
        called={canonical(known[key].name): key for key in conda},
        wanted=wanted,
        system=tuple(system),
        alone=tuple({one.key: one for one in (*alone, *items)}.values()),
        python=python,
        beside=beside,
    )


def _from_channels(
    project: Project,
    name: str,
    table: Section,
    given: tuple[list[Dependency], Mapping[str, str]],
    stated: Collection[str],
    unmodeled: list[str],
) -> tuple[dict[str, str | None], list[Dependency], list[SystemPackage], str]:
    """What a feature takes from conda channels on all platforms.

    Args:
        project: what `[project]` and `[dependency-groups]` say.
        name: the feature's.
        table: its table.
        given: its requirements, and the conda names that the project gives some of them.
        stated: canonical names of its requirements.
        unmodeled: takes the dotted keys of what the model does not know.

    Returns:
        The conda names of its requirements, each with its range where that is another one;
        requirements that stand here alone; its other packages; and the range of Python versions.
    """
    own, names = given
    asked = table.section("dependencies")
    known = known_names(own, names, asked.values)
    python = "" if name else python_range(asked.values.get("python"))
    conda: dict[str, str | None] = {}
    alone: list[Dependency] = []
    system = []
    for key, spec in asked.items():
        item = known.get(key) if key else None
        if item:
            conda[key] = _other_range(item, spec)
        if key == "python" and python and not item:
            continue
        version = version_in(spec) if key and not item else None
        added = None if version is None else from_conda(key, version, names, stated)
        alone += [placed_in(project, name, added)] if added else []
        if not isinstance(spec, str) or (item and not _is_said(item, spec, conda[key])):
            unmodeled.append(asked.key(key))
        elif not (item or added):
            said = "" if spec == "*" else spec
            system.append(SystemPackage(name=key, conda=key, spec=said, group=name))
    return conda, alone, system, python


def _other_range(item: Dependency, given: object) -> str | None:
    """The range that a conda table has for a requirement, if it is another one and can be said."""
    spec = given.get("version", "*") if isinstance(given, dict) else given
    if not isinstance(spec, str) or same_spec(spec, conda_spec(item.spec)):
        return None
    return in_order("".join(spec.split()))


def _is_said(item: Dependency, given: str, other: str | None) -> bool:
    """Whether a range in a conda table is the requirement's, or another one that can be said."""
    return other is not None or same_spec(given, conda_spec(item.spec))


def _check_bounds(table: Section, own: list[Dependency], unmodeled: list[str]) -> None:
    """Report bounds beside those that follow from a feature's requirements on package indexes."""
    bounds = table.section("constraints")
    stated = {canonical(item.name): conda_spec(item.spec) for item in own}
    for name, spec in bounds.items():
        if not isinstance(spec, str) or not same_spec(spec, stated.get(name, "")):
            unmodeled.append(bounds.key(name))
