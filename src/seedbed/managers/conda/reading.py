"""Reads environment files, as they are written by seedbed and as people change them."""

from __future__ import annotations

from seedbed.managers.conda.tables import EnvironmentFile, Table, file_of
from seedbed.managers.conda.views import Views, as_dependencies
from seedbed.managers.shared import specs
from seedbed.managers.shared.conda_packages import CONDA_NAMES, index_names, noted_indexes
from seedbed.managers.shared.environment_files import MAIN, is_environment
from seedbed.model.project import Index, Platform
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from seedbed.formats.tables import Section
    from seedbed.model.flat import Address
    from seedbed.model.project import Project


def read_files(
    files: Mapping[str, str],
    manifest: Section,
    project: Project,
    unmodeled: list[str],
    unmodeled_addresses: list[Address],
) -> tuple[Project, Project]:
    """The project as `pyproject.toml` gives its requirements, and as the environment files do.

    Args:
        files: text by path.
        manifest: the parsed `pyproject.toml`.
        project: what it says.
        unmodeled: takes what the model does not know.
        unmodeled_addresses: takes the indexes of that.
    """
    names = manifest.section(*CONDA_NAMES).strings(unmodeled=unmodeled)
    tables = {path: Table(path, files[path], unmodeled) for path in files if is_environment(path)}
    read = [file_of(table) for table in tables.values()]
    indexes = tuple(_indexes(manifest, read, unmodeled))
    _check_default(tables, read, unmodeled_addresses)
    unmodeled_addresses += [("indexes", link) for file in read for link in file.links]
    main = tables.get(MAIN) or Table(MAIN, "", unmodeled)
    channels = tuple(main.once("channels"))
    for table in tables.values():
        if table.many("channels") and tuple(table.once("channels")) != channels:
            unmodeled.append(table.key("channels"))
        if table.string("name") not in {"", project.name}:
            unmodeled.append(table.key("name"))
    project = replace(
        project,
        channels=channels,
        platforms=tuple(Platform(name=one, subdir=one) for one in sorted(main.once("platforms"))),
        indexes=indexes,
    )
    return _views(project, read, names, unmodeled)


def lines_of(files: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """What environment files ask conda for: group and conda name, to the range of versions."""
    tables = (Table(path, text, []) for path, text in files.items() if is_environment(path))
    return {
        (file.group, package.name): package.spec
        for file in map(file_of, tables)
        for package in file.lines
    }


def _check_default(
    tables: Mapping[str, Table], read: Iterable[EnvironmentFile], addresses: list[Address]
) -> None:
    """Report the default indexes of single groups: a project has one, or none."""
    default = next((file.default for file in read if not file.group), "")
    for file in read:
        if file.default not in ("", default):
            tables[file.path].report("pip", f"{specs.INDEX} {file.default}")
            addresses.append(("indexes", file.default))


def _indexes(
    manifest: Section, read: Iterable[EnvironmentFile], unmodeled: list[str]
) -> Iterator[Index]:
    """The indexes that have a name, then those that somebody added by their addresses."""
    files = list(read)
    extra = {url for file in files if not file.group for url in file.open}
    default = next((file.default for file in files if not file.group), "")

    def index(name: str, url: str) -> Index:
        is_open = url in extra or url == default
        return Index(name=name, url=url, explicit=not is_open, default=url == default)

    asked = [
        url for file in files for url in (file.default, *(url for _, url in file.asked), *file.open)
    ]
    named, taken = noted_indexes(manifest, {*asked} - {""}, unmodeled)
    urls = {url: name for name, url in reversed(list(named.items()))}
    for name, url in named.items():
        if urls.get(url) == name:
            yield index(name, url)
    rest = dict.fromkeys(url for url in asked if url and url not in urls)
    for url, name in index_names(rest, taken).items():
        yield index(name, url)


def _views(
    project: Project, read: list[EnvironmentFile], names: Mapping[str, str], unmodeled: list[str]
) -> tuple[Project, Project]:
    """The project as `pyproject.toml` gives its requirements, and as the files do."""
    views = Views(project, read, names, unmodeled)
    for file in read:
        views.take(file)
    packages = tuple(sorted(views.system, key=lambda one: one.key))
    project = replace(project, dependencies=as_dependencies(views.stated), system_packages=packages)
    return project, replace(project, dependencies=as_dependencies(views.given), python=views.python)
