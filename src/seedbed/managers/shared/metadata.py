"""The part of `pyproject.toml` that is the same under every manager.

`[project]` (PEP 621), `[dependency-groups]` (PEP 735), and the settings of tools that are no
managers.
"""

from __future__ import annotations

from functools import lru_cache

from seedbed.errors import SeedbedError
from seedbed.formats.tables import Section, parse
from seedbed.formats.toml import Inline
from seedbed.managers.base import MANAGERS
from seedbed.model.names import canonical
from seedbed.model.project import Dependency, Project
from seedbed.model.record import replace
from seedbed.model.versions import in_order

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seedbed.formats.document import Document
    from seedbed.model.choices import Author

BUILT_IN = ("built-in",)
"""The address of what every project has, whatever was picked."""
DERIVED = ("derived",)
"""The address of what follows from several fields of the model."""
OWN_TOOLS = frozenset(MANAGERS) | {"poe", "hatch", "seedbed"}
"""Tables below `[tool]` that are written from other parts of the model than its tools."""

_GROUPS = "dependency-groups"
_INCLUDE = "include-group"
_KNOWN = frozenset(
    ("name", "version", "description", "readme", "requires-python", "license", "license-files")
) | {"authors", "dependencies", "optional-dependencies", "scripts"}
"""The keys of `[project]` that the model knows; others are the user's, and stay as they are."""


def write_metadata(document: Document, project: Project) -> None:
    """Write `[project]` and `[dependency-groups]`."""
    put = document.put
    put(("project", "name"), project.name)
    put(("project", "version"), project.version, BUILT_IN)
    if project.description:
        put(("project", "description"), project.description)
    put(("project", "readme"), "README.md", BUILT_IN)
    put(("project", "requires-python"), project.python)
    if project.license:
        put(("project", "license"), project.license, ("license",))
    if project.license_files:
        put(("project", "license-files"), list(project.license_files), ("license",))
    if project.authors:
        put(("project", "authors"), [_person(author) for author in project.authors])
    for path, wanted in _by_table(project).items():
        keys = [("dependencies", *dependency.key) for dependency in wanted]
        included = project.includes.get(path[1], ()) if path[0] == _GROUPS else ()
        lines = [*({_INCLUDE: name} for name in included), *(one.requirement for one in wanted)]
        put(path, [Inline(one) if isinstance(one, dict) else one for one in lines], *keys)
    if project.scripts:
        document.put_tree(("project", "scripts"), dict(project.scripts), ("scripts",))


def addressed(project: Project) -> Project:
    """The project whose requirements with an address say nothing else of where they come from."""
    return replace(
        project,
        dependencies=tuple(
            replace(
                item,
                spec="" if item.url else item.spec,
                index="",
                index_marker="",
                conda="",
                source=None if item.url else item.source,
            )
            if item.url or item.source
            else item
            for item in project.dependencies
        ),
    )


def write_tools(document: Document, project: Project) -> None:
    """Write the settings of tools."""
    for tool, table in project.tools.items():
        document.put_tree(("tool", tool), table, ("tools", tool))


def read_metadata(manifest: Section, package: str, unmodeled: list[str]) -> Project:
    """What `write_metadata` and `write_tools` wrote.

    Args:
        manifest: the parsed `pyproject.toml`.
        package: the import package.
        unmodeled: takes the dotted keys of what the model does not know.

    Raises:
        SeedbedError: when a table is none.
    """
    project = manifest.section("project")
    includes = dict(_includes(manifest))
    unmodeled += project.beside(_KNOWN)
    return Project(
        name=project.string("name"),
        package=package,
        version=project.string("version"),
        description=project.string("description"),
        authors=tuple(_authors(project)),
        license=_license(project, unmodeled),
        license_files=project.texts("license-files"),
        python=project.string("requires-python"),
        dependencies=tuple(
            sorted(
                _dependencies(manifest, includes, unmodeled), key=lambda dependency: dependency.key
            )
        ),
        includes=includes,
        scripts=project.strings("scripts", unmodeled=unmodeled),
        tools={
            name: settings
            for name, settings in manifest.section("tool").items()
            if name not in OWN_TOOLS
        },
    )


def parse_manifest(files: Mapping[str, str]) -> Section:
    """What `pyproject.toml` holds; it has a project's name.

    Raises:
        SeedbedError: when it cannot be parsed, or names no project.
    """
    manifest = Section(parse(files["pyproject.toml"], "pyproject.toml"))
    if not manifest.string("project", "name"):
        raise SeedbedError(
            "pyproject.toml has no name under [project].",
            'Add one, such as: name = "digits".',
            code="bad-manifest",
        )
    return manifest


def parse_requirement(text: str, *, group: str = "", optional: str = "") -> Dependency:
    """A requirement as PEP 508 writes it.

    Raises:
        packaging.requirements.InvalidRequirement: when it is none.
    """
    return replace(_parsed(text), group=group, optional=optional)


@lru_cache(maxsize=8192)
def _parsed(text: str) -> Dependency:
    """A requirement that belongs nowhere; a switch reads the same ones many times."""
    from packaging.requirements import InvalidRequirement, Requirement  # slow to import

    try:
        parsed = Requirement(text)
        marker = str(parsed.marker or "")
    except RecursionError:
        raise InvalidRequirement("its marker is nested too deeply") from None
    return Dependency(
        name=parsed.name,
        spec=in_order(parsed.specifier),
        url=parsed.url or "",
        extras=tuple(sorted(parsed.extras)),
        marker=_quoted(marker),
    )


def _quoted(marker: str) -> str:
    """A marker with the quotes that need no escapes in TOML."""
    return marker if "'" in marker else marker.replace('"', "'")


def _by_table(project: Project) -> dict[tuple[str, ...], list[Dependency]]:
    tables: dict[tuple[str, ...], list[Dependency]] = {("project", "dependencies"): []}
    for item in project.dependencies:
        path: tuple[str, ...] = ("project", "dependencies")
        if item.optional:
            path = ("project", "optional-dependencies", item.optional)
        elif item.group:
            path = (_GROUPS, item.group)
        tables.setdefault(path, []).append(item)
    for name in project.includes:
        tables.setdefault((_GROUPS, name), [])
    return tables


def _includes(manifest: Section) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The groups that include others, with these; what names none that is there is none."""
    groups = manifest.section(_GROUPS)
    names = {canonical(name): name for name in groups.values}
    for group in groups.values:
        given = (_included(item) for item in manifest.many(_GROUPS, group))
        found = [names[name] for name in given if name in names and names[name] != group]
        if found:
            yield group, tuple(dict.fromkeys(found))


def _included(item: object) -> str:
    """The canonical name of the group that an item of a list includes; empty for none."""
    match item:
        case {"include-group": str(name), **rest} if not rest:
            return canonical(name)
    return ""


def _dependencies(
    manifest: Section, includes: Mapping[str, tuple[str, ...]], unmodeled: list[str]
) -> Iterator[Dependency]:
    from packaging.requirements import InvalidRequirement

    optionals = manifest.section("project", "optional-dependencies").values
    groups = manifest.section(_GROUPS).values
    places: list[tuple[tuple[str, ...], str, str]] = [
        (("project", "dependencies"), "", ""),
        *((("project", "optional-dependencies", name), "", name) for name in optionals),
        *(((_GROUPS, name), name, "") for name in groups),
    ]
    for path, group, optional in places:
        found: dict[object, Dependency] = {}
        known = {canonical(name) for name in includes.get(group, ())}
        for text in manifest.many(*path):
            if _included(text) in known:
                continue
            try:
                item = parse_requirement(text, group=group, optional=optional)
            except (InvalidRequirement, TypeError):  # a mistake
                item = None
            if item is None or item.key in found:
                unmodeled.append(f"{'.'.join(path)}: {text}")
            if item is not None:
                found[item.key] = _together(found.get(item.key, item), item)
        yield from found.values()


def _together(one: Dependency, other: Dependency) -> Dependency:
    """What two requirements on one package ask for, as `a>=2` and `a<3` in one list do."""
    if one == other or one.url or other.url:  # two addresses are a mistake, and pip says so
        return one
    from packaging.specifiers import SpecifierSet

    spec = str(SpecifierSet(one.spec) & SpecifierSet(other.spec))
    return replace(one, spec=spec, extras=tuple(sorted({*one.extras, *other.extras})))


def _license(project: Section, unmodeled: list[str]) -> str:
    text = project.values.get("license", "")
    if isinstance(text, str):
        return text
    unmodeled.append("project.license")  # a table, as before PEP 639
    return ""


def _authors(project: Section) -> Iterator[Author]:
    from seedbed.model.choices import Author

    for person in project.sections("authors"):
        yield Author(name=person.string("name"), email=person.string("email"))


def _person(author: Author) -> dict[str, str]:
    return {key: value for key, value in author.__dict__.items() if value}
