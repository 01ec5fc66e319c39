"""Reads what `packages` writes, and what people make of it."""

from __future__ import annotations

from tilth.managers.pixi.names import conda_spec, index_names, same_spec
from tilth.managers.pixi.packages import CONDA_NAMES, FAMILIES, PIXI, feature, from_index
from tilth.names import canonical
from tilth.project import Index, SystemPackage
from tilth.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tilth.project import Dependency, Project
    from tilth.text.tables import Section


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


def read_packages(manifest: Section, project: Project, unknown: list[str]) -> Project:
    """The project with what `packages.write_packages` wrote.

    Args:
        manifest: the parsed `pyproject.toml`.
        project: what `[project]` and `[dependency-groups]` say.
        unknown: takes the dotted keys of what the model does not know.
    """
    pixi = manifest.section(*PIXI)
    names = manifest.section(*CONDA_NAMES).strings(unknown=unknown)
    options = pixi.section("pypi-options")
    unknown += options.beside(("extra-index-urls",))
    _check_own(pixi, project, unknown)
    found = {
        name: _read_feature(name, table, (project, names), unknown)
        for name, table in _feature_tables(pixi, unknown)
    }
    extra = list(dict.fromkeys(options.texts("extra-index-urls")))
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


def _check_own(pixi: Section, project: Project, unknown: list[str]) -> None:
    """Report PyPI dependencies that stand beside the project itself."""
    table = pixi.section("pypi-dependencies")
    for name, given in table.items():
        own = canonical(name) == canonical(project.name)
        if not own or given != {"path": ".", "editable": True}:
            unknown.append(table.key(name))


def _feature_tables(pixi: Section, unknown: list[str]) -> Iterator[tuple[str, Section]]:
    """Each feature's name and its table."""
    yield "", pixi
    for name in pixi.section("feature").values:
        table = pixi.section("feature", name)
        unknown += table.beside(("dependencies", "target"))
        yield name, table


def _read_feature(
    name: str, table: Section, given: tuple[Project, Mapping[str, str]], unknown: list[str]
) -> _Feature:
    project, names = given
    own = [item for item in project.dependencies if feature(item) == name]
    known = {_conda_name(item, names): item for item in own}
    conda, system = set(), []
    wanted = table.section("dependencies")
    for key, spec in wanted.items():
        item = known.get(key)
        if item:
            conda.add(key)
        if not isinstance(spec, str) or (item and not same_spec(spec, conda_spec(item.spec))):
            unknown.append(wanted.key(key))
        elif not item:
            version = "" if spec == "*" else spec
            system.append(SystemPackage(name=key, conda=key, spec=version, group=name))
    urls = _read_targets(table, {canonical(item.name): item for item in own}, unknown)
    return _Feature(conda=frozenset(conda), urls=urls, system=tuple(system))


def _read_targets(
    table: Section, own: Mapping[str, Dependency], unknown: list[str]
) -> dict[str, str]:
    urls: dict[str, str] = {}
    for family in table.section("target").values:
        target = table.section("target", family)
        known = ("pypi-dependencies",) if family in FAMILIES else ()
        unknown += target.beside(known)
        wanted = target.section(*known) if known else target.section("pypi-dependencies")
        for name, given in wanted.items() if known else ():
            item = own.get(canonical(name))
            match given:
                case {"index": str(url)} if item and given == from_index(item, url):
                    urls[canonical(name)] = url
                case _:
                    unknown.append(wanted.key(name))
    return urls


def _conda_name(item: Dependency, names: Mapping[str, str]) -> str:
    """The name that a conda package of it would have; a lone space, which none has, for none."""
    name = canonical(item.name)
    own = "" if name in names.values() else name  # another package's, or its own
    found = names.get(name, own)
    return " " if not found or item.index or item.marker or item.extras else found
