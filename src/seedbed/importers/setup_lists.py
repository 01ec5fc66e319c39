"""Moves the requirements and the entry points of a package of setuptools; pure."""

from __future__ import annotations

from seedbed.importers.pip_requirement import shown
from seedbed.importers.setup_cfg_text import Elsewhere
from seedbed.importers.setup_py import UNKNOWN
from seedbed.importers.setup_requirements import entries_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.importers.setup_moving import Moving

_BUILT_IN = {"console_scripts": "scripts", "gui_scripts": "gui-scripts"}


def move_lists(moving: Moving) -> None:
    """Move requirements and entry points."""
    dependencies = _dependencies(moving)
    _extras(moving, dependencies)
    if dependencies:
        moving.project["dependencies"] = list(dict.fromkeys(dependencies))
    _tests(moving)
    _entries(moving)


def _dependencies(moving: Moving) -> list[str]:
    given = moving.given.get("install_requires")
    if given is None or "dependencies" in moving.dynamic:
        return []
    moving.moved.add("install_requires")
    read = moving.requirements
    if isinstance(given.value, Elsewhere):
        paths = tuple(path for path in given.value.names if moving.is_here(path))
        for path in given.value.names:
            if path not in paths:
                moving.tell("install_requires", f"{shown(path)} was left out: it isn't there.")
        return read.in_files(given, "install_requires", paths) if paths else []
    if given.value is UNKNOWN:
        if path := read.file_in(given):
            return read.in_files(given, "install_requires", (path,))
        moving.unknown("install_requires", "dependencies")
    return read.of(given, given.value)


def _extras(moving: Moving, dependencies: list[str]) -> None:
    given = moving.given.get("extras_require")
    if given is None:
        return
    table = given.value
    if not isinstance(table, dict) or any(one is UNKNOWN for one in table.values()):
        moving.unknown("extras_require", "optional-dependencies")
        return
    moving.moved.add("extras_require")
    extras: dict[str, list[str]] = {}
    for key, value in table.items():
        name, _, marker = str(key).partition(":")
        found = moving.requirements.of(given, value, marker.strip())
        if name.strip():
            extras.setdefault(name.strip(), []).extend(found)
        else:
            dependencies += found
    if extras:
        moving.project["optional-dependencies"] = extras


def _tests(moving: Moving) -> None:
    given = moving.given.get("tests_require")
    if given is None or given.value is UNKNOWN:
        if given:
            text = "tests_require can't be read without running setup.py: it was left out."
            moving.tell("tests_require", text)
        return
    moving.moved.add("tests_require")
    if found := moving.requirements.of(given, given.value):
        moving.groups["test"] = found
        moving.tell("tests_require", "tests_require is the dependency group test now.")


def _entries(moving: Moving) -> None:
    given = moving.given.get("entry_points")
    if given is None:
        return
    value = given.value
    if isinstance(value, Elsewhere):
        path = value.names[0] if value.names else ""
        value = moving.files[path] if moving.is_here(path) else UNKNOWN
    if value is UNKNOWN or (isinstance(value, dict) and UNKNOWN in value.values()):
        moving.unknown("entry_points", "scripts", "gui-scripts", "entry-points")
        return
    moving.moved.add("entry_points")
    found, bad = entries_of(value)
    for line in bad:
        moving.tell("entry_points", f"{shown(line)} was left out: it isn't an entry point.")
    for group, table in found.items():
        if group in _BUILT_IN:
            moving.project[_BUILT_IN[group]] = table
        else:
            moving.project.setdefault("entry-points", {})[group] = table
