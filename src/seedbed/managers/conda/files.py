"""Which environment file has what: `environment.yml`, and one for each dependency group.

https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html
"""

from __future__ import annotations

from seedbed.managers.conda.yaml import Environment
from seedbed.managers.shared import specs
from seedbed.managers.shared.conda_packages import (
    conda_name,
    conda_names,
    conda_spec,
    groups,
    only_requirements,
    system_packages,
    without_partial_indexes,
)
from seedbed.managers.shared.environment_files import path_of
from seedbed.managers.shared.included import is_own_extra, members
from seedbed.managers.shared.index_order import joined, none_last
from seedbed.managers.shared.metadata import BUILT_IN, DERIVED
from seedbed.managers.shared.source_tables import source_in_url
from seedbed.model.names import canonical
from seedbed.model.project import Platform
from seedbed.model.record import replace
from seedbed.model.source import GIT, URL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.model.project import Dependency, Project, SystemPackage
    from seedbed.model.source import Source

    Address = tuple[str, ...]

VARIABLES = {"PYTHONNOUSERSITE": "1"}
"""Variables of every environment: what the user installed outside of it must not shadow it."""


def write_files(project: Project) -> dict[str, Environment]:
    """The environment files, by path.

    Args:
        project: the project without what they cannot hold.
    """
    paths = {path_of(group): group for group in ("", *groups(project))}
    return {path: _write(project, group) for path, group in paths.items() if path}


def supported(project: Project) -> Project:
    """The project without what environment files cannot hold.

    Requirements of optional features stand in `pyproject.toml` only. An index is known by its
    address. A machine stands in them once, and only for conda-lock.
    """
    project = without_partial_indexes(project)
    known = (index for index in none_last(project.indexes) if index.url.split() == [index.url])
    indexes = joined(known)
    first = {index.url: index.name for index in indexes}
    urls = {index.name: index.url for index in project.indexes}
    placed = [
        replace(
            item,
            index=first.get(urls.get(item.index, ""), "") if _has_file(item) else "",
            source=_for_lines(item.source) if _has_line(project, item) else None,
            module="",
        )
        for item in project.dependencies
    ]
    single = {item.key for item in only_requirements(placed) if _has_file(item)}
    names = conda_names(item for item in placed if item.key in single and _is_free(item.conda))
    taken = {(group, name) for name in names.values() for group in ("", *groups(project))}
    subdirs = sorted({platform.subdir for platform in project.platforms})
    return replace(
        project,
        dependencies=tuple(
            replace(item, conda=conda_name(item, names) if item.key in single else "")
            for item in placed
        ),
        exclusive=(),
        indexes=indexes,
        platforms=tuple(Platform(name=subdir, subdir=subdir) for subdir in subdirs),
        system_packages=tuple(
            package
            for package in system_packages(project, taken)
            if _is_writable(package) and not package.platform
        ),
    )


def _write(project: Project, group: str) -> Environment:
    document = Environment()
    document.put(("name",), project.name)
    if project.channels:
        channels = [("channels", name) for name in project.channels]
        document.put(("channels",), list(project.channels), *channels)
    if not group and project.platforms:
        document.put(("platforms",), [one.subdir for one in project.platforms])
    own = [member.item for member in members(project, group)]
    conda: dict[str, str] = {}
    for item in own:
        if item.conda:
            conda[item.conda] = joint_spec((conda.get(item.conda, ""), conda_spec(item.spec)))
    system = [package for package in project.system_packages if package.group == group]
    conda |= {package.conda: package.spec for package in system}
    lines: list[object] = [specs.line(name, spec) for name, spec in sorted(conda.items())]
    asked = _for_pip(project, [item for item in own if not item.conda], group)
    if asked or not group:
        lines.insert(0, "pip")
    if not group:
        lines.insert(0, specs.line("python", conda_spec(project.python)))
    if asked:
        lines.append({"pip": asked})
    sources: list[Address] = [
        ("dependencies", *member.origin.key) for member in members(project, group)
    ]
    sources += [("system_packages", *package.key) for package in system]
    named = {item.index for item in own if not item.conda}
    sources += [
        ("indexes", index.name)
        for index in project.indexes
        if index.name in named or not (index.explicit or (group and not asked))
    ]
    if not group:
        document.put(("variables",), dict(VARIABLES), BUILT_IN)
    document.put(("dependencies",), lines, *(sources or [DERIVED if group else BUILT_IN]))
    return document


def _for_pip(project: Project, items: Iterable[Dependency], group: str) -> list[str]:
    """What pip installs: the requirements, those of an index behind the index's address.

    An address that nothing stands behind is that of an index which is open to all packages. Each
    file says of these whose requirements pip installs, since pip knows of no other file.
    """
    by_index: dict[str, list[str]] = {}
    for item in joint_items(items):
        by_index.setdefault(item.index, []).append(as_asked(item).requirement)
    is_open = bool(by_index or not group)
    default = [one.url for one in project.indexes if one.default and is_open]
    lines = [*(f"{specs.INDEX} {url}" for url in default), *by_index.get("", [])]
    for index in project.indexes:
        if index.name in by_index:
            lines += [f"{specs.EXTRA_INDEX} {index.url}", *by_index[index.name]]
    said = by_index if group else ()  # in the main file, the second line says that it is open
    extra = [
        one.url for one in project.indexes if not (one.explicit or one.default or one.name in said)
    ]
    return [*lines, *(f"{specs.EXTRA_INDEX} {url}" for url in extra if is_open)]


def asked(project: Project) -> set[str]:
    """The addresses of the indexes that the files take requirements from.

    Args:
        project: the project without what they cannot hold.
    """
    found: set[str] = set()
    for group in filter(path_of, ("", *groups(project))):
        own = [member.item for member in members(project, group) if not member.item.conda]
        found |= {item.index for item in joint_items(own)}
    return {one.url for one in project.indexes if one.name in found}


def joint_spec(ranges: Iterable[str]) -> str:
    """The range of what is in several, in conda's notation."""
    clauses = dict.fromkeys(clause for one in ranges for clause in one.split(","))
    return ",".join(one for one in clauses if one not in {"", "*"}) or "*"


def joint_items(items: Iterable[Dependency]) -> list[Dependency]:
    """Requirements of a group and those that it includes, each package once, with all ranges."""
    found: dict[tuple[str, str], Dependency] = {}
    for item in items:
        key = canonical(item.name), item.marker
        if key in found:
            clauses = dict.fromkeys(filter(None, f"{found[key].spec},{item.spec}".split(",")))
            extras = tuple(sorted({*found[key].extras, *item.extras}))
            found[key] = replace(found[key], spec=",".join(clauses), extras=extras)
        else:
            found[key] = item
    return list(found.values())


def as_asked(item: Dependency) -> Dependency:
    """A requirement as a line asks pip for it: with the address that it comes from."""
    return replace(item, url=str(item.source), spec="") if item.source else item


def _for_lines(source: Source | None) -> Source | None:
    """A source that a line for pip can have, as it is read there; None for any other."""
    if source is None or source.kind not in {GIT, URL} or source.marker:
        return None
    said = source_in_url(str(source))
    return said if said and str(said) == str(source) else None


def _has_line(project: Project, item: Dependency) -> bool:
    """Whether a file asks for a requirement itself, not for what it brings."""
    return _has_file(item) and not is_own_extra(project, item)


def _has_file(item: Dependency) -> bool:
    return not item.optional and bool(path_of(item.group))


def _is_free(name: str) -> bool:
    return name not in specs.BUILT_IN


def _is_writable(package: SystemPackage) -> bool:
    """Whether a line can ask for it, so that it is read as it was written."""
    said = specs.parse(specs.line(package.conda, package.spec))
    own = said is not None and said == specs.Package(name=package.conda, spec=package.spec)
    return own and _is_free(package.conda) and bool(path_of(package.group))
