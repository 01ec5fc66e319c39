"""Which requirements come from conda channels, while switches go back and forth; pure."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.managers.shared.environment_files import path_of
from seedbed.model.names import canonical
from seedbed.model.project import PYTHON
from seedbed.update.aside import is_plain
from seedbed.update.inventory import requirement_key
from seedbed.update.ranges import same_range
from seedbed.update.returning import is_requirements
from seedbed.update.stated import read
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect
    from seedbed.update.aside import Aside

    Path = tuple[str, ...]


def only_conda(stood: Any, base: Any, after: Any) -> dict[Path, str]:
    """Which requirements come from conda channels, where the new manager cannot say so.

    Args:
        stood: the project as it stood.
        base: as it was generated.
        after: as the new manager has it.
    """
    there = {item.key: item.conda for item in after.dependencies}
    known = {item.key: item.conda for item in base.dependencies}
    return {
        item.key: item.conda
        for item in stood.dependencies
        if item.conda and there.get(item.key) == "" and known.get(item.key, "") == ""
        if is_plain(item.conda)
    }


def ranges_of(stood: Any, after: Any) -> dict[Path, str]:
    """What one project asks for where another asks for other versions of the same.

    Args:
        stood: the other, as its own files say it.
        after: the one.

    Returns:
        The keys of requirements, and of Python itself, to the ranges of `after`.
    """
    there = {item.key: item.spec for item in after.dependencies if not item.url}
    asked = {item.key: item.spec for item in stood.dependencies if not item.url}
    if stood.python != after.python:
        asked[PYTHON], there[PYTHON] = stood.python, after.python
    return {key: there[key] for key, spec in asked.items() if there.get(key, spec) != spec}


def replaced(home: Dialect, held: Aside, now: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The ranges of files of their own that an edit of `pyproject.toml` takes the place of.

    Args:
        home: the dialect of the manager that comes back.
        held: what was set aside of it.
        now: the manifest's files as they come back, by path.

    Returns:
        By path, what of that file says another range now: the name, and both ranges.
    """
    files = {path: text for path, text in held.stood.items() if path in now}
    if not held.ranges or not files:
        return {}
    sides = {**files, NAME: now[NAME]}, {**{path: now[path] for path in files}, NAME: now[NAME]}
    try:
        readings = [read(home, side) for side in sides]
    except SeedbedError:
        return {}
    was, then = (_ranges(one.other or one.project) for one in readings)
    found: dict[str, list[str]] = {}
    for key in held.ranges.keys() & was.keys() & then.keys():
        (path, name, old), (_, _, new) = was[key], then[key]
        if path in files and not (old == new or same_range(old, new)):
            found.setdefault(path, []).append(f"{name} ({_shown(old)} → {_shown(new)})")
    return {path: tuple(sorted(names)) for path, names in sorted(found.items())}


def _shown(spec: str) -> str:
    """A range for people, who write the least version first."""
    return ",".join(sorted(spec.split(","), key=lambda one: one[:1] in {"<", "!"})) or "any"


def _ranges(project: Any) -> dict[Path, tuple[str, str, str]]:
    """The range of each requirement and of Python, with the file that has it and its name."""
    found = {
        item.key: (path_of(item.group), item.name, item.spec)
        for item in project.dependencies
        if not (item.url or item.optional)
    }
    return {**found, PYTHON: (path_of(""), PYTHON[1], project.python)}


def from_conda(project: Any, names: Mapping[str, str]) -> dict[str, str]:
    """The requirements that come from conda channels by some names."""
    found = {item.name: item.conda for item in project.dependencies if item.conda}
    return {name: conda for name, conda in found.items() if conda in names.values()}


def removed(project: Any, held: Aside) -> tuple[str, ...]:
    """The names of requirements that a project has no more, although what was set aside asks so.

    Args:
        project: the project as it comes back.
        held: what was set aside of the manager's: which requirements come from conda channels, and
            which ones stand in lists only while another manager has the project.
    """
    there = {item.key[:2] for item in project.dependencies}
    keys = list(held.conda)
    for path, one in held.shared.items():
        items = one.instead if is_requirements(path) and isinstance(one.instead, list) else ()
        keys += [key[1:] for item in items if (key := requirement_key(item, path))]
    return tuple(dict.fromkeys(key[1] for key in keys if key[:2] not in there))


def without_removed(edited: Mapping[Path, Any], project: Any, held: Aside) -> dict[Path, Any]:
    """What does not come back, without the packages that were removed: these are told apart.

    Args:
        edited: what does not come back, by its keys.
        project: the project as it comes back.
        held: what was set aside of the manager's.
    """
    there = {canonical(item.name) for item in project.dependencies}
    gone = {canonical(name) for name in removed(project, held)} - there
    gone |= {conda for key, conda in held.conda.items() if canonical(key[1]) in gone}
    return {
        path: value
        for path, value in edited.items()
        if not (path[-2:-1] and path[-2] in _PACKAGES and canonical(path[-1]) in gone)
    }


_PACKAGES = ("dependencies", "pypi-dependencies")
"""The tables of packages that managers have beside the lists that all read."""
