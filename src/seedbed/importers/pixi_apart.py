"""Ranges of `pyproject.toml` without a version that `pixi.toml` takes, too; pure.

Pixi reads only one of the files. Together in `pyproject.toml`, both ranges would hold, and nothing
could be installed.
"""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats.tables import parse
from seedbed.importers.added import NAME
from seedbed.importers.imported import Remark
from seedbed.importers.unreadable import items_of
from seedbed.managers.pixi.rules.lines import line_of
from seedbed.managers.registry import load_dialect
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.model.names import canonical, requirement_name
from seedbed.model.record import replace
from seedbed.model.versions import APART, compare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

_PYTHON = ("project", "requires-python")


def without_apart(stands: str, written: str, pixi: str) -> tuple[dict[Any, Any], list[Remark]]:
    """The keys of `pyproject.toml` that give way, and what is said of them.

    Args:
        stands: the file as it is.
        written: the same with Pixi's tables in it.
        pixi: the file that these stand in.
    """
    try:
        reading = load_dialect("pixi").read({NAME: written})
    except SeedbedError:  # which is told where the file is used
        return {}, []
    if reading.own is None:
        return {}, []
    there = {canonical(item.name): item.spec for item in reading.own.dependencies if not item.group}
    keys: dict[Any, Any] = {}
    remarks = []
    python = reading.project.python
    if python and compare(python, reading.own.python) == APART:
        keys[_PYTHON] = reading.own.python
        text = (
            f"requires-python is now {reading.own.python} instead of {python}, because {pixi} wins."
        )
        remarks.append(_remark(text, stands, _PYTHON))
    for item, path, number in _apart(stands, there):
        stood = keys.get(path) or list(_at(stands, path))
        given = parse_requirement(item)
        new = replace(given, spec=there[canonical(given.name)])
        stood[number] = new.requirement
        keys[path] = stood
        text = f"The requirement {item} is now {new.requirement}, because {pixi} wins."
        remarks.append(_remark(text, stands, (*path, number)))
    return keys, remarks


def _apart(stands: str, there: dict[str, str]) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """The requirements of `[project]` that no version fits which Pixi takes: with their places."""
    for item, (*path, number) in items_of(stands):
        name = canonical(requirement_name(item)) if isinstance(item, str) else ""
        if path[0] != "project" or name not in there or not isinstance(number, int):
            continue
        try:
            spec = parse_requirement(str(item)).spec
        except ValueError:  # InvalidRequirement is one
            continue
        if compare(spec, there[name]) == APART:
            yield str(item), tuple(map(str, path)), number


def _at(text: str, path: tuple[str, ...]) -> Any:
    found: Any = parse(text, NAME)
    for name in path:
        found = found[name]
    return found


def _remark(text: str, stands: str, path: tuple[str | int, ...]) -> Remark:
    return Remark(path=NAME, text=text, line=line_of(stands, path), anew=True)
