"""What `[tool.poetry]` says of the package itself, as `[project]` says it; pure.

https://python-poetry.org/docs/pyproject/
https://packaging.python.org/en/latest/specifications/pyproject-toml/
"""

from __future__ import annotations

import re

from seedbed.formats.toml import Inline
from seedbed.importers.naming import project_name
from seedbed.importers.people import person
from seedbed.importers.poetry1_moving import POETRY
from seedbed.managers.poetry.ranges import requires_python
from seedbed.model.project import VERSION

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.importers.poetry1_moving import Moving

_MINOR = re.compile(r"\s*={0,2}\s*([0-9]+\.[0-9]+)\s*")
_ADDRESSES = {"homepage": "Homepage", "repository": "Repository", "documentation": "Documentation"}
_LICENSE = "License :: "
_BUILT_IN = {"console_scripts": "scripts", "gui_scripts": "gui-scripts"}
"""Groups of entry points that `[project]` has keys of their own for."""


def move_metadata(moving: Moving, name: str) -> None:
    """Move what says what the package is.

    Args:
        moving: the keys.
        name: the folder's name.
    """
    _name(moving, name)
    _version(moving)
    for key in ("description", "readme"):
        _text(moving, key)
    _python(moving)
    _license(moving)
    for key in ("authors", "maintainers"):
        _people(moving, key)
    _keywords(moving)
    _classifiers(moving)


def move_tables(moving: Moving) -> None:
    """Move addresses, scripts, and other entry points."""
    _urls(moving)
    _scripts(moving)
    _plugins(moving)


def _name(moving: Moving, folder: str) -> None:
    given = moving.poetry.values.get("name")
    name = project_name(given, folder)
    origin = ("name",) if "name" in moving.poetry.values else ()
    moving.say("name", name, *origin)
    if given == name:
        return
    why = f'"{given}" can\'t be a name' if given else "it had no name"
    moving.tell(f"The project is called {name} now, because {why}.", *origin, anew=True)


def _version(moving: Moving) -> None:
    given = moving.poetry.values.get("version")
    if plugin := _version_plugin(moving):
        moving.leave("version")
        text = (
            f"The version stays in [tool.poetry], where {plugin} sets it; [project] calls it "
            "dynamic."
        )
        moving.tell(text, "version")
    elif given and isinstance(given, str):
        moving.say("version", given, "version")
    else:
        moving.say("version", VERSION, *(["version"] if "version" in moving.poetry.values else []))
        text = f"The project had no version, and [project] needs one: it's {VERSION} now."
        moving.tell(text, anew=True)


def _version_plugin(moving: Moving) -> str:
    """The plugin that sets the version; empty for none."""
    for name, table in moving.manifest.section("tool").items():
        if name.startswith("poetry-") and "version" in name and isinstance(table, dict):
            is_on = table.get("enable", name != "poetry-dynamic-versioning")
            if is_on is not False:
                return name
    return ""


def _text(moving: Moving, key: str) -> None:
    given = moving.poetry.values.get(key)
    if key == "readme" and isinstance(given, list):
        if len(given) != 1:
            moving.leave(key)
            text = "The readmes stay in [tool.poetry], because [project] takes only one."
            moving.tell(text, key)
            return
        (given,) = given
    if isinstance(given, str):
        moving.say(key, given, key)
    elif given is not None:
        moving.tell(f"{key} stays in [tool.poetry], because it's no text.", key)


def _python(moving: Moving) -> None:
    given = moving.poetry.section("dependencies").values.get("python")
    if given is None:
        return
    path = ("dependencies", "python")
    said = requires_python(given) if isinstance(given, str) else None
    if said is None:
        moving.leave("requires-python")
        text = "python stays in [tool.poetry.dependencies]: requires-python can't say its range."
        moving.tell(text, *path)
        return
    if said:
        moving.say("requires-python", said, *path)
    else:
        moving.drop(*path)
    if bare := _MINOR.fullmatch(given):
        text = (
            f'python = "{given}" was {bare[1]}.0 alone to Poetry, but any {bare[1]} in the '
            f"package's metadata; now it's any {bare[1]} in both."
        )
        moving.tell(text, *path, anew=True)


def _license(moving: Moving) -> None:
    given = moving.poetry.values.get("license")
    if not (given and isinstance(given, str)):
        if given is not None:
            moving.tell("license stays in [tool.poetry], because it's no text.", "license")
        return
    said = _expression(given)
    moving.say("license", said or Inline(text=given), "license")


def _expression(text: str) -> str:
    """The SPDX expression that a license is; empty for any other text."""
    try:
        from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
    except ImportError:  # packaging before 24.2
        return ""
    try:
        return str(canonicalize_license_expression(text))
    except InvalidLicenseExpression:
        return ""


def _people(moving: Moving, key: str) -> None:
    given = moving.poetry.values.get(key)
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        if given is not None:
            moving.tell(f"{key} stays in [tool.poetry], because it's no list of texts.", key)
        return
    if given:
        moving.say(key, [person(one) for one in given], key)
    else:
        moving.drop(key)


def _keywords(moving: Moving) -> None:
    given = moving.poetry.values.get("keywords")
    if isinstance(given, list):
        moving.say("keywords", given, "keywords")
    elif given is not None:
        moving.tell("keywords stays in [tool.poetry], because it's no list.", "keywords")


def _classifiers(moving: Moving) -> None:
    given = moving.poetry.values.get("classifiers")
    if not isinstance(given, list):
        if given is not None:
            moving.tell("classifiers stays in [tool.poetry], because it's no list.", "classifiers")
        return
    kept = given
    if isinstance(moving.project.get("license"), str):
        kept = [one for one in given if not str(one).startswith(_LICENSE)]
        for one in given:
            if one not in kept:
                text = f'The classifier "{one}" is left out: license says it.'
                moving.tell(text, "classifiers", anew=True)
    moving.say("classifiers", kept, "classifiers")
    if moving.is_package:
        text = (
            "Poetry no longer adds classifiers for the license and the Python versions, because "
            "[project] lists the classifiers now; add those that you want."
        )
        moving.tell(text, "classifiers", anew=True)


def _urls(moving: Moving) -> None:
    found: dict[str, Any] = {}
    for key, label in _ADDRESSES.items():
        given = moving.poetry.values.get(key)
        if given and isinstance(given, str):
            found[label] = given
            moving.origins["project", "urls", label] = (*POETRY, key)
            moving.drop(key)
    for label, given in moving.poetry.section("urls").items():
        found[label] = given
        moving.origins["project", "urls", label] = (*POETRY, "urls", label)
        moving.drop("urls", label)
    if found:
        moving.project["urls"] = found


def _scripts(moving: Moving) -> None:
    for name, given in moving.poetry.section("scripts").items():
        path = ("scripts", name)
        table = given if isinstance(given, dict) else {"reference": given, "type": "console"}
        reference = table.get("reference")
        if table.get("type") == "console" and isinstance(reference, str):
            _entry(moving, "scripts", name, reference, path)
            if table.get("extras"):
                text = f"The extras of the script {name} are left out: Poetry 2 doesn't read them."
                moving.tell(text, *path)
        elif table.get("type") == "file":
            text = f"The script {name} stays in [tool.poetry.scripts]: only Poetry installs files."
            moving.tell(text, *path)
        else:
            text = (
                f"The script {name} stays in [tool.poetry.scripts], but Poetry 2 doesn't read it: "
                "it needs a reference and a type."
            )
            moving.tell(text, *path)


def _plugins(moving: Moving) -> None:
    for group in moving.poetry.section("plugins").values:
        for name, given in moving.poetry.section("plugins", group).items():
            path = ("plugins", group, name)
            if group in _BUILT_IN:
                _entry(moving, _BUILT_IN[group], name, given, path)
            else:
                table = moving.project.setdefault("entry-points", {}).setdefault(group, {})
                table[name] = given
                moving.origins["project", "entry-points", group, name] = (*POETRY, *path)
                moving.drop(*path)


def _entry(moving: Moving, key: str, name: str, given: object, path: tuple[str, ...]) -> None:
    moving.project.setdefault(key, {})[name] = given
    moving.origins["project", key, name] = (*POETRY, *path)
    moving.drop(*path)
