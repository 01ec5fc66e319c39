"""What Pixi's manifest says of packages beyond `[project]`: conda names, indexes, system packages.

A requirement that conda channels have is listed once more under its feature's `dependencies`: Pixi
takes the conda package then, and leaves out the one from the package index. A requirement that
must come from an index of its own is listed once more under `target.unix` and `target.win`: what a
target says of a package replaces what the feature says of it.
https://pixi.sh/latest/python/pyproject_toml/
"""

from __future__ import annotations

from tilth.managers.pixi.names import conda_name, conda_names, conda_spec
from tilth.names import canonical
from tilth.record import replace
from tilth.text.toml import Inline

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tilth.document import Document
    from tilth.project import Dependency, Project, SystemPackage

CONDA_NAMES = ("tool", "tilth", "conda-names")
"""The table of conda names that differ from the package's, for which Pixi has no place.

An empty name says that the conda package of the same name is something else.
"""
INDEXES = ("tool", "tilth", "indexes")
"""The table of indexes by name: Pixi knows them by their addresses only."""
PIXI = ("tool", "pixi")
FAMILIES = ("unix", "win")
"""The two targets that together are all platforms."""


def groups(project: Project) -> list[str]:
    """The names of dependency groups, sorted."""
    named = {item.group for item in project.dependencies}
    named |= {package.group for package in project.system_packages}
    return sorted(named - {""})


def features(project: Project) -> list[str]:
    """The names of Pixi's features: the groups and the optional features, sorted."""
    optional = {item.optional for item in project.dependencies}
    return sorted({*groups(project), *optional} - {""})


def feature(item: Dependency) -> str:
    """The name of the feature that a requirement belongs to; empty for the default one."""
    return item.optional or item.group


def table_of(name: str) -> tuple[str, ...]:
    """The table of a feature."""
    return (*PIXI, "feature", name) if name else PIXI


def from_index(item: Dependency, url: str) -> Inline:
    """A requirement as Pixi writes it, with the address of its index."""
    extras = {"extras": list(item.extras)} if item.extras else {}
    return Inline(version=item.spec or "*", **extras, index=url)


def write_packages(document: Document, project: Project) -> None:
    """Write where requirements come from, indexes, system packages, and the project itself.

    Args:
        document: the manifest.
        project: the project without what Pixi cannot hold.
    """
    own = Inline(path=".", editable=True)
    document.put((*PIXI, "pypi-dependencies", project.name), own, ("name",))
    urls = {index.name: index.url for index in project.indexes}
    for name, url in urls.items():
        document.put((*INDEXES, name), url, ("indexes", name))
    extra = [index for index in project.indexes if not index.explicit]
    if extra:
        options = (*PIXI, "pypi-options", "extra-index-urls")
        sources = [("indexes", index.name) for index in extra]
        document.put(options, [index.url for index in extra], *sources)
    for item in project.dependencies:
        source: tuple[str, ...] = ("dependencies", *item.key)
        table = table_of(feature(item))
        if item.conda:
            document.put((*table, "dependencies", item.conda), conda_spec(item.spec), source)
        elif item.index:
            for family in FAMILIES:
                path = (*table, "target", family, "pypi-dependencies", canonical(item.name))
                document.put(path, from_index(item, urls[item.index]), source)
    for package in project.system_packages:
        path = (*table_of(package.group), "dependencies", package.conda)
        document.put(path, package.spec or "*", ("system_packages", *package.key))
    for name, conda, source in _odd_names(project):
        document.put((*CONDA_NAMES, name), conda, source)


def expressible(project: Project) -> Project:
    """The project without what Pixi cannot say of packages.

    A conda package, or an index, is given to a package and not to a requirement on it: so only
    where there is one requirement, without a marker. An index is known by its address.
    """
    names: dict[str, str] = {}
    for index in project.indexes:
        if index.url:
            names.setdefault(index.url, index.name)
    urls = {index.name: index.url for index in project.indexes if index.url}
    single = {item.key for item in only_requirements(project.dependencies)}
    known = [
        replace(
            item,
            index=names[urls[item.index]] if item.key in single and item.index in urls else "",
            module="",
        )
        for item in project.dependencies
    ]
    conda = conda_names(item for item in known if item.key in single)
    taken = {(feature(item), conda.get(canonical(item.name), "")) for item in known}
    return replace(
        project,
        dependencies=tuple(
            replace(item, conda=conda_name(item, conda) if item.key in single else "")
            for item in known
        ),
        indexes=tuple(index for index in project.indexes if names.get(index.url) == index.name),
        system_packages=tuple(_system_packages(project, taken)),
    )


def only_requirements(dependencies: Iterable[Dependency]) -> list[Dependency]:
    """Those that are the only one on their package in their feature, and hold always."""
    found: dict[tuple[str, str], list[Dependency]] = {}
    for item in dependencies:
        found.setdefault((feature(item), canonical(item.name)), []).append(item)
    return [many[0] for many in found.values() if len(many) == 1 and not many[0].marker]


def _system_packages(project: Project, taken: set[tuple[str, str]]) -> Iterator[SystemPackage]:
    """Those that conda channels have, once, and known by conda's names only."""
    found = {}
    for package in project.system_packages:
        key = package.group, package.conda
        if package.conda and key not in taken and key not in found:
            spec = "" if package.spec == "*" else package.spec
            found[key] = replace(package, name=package.conda, spec=spec, nix="", debian="")
    yield from (found[key] for key in sorted(found))


def _odd_names(project: Project) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Names for `CONDA_NAMES`: of the package, of its conda package, and where that was said."""
    names = conda_names(project.dependencies)
    system = {(package.group, package.conda) for package in project.system_packages}
    for item in project.dependencies:
        name = canonical(item.name)
        source = ("dependencies", *item.key)
        if item.conda and item.conda != name:
            yield name, item.conda, source
        elif name not in names and (feature(item), name) in system:
            yield name, "", source
