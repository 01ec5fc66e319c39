"""`[tool.uv.sources]`: from where each requirement comes, and on which systems alone.

A source without a place holds for all requirements on its package, so that those of the same source
need none of their own; what is read from the text is written as the same text again.
https://docs.astral.sh/uv/concepts/projects/dependencies/#dependency-sources
"""

from __future__ import annotations

from seedbed.managers.shared.items import name_of
from seedbed.managers.shared.source_tables import origin_of, placed, source_of, table_of
from seedbed.model.names import canonical
from seedbed.model.record import replace
from seedbed.model.source import INDEX, OTHER, SEVERAL, Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from seedbed.formats.tables import Section
    from seedbed.model.project import Dependency, Project

    Table = Mapping[str, Any]

_WHERE = ("extra", "group", "marker")


def sources_of(dependencies: Iterable[Dependency]) -> dict[str, Any]:
    """The table for some requirements: canonical name to a source, or to several."""
    items = [item for item in dependencies if item.index or item.source]
    stated = _stated(dependencies)
    general = {canonical(item.name): _tables(item) for item in items if not _place(item)}
    found: dict[str, list[Table]] = {}
    for item in items:
        name, place, tables = canonical(item.name), _place(item), _tables(item)
        for table in tables:
            where = {**place, **_where(table)}
            by_another = where != place and _key(name, where) in stated
            if not by_another and not (place and tables == general.get(name)):
                origin = {key: table[key] for key in table if key not in _WHERE}
                found.setdefault(name, []).append({**origin, **where})
    return {name: many[0] if len(many) == 1 else many for name, many in found.items()}


def with_sources(dependencies: Iterable[Dependency], sources: Table) -> Iterator[Dependency]:
    """The requirements, each with where it comes from as some tables say, and nothing else."""
    dependencies = tuple(dependencies)
    stated = _stated(dependencies)
    for item in dependencies:
        given = _of(sources, item)
        if item.url or not given:
            yield placed(item, None)
        elif not is_known(given):
            other = Source(kind=OTHER, address="a place that only uv can be told")
            yield placed(item, other)
        else:
            yield _from(item, _found(item, _listed(given), stated))


def idle(manifest: Section, project: Project) -> Iterator[str]:
    """From where packages would come that nothing requires, as `Reading.idle` has it.

    Members of a workspace may require more, and so may a project whose requirements are dynamic.

    Args:
        manifest: the parsed `pyproject.toml`.
        project: what it says.
    """
    uv = manifest.section("tool", "uv")
    dynamic = {"dependencies", "optional-dependencies"} & set(manifest.texts("project", "dynamic"))
    required = _required_in(manifest, project)
    for name, given in uv.section("sources").items():
        if "workspace" in uv.values or dynamic or canonical(name) in required:
            continue
        places = [_origin(one) for one in _listed(given) if isinstance(one, dict)]
        named = [one for one in places if one and one.kind == INDEX]
        what = "package index" if named else "source"
        told = [one.address if named else str(one) for one in named or filter(None, places)]
        where = f" ({' and '.join(told)})" if told else ""
        yield f"the {what} of {name}{where}, because nothing requires {name}"


def _required_in(manifest: Section, project: Project) -> set[str]:
    """The canonical names of all packages that a project needs, also to be built."""
    uv = manifest.section("tool", "uv")
    lists = [manifest.section("build-system").many("requires")]
    lists += [uv.many(key) for key in _LISTS]
    builds = uv.section("extra-build-dependencies")
    lists += [builds.many(name) for name in builds.values]
    others = [name_of(one) for items in lists for one in items if isinstance(one, str)]
    names = (*others, *(one.name for one in project.dependencies), project.name)
    return {canonical(name) for name in names if name}


_LISTS = (
    *("build-constraint-dependencies", "constraint-dependencies"),
    *("dev-dependencies", "override-dependencies"),
)


def is_known(given: object) -> bool:
    """Whether the source of a package, or each of several, is one that the model knows."""
    return all(
        isinstance(one, dict)
        and all(isinstance(one[key], str) for key in _WHERE if key in one)
        and _origin(one) is not None
        for one in _listed(given)
    )


def _of(sources: Table, item: Dependency) -> object:
    """What some tables say of a requirement's package; uv takes its name in any spelling."""
    name = canonical(item.name)
    if name in sources:
        return sources[name]
    return next((given for key, given in sources.items() if canonical(key) == name), None)


def _listed(given: object) -> list[Any]:
    return given if isinstance(given, list) else [given]


def _origin(table: Table) -> Source | None:
    """What a table is about; None for what the model does not know."""
    rest = {key: value for key, value in table.items() if key not in _WHERE}
    match rest:
        case {"index": str(name), **others} if name and not others:
            return Source(kind=INDEX, address=name)
    return source_of(rest)


def _from(item: Dependency, tables: list[Table]) -> Dependency:
    """A requirement that comes from where some tables say."""
    marked = not item.marker
    parts = [
        replace(origin, marker=table.get("marker", "") if marked else "")
        for table in tables
        if (origin := _origin(table))
    ]
    if len(parts) > 1:
        return placed(item, Source(kind=SEVERAL, parts=tuple(parts)))
    return placed(item, parts[0] if parts else None)


def _found(item: Dependency, tables: Iterable[Table], stated: set[object]) -> list[Table]:
    """The tables of a requirement: one for its own place or for all, or those on some systems.

    The systems of a table may be those of another requirement, whose source it is then.
    """
    name = canonical(item.name)
    for place in (_place(item), {}):
        partial = []
        for table in tables:
            where = _where(table)
            if where == place:
                return [table]
            narrowed = "marker" in where and "marker" not in place and not item.marker
            if narrowed and _key(name, where) not in stated and _place_of(where) == place:
                partial.append(table)
        if partial:
            return partial
    return []


def _tables(item: Dependency) -> list[Table]:
    """The tables for a requirement, without its place; none for what uv cannot be told."""
    source = origin_of(item)
    if source is None or source.kind == OTHER:
        return []
    return [_table(part, item) for part in source.parts or (source,)]


def _table(source: Source, item: Dependency) -> Table:
    table = {"index": source.address} if source.kind == INDEX else table_of(source)
    return {**table, "marker": source.marker} if source.marker and not item.marker else table


def _place(item: Dependency) -> dict[str, str]:
    place = {"extra": item.optional} if item.optional else {}
    if item.group:
        place = {"group": item.group}
    return {**place, "marker": item.marker} if item.marker else place


def _where(table: Table) -> dict[str, str]:
    return {key: table[key] for key in _WHERE if key in table}


def _place_of(where: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in where.items() if key != "marker"}


def _stated(dependencies: Iterable[Dependency]) -> set[object]:
    return {_key(canonical(item.name), _place(item)) for item in dependencies}


def _key(name: str, where: Mapping[str, str]) -> tuple[object, ...]:
    return (name, *sorted(where.items()))
