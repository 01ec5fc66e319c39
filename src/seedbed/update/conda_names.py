"""Which requirements come from conda channels, while switches go back and forth; pure."""

from __future__ import annotations

from seedbed.model.project import PYTHON
from seedbed.update.aside import is_plain
from seedbed.update.inventory import requirement_key
from seedbed.update.returning import is_requirements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

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
