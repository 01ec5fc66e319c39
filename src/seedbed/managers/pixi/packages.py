"""What Pixi's manifest says of packages beyond `[project]`: conda names, indexes, system packages.

A requirement that conda channels have is listed once more under its feature's `dependencies`: Pixi
takes the conda package then, and leaves out the one from the package index. A requirement that
must come from an index of its own, or from elsewhere, is listed once more under targets: see
`origins`.
https://pixi.sh/latest/python/pyproject_toml/
"""

from __future__ import annotations

from seedbed.formats.toml import Inline
from seedbed.managers.pixi.indexes import write_indexes
from seedbed.managers.pixi.origins import entry_of, on_some, origin_on, source_from, targets_of
from seedbed.managers.shared.conda_packages import (
    conda_name,
    conda_names,
    conda_spec,
    feature,
    groups,
    only_requirements,
    system_packages,
    write_tables,
)
from seedbed.managers.shared.index_naming import without_unneeded
from seedbed.managers.shared.index_order import joined, none_last
from seedbed.managers.shared.source_tables import placed
from seedbed.model.names import address_fault, canonical
from seedbed.model.record import replace
from seedbed.model.source import INDEX

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from seedbed.formats.document import Document
    from seedbed.model.project import Dependency, Project
    from seedbed.model.source import Source

PIXI = ("tool", "pixi")


def features(project: Project) -> list[str]:
    """The names of Pixi's features: the groups and the optional features, sorted."""
    optional = {item.optional for item in project.dependencies}
    return sorted({*groups(project), *optional} - {""})


def table_of(name: str) -> tuple[str, ...]:
    """The table of a feature."""
    return (*PIXI, "feature", name) if name else PIXI


def write_packages(document: Document, project: Project) -> None:
    """Write where requirements come from, indexes, system packages, and the project itself.

    Args:
        document: the manifest.
        project: the project without what Pixi cannot hold.
    """
    own = Inline(path=".", editable=True)
    document.put((*PIXI, "pypi-dependencies", project.name), own, ("name",))
    urls = {index.name: index.url for index in project.indexes}
    apart = told_apart(project)
    write_indexes(document, project)
    asked: set[str] = set()
    for item in project.dependencies:
        source: tuple[str, ...] = ("dependencies", *item.key)
        table = table_of(feature(item))
        if item.conda:
            document.put((*table, "dependencies", item.conda), conda_spec(item.spec), source)
        elif origin := origin_on(item):
            for target, place in (targets_of(origin, urls, apart) or {}).items():
                asked |= {urls[place.address]} if place.kind == INDEX else set()
                path = (*table, "target", target, "pypi-dependencies", canonical(item.name))
                document.put(path, entry_of(item, place, urls), source)
    for package in project.system_packages:
        on = ("target", package.platform) if package.platform else ()
        path = (*table_of(package.group), *on, "dependencies", package.conda)
        document.put(path, package.spec or "*", ("system_packages", *package.key))
    for item in _bounds(project):
        path = (*table_of(feature(item)), "constraints", canonical(item.name))
        document.put(path, conda_spec(item.spec), ("dependencies", *item.key))
    write_tables(document, project, asked)


def _bounds(project: Project) -> Iterator[Dependency]:
    """The requirements whose range conda has to keep to, should another package bring theirs.

    Pixi solves conda's packages first, and does not look at `[project]` then. It cannot be told
    under which marker a bound holds; where conda has something else by that name, none is said.
    """
    names = conda_names(project.dependencies)
    taken = {*names.values(), *(package.conda for package in project.system_packages)}
    for item in only_requirements(project.dependencies):
        name = canonical(item.name)
        if not item.conda and name not in taken and conda_spec(item.spec) not in {"", "*"}:
            yield item


def supported(project: Project) -> Project:
    """The project without what Pixi cannot say of packages.

    A conda package, or an index, is given to a package and not to a requirement on it: so only
    where there is one requirement, and without a marker; an index also where the marker is about
    systems. It is known by its address, which has to be a whole one: Pixi refuses a path.
    """
    named = own_platforms(project := without_unneeded(project))
    names: dict[str, str] = {}
    for index in project.indexes:
        if _is_address(index.url):
            names.setdefault(index.url, index.name)
    urls = {index.name: index.url for index in project.indexes if _is_address(index.url)}
    single = {item.key for item in only_requirements(project.dependencies)}
    own = {name: names[url] for name, url in urls.items()}
    apart = told_apart(project)
    told = single | on_some(project.dependencies, apart).keys()
    known = [
        replace(placed(item, _origin(item, own, apart) if item.key in told else None), module="")
        for item in project.dependencies
    ]
    conda = conda_names(item for item in known if item.key in single)
    taken = {(group, name) for name in conda.values() for group in ("", *features(project))}
    return replace(
        project,
        dependencies=tuple(
            replace(item, conda=conda_name(item, conda) if item.key in single else "")
            for item in known
        ),
        indexes=tuple(
            index
            for index in joined(none_last(project.indexes))
            if names.get(index.url) == index.name
        ),
        system_packages=tuple(
            replace(package, spec=_as_pixi_reads(package.spec))
            for package in system_packages(project, taken)
            if not package.platform or package.platform in named
        ),
    )


def _origin(item: Dependency, own: Mapping[str, str], apart: Collection[str]) -> Source | None:
    """Where a requirement comes from, as far as Pixi can be told; a conda package goes before.

    Args:
        item: the requirement.
        own: the names of the indexes that have a whole address, to that of the first with the same.
        apart: the platforms that targets can tell apart.
    """
    source = origin_on(item)
    if source is None or (item.conda and (source.marker or source.parts)):
        return None
    parts = [
        replace(part, address=own.get(part.address, "")) if part.kind == INDEX else part
        for part in source.parts or (source,)
    ]
    source = replace(source, parts=tuple(parts)) if source.parts else parts[0]
    targets = targets_of(source, dict.fromkeys(own.values(), ""), apart)
    return source_from(targets) if targets else None


def told_apart(project: Project) -> set[str]:
    """The kinds of machines that stand among the platforms once, under their own names."""
    subdirs = [one.subdir for one in project.platforms]
    return {
        one.subdir
        for one in project.platforms
        if one.name == one.subdir and subdirs.count(one.subdir) == 1
    }


def own_platforms(project: Project) -> list[str]:
    """The platforms with names of their own, which tables of targets can be about."""
    return [one.name for one in project.platforms if one.name != one.subdir]


def _as_pixi_reads(spec: str) -> str:
    """A range in conda's notation as Pixi takes it: without spaces, `==1.*` and `>=1.*`."""
    if not spec or "===" in spec:
        return spec
    plain = conda_spec("".join(spec.split()))
    return ",".join(
        clause.removesuffix(".*") if clause.startswith((">=", "<")) else clause
        for clause in plain.split(",")
    )


def _is_address(url: str) -> bool:
    """Whether an index has a whole address, such as `https://` or `file://` begins."""
    return "://" in url and url.isprintable() and not address_fault(url)
