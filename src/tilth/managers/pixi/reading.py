"""Reads what `packages` writes, and what people make of it."""

from __future__ import annotations

from tilth.managers.pixi.names import conda_spec, index_names
from tilth.managers.pixi.packages import CONDA_NAMES, FAMILIES, PIXI, feature, from_index
from tilth.names import canonical
from tilth.project import Index, SystemPackage
from tilth.record import record, replace
from tilth.text import tables
from tilth.text.toml import dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from tilth.project import Dependency, Project


@record
class _Feature:
    """What one feature's table says.

    Attributes:
        conda: conda names of its requirements that come from conda channels.
        urls: canonical names of its requirements to the address of their index.
        system: its other conda packages.
    """

    conda: frozenset[str]
    urls: Mapping[str, str]
    system: tuple[SystemPackage, ...]


def read_packages(manifest: Mapping[str, Any], project: Project, unknown: list[str]) -> Project:
    """The project with what `packages.write_packages` wrote.

    Args:
        manifest: the parsed `pyproject.toml`.
        project: what `[project]` and `[dependency-groups]` say.
        unknown: takes the dotted keys of what the model does not know.
    """
    pixi = tables.table(manifest, *PIXI)
    names = tables.table(manifest, *CONDA_NAMES)
    options = tables.table(pixi, "pypi-options")
    unknown += [f"tool.pixi.pypi-options.{key}" for key in options if key != "extra-index-urls"]
    _check_own(pixi, project, unknown)
    found = {
        name: _read_feature(name, path, table, (project, names), unknown)
        for name, path, table in _feature_tables(pixi, unknown)
    }
    extra = list(dict.fromkeys(tables.texts(options, "extra-index-urls")))
    explicit = {url for one in found.values() for url in one.urls.values()} - set(extra)
    indexes = index_names([*extra, *sorted(explicit)])

    def completed(item: Dependency) -> Dependency:
        place = found.get(feature(item))
        if place is None:
            return item
        if (name := _conda_name(item, names)) in place.conda:
            return replace(item, conda=name)
        url = place.urls.get(canonical(item.name))
        return replace(item, index=indexes[url]) if url else item

    system = (package for one in found.values() for package in one.system)
    return replace(
        project,
        dependencies=tuple(map(completed, project.dependencies)),
        indexes=tuple(
            Index(name=name, url=url, explicit=url not in extra) for url, name in indexes.items()
        ),
        system_packages=tuple(sorted(system, key=lambda package: package.key)),
    )


def _check_own(pixi: Mapping[str, Any], project: Project, unknown: list[str]) -> None:
    """Report PyPI dependencies that stand beside the project itself."""
    for name, given in tables.table(pixi, "pypi-dependencies").items():
        own = canonical(name) == canonical(project.name)
        if not own or given != {"path": ".", "editable": True}:
            unknown.append(f"tool.pixi.pypi-dependencies.{name}")


def _feature_tables(
    pixi: Mapping[str, Any], unknown: list[str]
) -> Iterator[tuple[str, tuple[str, ...], dict[str, Any]]]:
    """Each feature's name, the path of its table, and what that holds."""
    yield "", PIXI, tables.table(pixi)
    for name in tables.table(pixi, "feature"):
        path = (*PIXI, "feature", name)
        table = tables.table(pixi, "feature", name)
        unknown += [dotted((*path, key)) for key in table if key not in {"dependencies", "target"}]
        yield name, path, table


def _read_feature(
    name: str,
    path: tuple[str, ...],
    table: Mapping[str, Any],
    given: tuple[Project, Mapping[str, Any]],
    unknown: list[str],
) -> _Feature:
    project, names = given
    own = [item for item in project.dependencies if feature(item) == name]
    known = {_conda_name(item, names): item for item in own}
    conda, system = set(), []
    for key, spec in tables.table(table, "dependencies").items():
        item = known.get(key)
        if item:
            conda.add(key)
        if not isinstance(spec, str) or (item and spec != conda_spec(item.spec)):
            unknown.append(dotted((*path, "dependencies", key)))
        elif not item:
            wanted = "" if spec == "*" else spec
            system.append(SystemPackage(name=key, conda=key, spec=wanted, group=name))
    urls = _read_targets(path, table, {canonical(item.name): item for item in own}, unknown)
    return _Feature(conda=frozenset(conda), urls=urls, system=tuple(system))


def _read_targets(
    path: tuple[str, ...],
    table: Mapping[str, Any],
    own: Mapping[str, Dependency],
    unknown: list[str],
) -> dict[str, str]:
    urls: dict[str, str] = {}
    for family, target in tables.table(table, "target").items():
        known = "pypi-dependencies" if family in FAMILIES else ""
        unknown += [dotted((*path, "target", family, key)) for key in target if key != known]
        for name, wanted in (tables.table(target, known) if known else {}).items():
            item = own.get(canonical(name))
            match wanted:
                case {"index": str(url)} if item and wanted == from_index(item, url):
                    urls[canonical(name)] = url
                case _:
                    unknown.append(dotted((*path, "target", family, known, name)))
    return urls


def _conda_name(item: Dependency, names: Mapping[str, Any]) -> str:
    """The name that a conda package of it would have; a lone space, which none has, for none."""
    name = canonical(item.name)
    found = "" if name in names.values() else name  # another package's, or its own
    found = tables.string(names, name) if name in names else found
    return " " if not found or item.index or item.marker or item.extras else found
