"""`seedbed add`: put packages where they belong."""

from __future__ import annotations

import os

from seedbed.commands.packages import Packing, changes_of, find_packages
from seedbed.commands.requirements import DEV, beside, read_requirement
from seedbed.errors import usage_error
from seedbed.host.paths import absolute
from seedbed.managers.base import MANAGERS
from seedbed.managers.protocols import Place
from seedbed.model.names import canonical
from seedbed.model.project import Dependency
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from seedbed.commands.packages import Packages
    from seedbed.commands.requirements import Where
    from seedbed.managers.protocols import Driver

_FRAMEWORKS = {"torch": "pytorch", "tensorflow": "tensorflow", "jax": "jax"}
"""Packages with builds for accelerators, and the choice that sets them up."""
_OF_PACKAGES = ("pyproject.toml", "setup.py")
"""The files of which a package's folder has one."""
_EDITABLE = {
    "pixi": "Put it into [tool.pixi.pypi-dependencies] in pyproject.toml: "
    "NAME = {{ path = '{folder}', editable = true }}.",
    "conda": "Put '-e {folder}' into the list 'pip' in environment.yml, then run 'seedbed sync'.",
}
"""How people add an editable package by hand."""


def plan_add(start: str, words: Sequence[str], where: Where) -> Packing:
    """Find out what adding packages would do; nothing is written.

    Args:
        start: a folder in the project.
        words: the requirements, as they were typed.
        where: where they belong.

    Raises:
        SeedbedError: when there is no project, one is no requirement, or the manager would refuse
            the result.
    """
    read = [read_requirement(word, where) for word in words]
    found = find_packages(start)
    _check_source(found, where)
    uses_channels = MANAGERS[found.manager].uses_channels
    source = where.source if uses_channels else "pypi"
    items, remarks = [], []
    for typed, said in read:
        remarks += [said] if said else []
        item = beside(typed, found.project.dependencies, source)
        stands = _standing(found.project.dependencies, item)
        if stands and _is_there(item, stands, where):
            remarks.append(f"{stands.requirement} is already in {where.title}.")
            continue
        if stands and not (item.spec or item.url):
            item = replace(item, spec=stands.spec)
        items.append(item)
        remarks += _remarks(found, item, stands, where)
    return _plan(found, tuple(items), where, tuple(remarks))


def plan_editable(start: str, folder: str, where: Where) -> Packing:
    """Find out what adding a package would do whose code lies in a folder, and is used in place.

    Args:
        start: a folder in the project.
        folder: the package's folder.
        where: where it belongs.

    Raises:
        SeedbedError: when there is no project, no package in the folder, or a manager that has no
            command for it.
    """
    found = find_packages(start)
    manager, place = MANAGERS[found.manager], absolute(folder)
    if not manager.edits:
        raise usage_error(
            f"seedbed can't add editable packages with {manager.title} yet.",
            _EDITABLE[found.manager].format(folder=folder),
            code="not-editable",
        )
    if not any(os.path.isfile(os.path.join(place, name)) for name in _OF_PACKAGES):
        raise usage_error(
            f"{place} holds no package: it has neither pyproject.toml nor setup.py.",
            "Name the folder of a package.",
            code="no-package",
        )
    path = os.path.relpath(place, found.root).replace(os.sep, "/")
    to = Place(group=where.group, extra=where.extra)
    return Packing(
        packages=found,
        items=(Dependency(name=path, group=where.group, optional=where.extra),),
        changes=(),
        native=True,
        run=lambda driver: driver.add(found.root, [path], to, editable=True),
    )


def _plan(
    found: Packages, items: tuple[Dependency, ...], where: Where, remarks: tuple[str, ...]
) -> Packing:
    keys = {item.key for item in items}
    kept = [item for item in found.project.dependencies if item.key not in keys]
    changes = changes_of(found, [*kept, *items], where.channels) if items else ()
    native = MANAGERS[found.manager].edits and not any(item.index or item.marker for item in items)
    place = Place(group=where.group, extra=where.extra)

    def run(driver: Driver) -> None:
        if native:
            driver.add(found.root, [one.requirement for one in items], place, editable=False)
        else:
            driver.lock(found.root)
            driver.sync(found.root)

    if items and not native and where.group not in {"", DEV}:
        remarks = (*remarks, _not_installed(found, where))
    return Packing(
        packages=found,
        items=items,
        changes=changes,
        native=native,
        run=run,
        remarks=tuple(filter(None, remarks)),
    )


def _standing(dependencies: Sequence[Dependency], item: Dependency) -> Dependency | None:
    return next((one for one in dependencies if one.key == item.key), None)


def _is_there(item: Dependency, stands: Dependency, where: Where) -> bool:
    """Whether a requirement asks for nothing that does not stand there already."""
    if where.source and bool(stands.conda) != (where.source == "conda"):
        return False
    is_bare = not (item.spec or item.url or set(item.extras) - set(stands.extras))
    return is_bare or (item.spec, item.url, item.extras) == (
        stands.spec,
        stands.url,
        stands.extras,
    )


def _check_source(found: Packages, where: Where) -> None:
    manager = MANAGERS[found.manager]
    if where.source == "conda" and not manager.uses_channels:
        raise usage_error(
            f"{manager.title} doesn't install from conda channels.",
            f"Leave out --{'channel' if where.channels else 'conda'}.",
            code="no-channels",
        )


def _remarks(
    found: Packages, item: Dependency, stands: Dependency | None, where: Where
) -> list[str]:
    """Where one requirement goes, and what else there is to say of it."""
    said = []
    if stands and stands.requirement != item.requirement:
        said.append(f"{stands.requirement} becomes {item.requirement}.")
    if MANAGERS[found.manager].uses_channels:
        title = MANAGERS[found.manager].title
        if item.conda:
            renamed = f" as {item.conda}" if item.conda != canonical(item.name) else ""
            said.append(f"{title} installs {item.name} from conda channels{renamed}.")
        else:
            said.append(f"{title} installs {item.name} from PyPI{_why(item, where)}.")
    framework = _FRAMEWORKS.get(canonical(item.name))
    if framework and not _has(found, item.name):
        said.append(
            f"To get the build of {item.name} for your GPU, run 'seedbed update --framework "
            f"{framework}' instead."
        )
    return said


def _why(item: Dependency, where: Where) -> str:
    if item.url or where.source == "pypi":
        return ""
    if item.extras or item.marker:
        return ", because conda packages know neither extras nor markers"
    return ", because seedbed knows no conda package for it"


def _has(found: Packages, name: str) -> bool:
    return any(canonical(one.name) == canonical(name) for one in found.project.dependencies)


def _not_installed(found: Packages, where: Where) -> str:
    """What is to be said of a group that the environment for work does not have."""
    if where.group in found.project.on_demand or where.group not in {
        item.group for item in found.project.dependencies
    }:
        return f"'seedbed sync' doesn't install {where.title}."
    return ""
