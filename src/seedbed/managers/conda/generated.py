"""Reads the lines of environment files that seedbed generated as the packages that they were; pure.

Which package a conda name means may be said in `pyproject.toml` alone
(`[tool.seedbed.conda-names]`). When only that changes, a line that nobody touched would read as
another package: it would be added as a requirement, and the one that it was written for would be
taken for removed.
"""

from __future__ import annotations

from seedbed.managers.conda.reading import lines_of
from seedbed.managers.shared.conda_packages import conda_spec, groups
from seedbed.managers.shared.included import inherited
from seedbed.managers.shared.specs import pep440, same
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.managers.protocols import Reading
    from seedbed.model.project import Dependency, Project

    Key = tuple[str, ...]
    Items = dict[Key, Dependency]


def as_generated(reading: Reading, was: Project, files: Mapping[str, str]) -> Reading:
    """A reading in which generated lines that still stand ask for what they asked for.

    Args:
        reading: the project in two ways, as `pyproject.toml` and as the environment files have it.
        was: what was generated last.
        files: the environment files as they stand, by path.
    """
    project, other = reading.project, reading.other or reading.project
    stated, said, known = _by_key(project), _by_key(other), _by_key(was)
    lines = lines_of(files)
    packages = {one.key: one for one in project.system_packages}
    there = {one.key for one in was.system_packages}
    for item in was.dependencies:
        line = item.group, item.conda
        if line in lines and not item.optional:
            _drop_misread(item.key, line, (stated, said, known))
            if _conda_of(said.get(item.key)) != item.conda:
                said[item.key] = replace(item, spec=_spec(item.spec, lines[line]))
            if item.key in stated and not stated[item.key].url:
                stated[item.key] = replace(stated[item.key], conda=item.conda)
                if line not in there:
                    packages.pop(line, None)
    for package in was.system_packages:
        line = package.group, package.conda
        if line in lines and package.key not in packages and not _is_stated(line, stated):
            _drop_misread((), line, (stated, said, known))
            packages[package.key] = replace(package, spec=lines[line])
    _drop_inherited(was, stated, said)
    kept = tuple(packages[key] for key in sorted(packages))
    project = replace(project, dependencies=_sorted(stated), system_packages=kept)
    other = replace(other, dependencies=_sorted(said), system_packages=kept)
    return replace(reading, project=project, other=None if other == project else other)


def _drop_misread(own: Key, line: Key, views: tuple[Items, Items, Items]) -> None:
    """Take a line away from the requirements that it was not written for.

    Args:
        own: the key of the requirement that it was written for.
        line: its group and conda name.
        views: as `pyproject.toml` has it, as the environment files do, as generated.
    """
    stated, said, known = views
    for key, item in list(said.items()):
        if key == own or (item.group, item.conda) != line:
            continue
        if key in stated:
            before = known.get(key)
            stated[key] = replace(stated[key], conda=before.conda if before else "")
            said[key] = before or stated[key]
        else:
            del said[key]


def _drop_inherited(was: Project, stated: Items, said: Items) -> None:
    """Take away lines that followed from what a group included, and still stand as generated.

    Args:
        was: what was generated last.
        stated: the requirements as `pyproject.toml` has them.
        said: as the environment files have them.
    """
    for group in groups(was):
        for item in inherited(was, group):
            key = replace(item, group=group, optional="").key
            line = said.get(key)
            if line and key not in stated and same(conda_spec(line.spec), conda_spec(item.spec)):
                del said[key]


def _conda_of(item: Dependency | None) -> str:
    return item.conda if item else ""


def _is_stated(line: Key, stated: Items) -> bool:
    """Whether `pyproject.toml` asks for what a line brings."""
    return any((item.group, item.conda) == line for item in stated.values())


def _spec(before: str, line: str) -> str:
    """The range of a requirement; as it was, where the line still says that."""
    if same(conda_spec(before), line):
        return before
    spec = pep440(line)
    return before if spec is None else spec


def _by_key(project: Project) -> Items:
    return {item.key: item for item in project.dependencies}


def _sorted(items: Items) -> tuple[Dependency, ...]:
    return tuple(sorted(items.values(), key=lambda item: item.key))
