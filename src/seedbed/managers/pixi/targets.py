"""What Pixi's tables for some platforms say: requirements of their own, and places of others."""

from __future__ import annotations

from seedbed.managers.pixi.alone import from_conda, placed_in, requirement_in, version_in
from seedbed.managers.pixi.origins import FAMILIES, TARGETS, place_in, source_from
from seedbed.managers.shared.machines import SYSTEMS, marker_of
from seedbed.model.machine import MARKERS
from seedbed.model.names import canonical
from seedbed.model.project import SystemPackage
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

    from seedbed.formats.tables import Section
    from seedbed.model.project import Dependency, Project
    from seedbed.model.source import Source

    Path = tuple[str, ...]

_KINDS = (FAMILIES, (*SYSTEMS,), (*MARKERS,))
"""Targets of which none is part of another."""
_UNIX = FAMILIES[0]
_OF_UNIX = "sys_platform != 'win32'"


def alone_in_targets(
    project: Project,
    name: str,
    table: Section,
    taken: Collection[str],
    names: Mapping[str, str],
) -> dict[Path, tuple[Any, Dependency]]:
    """The requirements in the targets of a feature: their keys, to the value and what it asks for.

    One that is asked for by overlapping targets, or elsewhere in the feature, is left out: there
    the more special table counts instead of the other one, which no requirement can say. What both
    families ask for alike has no marker.

    Args:
        project: the project.
        name: the feature's; empty for that of all environments.
        table: the feature's table.
        taken: canonical names of what the feature asks for elsewhere.
        names: what the table of conda names says.
    """
    found: dict[str, list[tuple[str, Path, Any, Dependency]]] = {}
    for target, path, given, item in _asked(table, names):
        found.setdefault(canonical(item.name), []).append((target, path, given, item))
    kept = {}
    for package, many in found.items():
        targets = [target for target, *_ in many]
        apart = any({*targets} <= {*kind} for kind in _KINDS) and len({*targets}) == len(targets)
        if package in taken or package == canonical(project.name) or not apart:
            continue
        everywhere = {*targets} == {*FAMILIES} and all(item == many[0][-1] for *_, item in many)
        for target, path, given, item in many:
            marker = _OF_UNIX if target == _UNIX else marker_of([target])
            marker = "" if everywhere else marker
            kept[path] = given, placed_in(project, name, replace(item, marker=marker, conda=""))
    return kept


def _asked(table: Section, names: Mapping[str, str]) -> Iterator[tuple[str, Path, Any, Dependency]]:
    """What targets ask for, as far as it is Python's: the target, the key, its value, and that."""
    for target in table.section("target").values:
        if target not in TARGETS:
            continue
        place = table.section("target", target)
        conda, pypi = place.section("dependencies"), place.section("pypi-dependencies")
        for key, given in conda.items():
            spec = version_in(given)
            item = from_conda(key, spec, names, ()) if key and spec is not None else None
            if item:
                yield target, (*conda.path, key), given, item
        for key, given in pypi.items():
            if item := requirement_in(key, given):
                yield target, (*pypi.path, key), given, item


def places_in_targets(
    table: Section,
    own: Mapping[str, Dependency],
    known: tuple[list[str], Collection[Path], Mapping[Path, tuple[str, ...]]],
    unmodeled: list[str],
) -> dict[str, Source]:
    """The places from which targets take packages, by canonical name.

    Args:
        table: the table of a feature.
        own: the feature's requirements that may come from one.
        known: the platforms with names of their own; keys of what else is read; the targets of
            requirements that hold on some systems alone, by their keys.
        unmodeled: takes the keys that say something else.
    """
    named, others, some = known
    found: dict[str, dict[str, Source]] = {}
    keys: dict[str, list[str]] = {}
    for name in table.section("target").values:
        target = table.section("target", name)
        is_known = name in TARGETS
        tables = ("pypi-dependencies",) if is_known else ()
        unmodeled += target.beside(
            (*tables, "dependencies") if name in named or is_known else tables
        )
        wanted, asked = target.section("pypi-dependencies"), target.section("dependencies")
        keys_of_conda = asked.values if is_known and name not in named else ()
        unmodeled += [asked.key(key) for key in keys_of_conda if (*asked.path, key) not in others]
        for package, given in wanted.items() if is_known else ():
            if (*wanted.path, package) in others:
                continue
            item = own.get(canonical(package))
            place = place_in(item, given) if item else None
            if place:
                found.setdefault(canonical(package), {})[name] = place
            keys.setdefault(canonical(package), []).append("" if place else wanted.key(package))
    read = {}
    for package, said in keys.items():
        source = source_from(found[package]) if package in found and not any(said) else None
        on = some.get(own[package].key) if source else None
        if source and (on is None or found[package].keys() == {*on}):
            read[package] = source
        else:
            unmodeled += [key for key in said if key] or _keys_of(table, package, found)
    return read


def _keys_of(
    table: Section, package: str, found: Mapping[str, Mapping[str, Source]]
) -> Iterator[str]:
    """The keys by which targets say where a package comes from."""
    for name in found.get(package, ()):
        wanted = table.section("target", name, "pypi-dependencies")
        yield from (wanted.key(key) for key in wanted.values if canonical(key) == package)


def on_platform(
    asked: Section, group: str, platform: str, unmodeled: list[str]
) -> Iterator[SystemPackage]:
    """The conda packages that one platform needs alone."""
    for key, spec in asked.items():
        if isinstance(spec, str) and key:
            version = "" if spec == "*" else spec
            yield SystemPackage(name=key, conda=key, spec=version, group=group, platform=platform)
        else:
            unmodeled.append(asked.key(key))
