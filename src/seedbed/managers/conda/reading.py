"""Reads environment files, as they are written by seedbed and as people change them."""

from __future__ import annotations

from seedbed.managers.conda.tables import EnvironmentFile, Table, file_of
from seedbed.managers.shared import specs
from seedbed.managers.shared.conda_packages import (
    CONDA_NAMES,
    INDEXES,
    conda_spec,
    index_names,
    only_requirements,
    possible_name,
)
from seedbed.managers.shared.environment_files import MAIN, is_environment, path_of
from seedbed.model.names import canonical
from seedbed.model.project import Dependency, Index, Platform, SystemPackage
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from seedbed.formats.tables import Section
    from seedbed.model.project import Project


def read_files(
    files: Mapping[str, str], manifest: Section, project: Project, unmodeled: list[str]
) -> tuple[Project, Project]:
    """The project as `pyproject.toml` gives its requirements, and as the environment files do.

    Args:
        files: text by path.
        manifest: the parsed `pyproject.toml`.
        project: what it says.
        unmodeled: takes what the model does not know.
    """
    names = manifest.section(*CONDA_NAMES).strings(unmodeled=unmodeled)
    named = manifest.section(*INDEXES).strings(unmodeled=unmodeled)
    tables = {path: Table(path, files[path], unmodeled) for path in files if is_environment(path)}
    read = [file_of(table) for table in tables.values()]
    indexes = tuple(_indexes(named, read))
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


def _indexes(named: Mapping[str, str], read: Iterable[EnvironmentFile]) -> Iterator[Index]:
    """The indexes that have a name, then those that somebody added by their addresses."""
    extra = {url for file in read if not file.group for url in file.open}
    urls = {url: name for name, url in reversed(list(named.items())) if url}
    for name, url in named.items():
        if urls.get(url) == name:
            yield Index(name=name, url=url, explicit=url not in extra)
    asked = [url for file in read for url in (*(url for _, url in file.asked), *file.open)]
    rest = dict.fromkeys(url for url in asked if url and url not in urls)
    for url, name in index_names(rest, taken=named).items():
        yield Index(name=name, url=url, explicit=url not in extra)


def _views(
    project: Project, read: list[EnvironmentFile], names: Mapping[str, str], unmodeled: list[str]
) -> tuple[Project, Project]:
    single = only_requirements(project.dependencies)
    by_url = {index.url: index.name for index in project.indexes}
    stated, python = {item.key: item for item in project.dependencies}, project.python
    given = {
        key: item
        for key, item in stated.items()
        if item.optional or path_of(item.group) not in {file.path for file in read}
    }
    system: list[SystemPackage] = []
    for file in read:
        own = [item for item in single if item.group == file.group and not item.optional]
        for package in file.lines:
            if package.name == "python":
                python = _python(project.python, package, file.path, unmodeled)
        for package, item, name in _meant(file, own, names):
            other = _from_conda(item, name, package, file.group)
            if item:
                stated[item.key] = replace(item, conda=package.name)
                given[item.key] = other or stated[item.key]
                if other is None:
                    unmodeled.append(f"{file.path}: dependencies: {package.name} {package.spec}")
            elif other:
                given[other.key] = other
            else:
                system.append(SystemPackage(name=package.name, conda=package.name,
                                            spec=package.spec, group=file.group))  # fmt: skip
        for asked, url in file.asked:
            item = stated.get(asked.key)
            index = "" if asked.url else by_url.get(url, "")
            if item:
                stated[item.key] = replace(item, index="" if item.url else index)
            given[asked.key] = replace(asked, name=item.name if item else asked.name, index=index)
    packages = tuple(sorted(system, key=lambda one: one.key))
    project = replace(project, dependencies=_sorted(stated), system_packages=packages)
    return project, replace(project, dependencies=_sorted(given), python=python)


def _meant(
    file: EnvironmentFile, own: Iterable[Dependency], names: Mapping[str, str]
) -> Iterator[tuple[specs.Package, Dependency | None, str]]:
    """What each line for conda is for: the requirement that it belongs to, and its Python name.

    Where two lines mean the same Python package, as `dask` and `dask-core` do, the first counts,
    and the other one is known by its conda name only.

    Args:
        file: what has the lines.
        own: the requirements of its group in `pyproject.toml`.
        names: what the table `CONDA_NAMES` says.
    """
    known = {name: item for item in own if (name := possible_name(item, names))}
    found = set()
    for package in file.lines:
        if package.name in specs.BUILT_IN:
            continue
        name = _python_name(package.name, names)
        item = known.get(package.name)
        if item is None and name in known and canonical(known[name].name) == name:
            item = known[name]
        name = canonical(item.name) if item else name
        if name in found:
            yield package, None, ""
        else:
            found |= {name} - {""}
            yield package, item, name


def _from_conda(
    item: Dependency | None, name: str, package: specs.Package, group: str
) -> Dependency | None:
    """The requirement that a line for conda is; None when it is none that Python can say.

    Args:
        item: the one that the line belongs to, if `pyproject.toml` has it.
        name: what Python calls the package; empty when it is none of Python's.
        package: what the line asks for.
        group: whose file the line is in.
    """
    if item is not None and specs.same(conda_spec(item.spec), package.spec):
        return replace(item, conda=package.name)
    spec = specs.pep440(package.spec)
    if spec is None or not (item or name):
        return None
    if item is not None:
        return replace(item, spec=spec, conda=package.name)
    return Dependency(name=name, spec=spec, group=group, conda=package.name)


def _python_name(conda: str, names: Mapping[str, str]) -> str:
    """What Python calls a conda package, as far as that is known; empty for none of Python's.

    Args:
        conda: its conda name.
        names: what the table `CONDA_NAMES` says, which goes before seedbed's own.
    """
    if names.get(canonical(conda), conda) != conda:
        return ""
    for name, other in names.items():
        if other == conda:
            return name
    from seedbed.managers.shared.conda_names import python_name  # long, and seldom needed

    name = python_name(conda)
    return "" if names.get(name) else name


def _python(stated: str, package: specs.Package, path: str, unmodeled: list[str]) -> str:
    """The range of Python versions; as `pyproject.toml` states it, where both mean the same."""
    if specs.same(conda_spec(stated), package.spec):
        return stated
    spec = specs.pep440(package.spec)
    if not spec:
        unmodeled.append(f"{path}: dependencies: python {package.spec}".rstrip())
    return spec or stated


def _sorted(items: Mapping[tuple[str, str, str], Dependency]) -> tuple[Dependency, ...]:
    return tuple(sorted(items.values(), key=lambda item: item.key))
