"""What Pixi and conda share: packages as conda channels have them, and indexes known by address.

Both take a requirement from a conda channel where that has it and the requirement asks for nothing
else, and both keep in `[tool.seedbed]` what their manifests have no place for.
"""

from __future__ import annotations

from seedbed.formats.toml import Inline
from seedbed.model.names import canonical
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from seedbed.formats.document import Document
    from seedbed.formats.tables import Section
    from seedbed.model.project import Dependency, Project, SystemPackage

CONDA_NAMES = ("tool", "seedbed", "conda-names")
"""The table of conda names that differ from the package's.

An empty name says that the conda package of the same name is something else.
"""
INDEXES = ("tool", "seedbed", "indexes")
"""The table of indexes by name, for managers that know them by their addresses only."""


def conda_spec(spec: str) -> str:
    """A range of versions (PEP 440) in conda's notation; empty when conda cannot say it.

    https://docs.conda.io/projects/conda-build/en/stable/resources/package-spec.html
    """
    if "===" in spec:
        return ""
    clauses = [
        clause[2:] if clause.startswith("==") and clause.endswith(".*") else clause
        for clause in spec.split(",")
        if clause
    ]
    return ",".join(clauses) or "*"


def same_spec(one: str, other: str) -> bool:
    """Whether two ranges have the same clauses, in whatever order."""
    return set(one.replace(" ", "").split(",")) == set(other.replace(" ", "").split(","))


def conda_names(dependencies: Iterable[Dependency]) -> dict[str, str]:
    """For each package that can come from a conda channel: canonical name to conda name.

    A conda name belongs to one package, the first that claims it.
    """
    names: dict[str, str] = {}
    owners: dict[str, str] = {}
    for item in dependencies:
        name = canonical(item.name)
        known = names.get(name, item.conda) == item.conda
        if _comes_from_conda(item) and known and owners.setdefault(item.conda, name) == name:
            names[name] = item.conda
    return names


def conda_name(item: Dependency, names: Mapping[str, str]) -> str:
    """The name under which a requirement comes from a conda channel, or an empty string."""
    name = names.get(canonical(item.name), "")
    return name if _comes_from_conda(item) and item.conda == name else ""


def possible_name(item: Dependency, names: Mapping[str, str]) -> str:
    """The name that a conda package of a requirement would have; empty when it can have none.

    Args:
        item: the requirement.
        names: what the table `CONDA_NAMES` says.
    """
    name = canonical(item.name)
    own = "" if name in names.values() else name  # another package's, or its own
    narrowed = item.url or item.index or item.source or item.marker or item.extras
    return "" if narrowed else names.get(name, own)


def index_names(urls: Iterable[str], taken: Collection[str]) -> dict[str, str]:
    """A name for the index at each address, made of it.

    Args:
        urls: the addresses.
        taken: names that other indexes have.
    """
    names: dict[str, str] = {}
    for url in urls:
        words = "".join(
            char if char.isascii() and char.isalnum() else " "
            for char in url.partition("://")[2] or url
        )
        name = plain = "-".join(words.lower().split()) or "index"
        number = 1
        while name in names.values() or name in taken:
            number += 1
            name = f"{plain}-{number}"
        names[url] = name
    return names


def noted_indexes(
    manifest: Section, used: Collection[str], unmodeled: list[str]
) -> tuple[dict[str, str], set[str]]:
    """What the table of indexes says: names to addresses; and which names it has beside these.

    A name only calls what is used. One of an index that nothing takes packages from any more says
    nothing, unless the table says of that index that it is one for certain packages.

    Args:
        manifest: the parsed `pyproject.toml`.
        used: the addresses of the indexes that packages are taken from.
        unmodeled: takes the dotted keys of what the model does not know.
    """
    table = manifest.section(*INDEXES)
    found: dict[str, str] = {}
    for name, value in table.items():
        match value:
            case str():
                found |= {name: value} if value in used else {}
            case {"url": str(url), "explicit": True, **rest} if not rest:
                found[name] = url
            case _:
                unmodeled.append(table.key(name))
    return found, {*table.values}


def groups(project: Project) -> list[str]:
    """The names of dependency groups, sorted."""
    named = {item.group for item in project.dependencies}
    named |= {package.group for package in project.system_packages}
    named |= project.includes.keys()
    return sorted(named - {""})


def feature(item: Dependency) -> str:
    """The optional feature or the group that a requirement belongs to; empty for run time."""
    return item.optional or item.group


def only_requirements(dependencies: Iterable[Dependency]) -> list[Dependency]:
    """Those that are the only one on their package in their feature, and hold always."""
    found: dict[tuple[str, str], list[Dependency]] = {}
    for item in dependencies:
        found.setdefault((feature(item), canonical(item.name)), []).append(item)
    return [many[0] for many in found.values() if len(many) == 1 and not many[0].marker]


def system_packages(
    project: Project, taken: Collection[tuple[str, str]]
) -> Iterator[SystemPackage]:
    """Those that conda channels have, once, and known by conda's names only.

    Args:
        project: what has them.
        taken: group and conda name of what is no system package.
    """
    found = {}
    for package in project.system_packages:
        key = package.place, package.conda
        if package.conda and (package.group, package.conda) not in taken and key not in found:
            spec = "" if package.spec == "*" else package.spec
            found[key] = replace(package, name=package.conda, spec=spec, nix="", debian="")
    yield from (found[key] for key in sorted(found))


def write_tables(document: Document, project: Project, asked: Collection[str]) -> None:
    """Write the names of indexes, and the conda names that a manifest has no place for.

    Args:
        document: `pyproject.toml`.
        project: the project without what the manager cannot hold.
        asked: the addresses of the indexes that requirements are taken from.
    """
    for index in project.indexes:
        unused = index.explicit and index.url not in asked
        noted = Inline(url=index.url, explicit=True) if unused else index.url
        document.put((*INDEXES, index.name), noted, ("indexes", index.name))
    names = conda_names(project.dependencies)
    system = {(package.group, package.conda) for package in project.system_packages}
    for item in project.dependencies:
        name = canonical(item.name)
        source = ("dependencies", *item.key)
        if item.conda and item.conda != name:
            document.put((*CONDA_NAMES, name), item.conda, source)
        elif name not in names and (feature(item), name) in system:
            document.put((*CONDA_NAMES, name), "", source)
    _write_marks(document, project)


def _write_marks(document: Document, project: Project) -> None:
    """Note which system packages are called as a Python package that they are not."""
    if not project.system_packages:
        return
    from seedbed.managers.shared.conda_names import python_name  # long, and seldom needed

    named = {canonical(item.name) for item in project.dependencies if item.conda}
    for package in project.system_packages:
        if package.conda not in named and python_name(package.conda):
            source = ("system_packages", *package.key)
            document.put((*CONDA_NAMES, package.conda), "", source)


def _comes_from_conda(item: Dependency) -> bool:
    """Whether its conda package is all that is asked for."""
    narrowed = item.url or item.index or item.source or item.marker or item.extras
    return bool(item.conda and not narrowed and conda_spec(item.spec))


def without_partial_indexes(project: Project) -> Project:
    """The project without indexes that hold on some systems only, which conda can't say."""
    return replace(
        project,
        dependencies=tuple(
            replace(item, index="", index_marker="") if item.index_marker else item
            for item in project.dependencies
        ),
    )
