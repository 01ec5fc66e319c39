"""Pixi's rules for the rest of `pyproject.toml`: `[project]`, groups and extras, `[build-system]`.

Pixi makes a feature of each group and extra, and PyPI dependencies of their requirements.
"""

from __future__ import annotations

from seedbed.managers.pixi.rules import conda_versions, pep440
from seedbed.managers.pixi.rules.findings import (
    array,
    each,
    every,
    fields,
    indexed,
    required,
    shown,
    string,
    string_table,
    strings,
    table,
    wrong,
)
from seedbed.managers.pixi.rules.groups import resolve
from seedbed.managers.pixi.rules.manifest import judge_manifest
from seedbed.managers.pixi.rules.requirements import requirement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.managers.pixi.rules.findings import Findings, Path
    from seedbed.managers.pixi.rules.groups import Groups


def judge_pyproject(seen: Findings, found: dict[str, Any]) -> None:
    """Judge a `pyproject.toml`; tables that are not named here are no concern of Pixi's."""
    if "build-system" in found:
        _judge_build(seen, ("build-system",), found["build-system"])
    project = found.get("project")
    if project is not None:
        required(seen, ("project",), table(seen, ("project",), project), "name")
        fields(seen, ("project",), project, _PROJECT)
    extras = _judge_extras(seen, project or {})
    groups = _judge_groups(seen, found.get("dependency-groups", {}))
    tool = table(seen, ("tool",), found.get("tool", {}))
    if "poetry" in tool:
        table(seen, ("tool", "poetry"), tool["poetry"])
    if "pixi" not in tool:
        seen.refuse(("tool",), "the file has no table tool.pixi.workspace")
    features = resolve(seen, (project or {}).get("name", ""), extras, groups)
    judge_manifest(seen, ("tool", "pixi"), tool["pixi"], features)
    _check_python(seen, project or {}, tool["pixi"])


def _judge_build(seen: Findings, path: Path, value: Any) -> None:
    given = table(seen, path, value)
    required(seen, path, given, "requires")
    for place, item in indexed(
        (*path, "requires"), array(seen, (*path, "requires"), given["requires"])
    ):
        if "@" in string(seen, place, item):
            seen.doubt(place, "a requirement with an address")
        else:
            requirement(seen, place, item)
    if "build-backend" in given:
        string(seen, (*path, "build-backend"), given["build-backend"])
    if "backend-path" in given:
        strings(seen, (*path, "backend-path"), given["backend-path"])


def _judge_extras(seen: Findings, project: dict[str, Any]) -> Groups:
    path = ("project", "optional-dependencies")
    found: Groups = {}
    for name, listed in project.get("optional-dependencies", {}).items():
        found[name] = []
        for place, item in indexed((*path, name), listed):
            found[name].append(requirement(seen, place, item))
    return found


def _judge_groups(seen: Findings, value: Any) -> Groups:
    path = ("dependency-groups",)
    found: Groups = {}
    for name, listed in table(seen, path, value).items():
        found[name] = []
        for place, item in indexed((*path, name), array(seen, (*path, name), listed)):
            if isinstance(item, str):
                found[name].append(requirement(seen, place, item))
                continue
            if not isinstance(item, dict):
                wrong(seen, place, item, "a string or a table")
            required(seen, place, item, "include-group")
            fields(seen, place, item, {"include-group": string})
            found[name].append(item["include-group"])
    return found


def _check_python(seen: Findings, project: dict[str, Any], pixi: dict[str, Any]) -> None:
    """Check what Pixi makes of `requires-python`: a conda dependency, where there is none yet."""
    path = ("project", "requires-python")
    text = project.get("requires-python")
    if text is None or "python" in {name.lower() for name in pixi.get("dependencies", {})}:
        return
    if not text:
        seen.refuse(path, f"{shown(path)} cannot be empty")
    plain = ",".join(f"{operator}{version}" for operator, version in pep440.clauses(text))
    # Pixi sorts them, and only the first may have three signs
    odd = "===" in plain and "," in plain
    if odd or not conda_versions.is_lenient_range(
        plain.lower().removeprefix("==").replace("=v", "=")
    ):
        seen.doubt(path, f"what Pixi makes of '{text}'")


def _python_version(seen: Findings, path: Path, value: Any) -> None:
    text = string(seen, path, value)
    if pep440.is_odd(text):
        seen.doubt(path, "a version with a huge number or odd signs")
    elif not pep440.is_version(text):
        seen.refuse(path, f"{shown(path)} must be a version such as '1.2', not '{text}'")


def _python_range(seen: Findings, path: Path, value: Any) -> None:
    text = string(seen, path, value)
    if pep440.is_odd(text):
        seen.doubt(path, "a version with a huge number or odd signs")
    elif not pep440.is_range(text):
        seen.refuse(path, f"{shown(path)} must be a range such as '>=3.11', not '{text}'")


def _requirements(seen: Findings, path: Path, value: Any) -> None:
    for place, item in indexed(path, array(seen, path, value)):
        requirement(seen, place, item)


def _readme(seen: Findings, path: Path, value: Any) -> None:
    if isinstance(value, str):
        return
    if not isinstance(value, dict):
        wrong(seen, path, value, "a string or a table")
    fields(seen, path, value, {"file": string, "text": string, "content-type": string})


def _license(seen: Findings, path: Path, value: Any) -> None:
    if isinstance(value, str):
        return
    if not isinstance(value, dict):
        wrong(seen, path, value, "a string or a table")
    key = "text" if "text" in value else "file"
    required(seen, path, value, key)
    fields(seen, path, value, {key: string})


def _contact(seen: Findings, path: Path, value: Any) -> None:
    given = fields(seen, path, value, {"name": string, "email": string})
    if not given:
        seen.refuse(path, f"{shown(path)} must have a name or an email")


_PROJECT = {
    "name": string,
    "version": _python_version,
    "description": string,
    "readme": _readme,
    "requires-python": _python_range,
    "license": _license,
    "license-files": strings,
    "authors": each(_contact),
    "maintainers": each(_contact),
    "keywords": strings,
    "classifiers": strings,
    "urls": string_table,
    "entry-points": every(string_table),
    "scripts": string_table,
    "gui-scripts": string_table,
    "dependencies": _requirements,
    "optional-dependencies": every(strings),
    "dynamic": strings,
    "import-names": strings,
    "import-namespaces": strings,
}
