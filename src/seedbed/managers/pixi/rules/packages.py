"""Pixi's rules for conda packages: the tables of dependencies and constraints."""

from __future__ import annotations

import re

from seedbed.managers.pixi.rules import conda_versions
from seedbed.managers.pixi.rules.findings import (
    boolean,
    each,
    fields,
    git_reference,
    only,
    shown,
    string,
    strings,
    table,
    wrong,
)
from seedbed.managers.pixi.rules.places import channel_name, url
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from seedbed.managers.pixi.rules.findings import Findings, Path

_NAME = re.compile(r"[A-Za-z0-9._-]*")
_BUILD_NUMBER = r"(?:>=|<=|>|<|==|!=)?[0-9]{1,18}"
_GLOB = r"[A-Za-z0-9_.+-]*(?:\*[A-Za-z0-9_.+-]+)*\*?"
_WHEN = r"[A-Za-z0-9_][A-Za-z0-9_-]*(?: ?(?:>=|<=|==|!=|<|>)[0-9]+(?:\.[0-9]+)*)?"
_REFERENCES = ("branch", "rev", "tag")
_PLACES = ("url", "path", "git")
_MATCHING = (
    *("version", "build", "build-number", "extras", "flags"),
    *("subdir", "license", "when", "track-features"),
)


@record
class Setting:
    """What the workspace says that tables of packages depend on.

    Attributes:
        pool: `[workspace.dependencies]`, by names in lowercase.
        builds: whether packages may be built from source.
    """

    pool: Mapping[str, Any]
    builds: bool


def judge_dependencies(seen: Findings, path: Path, value: Any, setting: Setting) -> None:
    """Judge a table of conda packages."""
    names = _judge_names(seen, path, value)
    for name, spec in names.items():
        _judge_entry(seen, (*path, name), spec, setting)


def judge_constraints(seen: Findings, path: Path, value: Any, setting: Setting) -> None:
    """Judge `[constraints]`, where no package may come from source."""
    for name, spec in _judge_names(seen, path, value).items():
        place = (*path, name)
        if isinstance(spec, dict) and "package" in spec and "workspace" not in spec:
            only(seen, place, spec, _JUDGES)
        _judge_entry(seen, place, spec, Setting(pool=setting.pool, builds=False))


def judge_pool(seen: Findings, path: Path, value: Any, *, builds: bool) -> dict[str, Any]:
    """Judge `[workspace.dependencies]`, and give it back by names in lowercase."""
    names = _judge_names(seen, path, value)
    for name, spec in names.items():
        place = (*path, name)
        if isinstance(spec, str):
            version_range(seen, place, spec)
        elif not isinstance(spec, dict):
            wrong(seen, place, spec, "a string or a table")
        else:
            given = fields(seen, place, spec, _JUDGES)
            if not builds and ("path" in given or "git" in given):
                _refuse_source(seen, place)
    return {name.lower(): spec for name, spec in names.items()}


def judge_dev(seen: Findings, path: Path, value: Any) -> None:
    """Judge `[dev]`: sources whose dependencies are installed."""
    for name, spec in _judge_names(seen, path, value).items():
        given = fields(seen, (*path, name), spec, _LOCATION)
        _judge_location(seen, (*path, name), given)
        seen.doubt((*path, name), "a package that is developed")


def version_range(seen: Findings, path: Path, value: Any) -> None:
    """Judge a range of conda's versions."""
    text = string(seen, path, value)
    if len(text) > conda_versions.LONGEST:
        seen.doubt(path, "a very long range")
    elif not conda_versions.is_range(text):
        seen.refuse(
            path,
            f"{shown(path)} must be a range such as '>=1.2,<2', '1.2.*' or '*', not '{text}'",
        )


def version(seen: Findings, path: Path, value: Any) -> None:
    """Judge one of conda's versions."""
    text = string(seen, path, value)
    if len(text) > conda_versions.LONGEST:
        seen.doubt(path, "a very long version")
    elif not conda_versions.is_version(text):
        seen.refuse(path, f"{shown(path)} must be a version such as '1.2', not '{text}'")


def name_keys(seen: Findings, path: Path, given: Iterable[str]) -> None:
    """Judge keys that are names of conda packages."""
    for name in given:
        if not _NAME.fullmatch(name):
            seen.refuse(
                (*path, name),
                f"{shown((*path, name))}: '{name}' is not a valid conda package name: use "
                "letters, digits, '-', '_', and '.'",
            )


def _judge_names(seen: Findings, path: Path, value: Any) -> dict[str, Any]:
    given = table(seen, path, value)
    name_keys(seen, path, given)
    lower: dict[str, str] = {}
    for name in given:
        other = lower.setdefault(name.lower(), name)
        if other != name:
            seen.refuse(
                (*path, name), f"{shown(path)} lists the package '{other}' twice, also as '{name}'"
            )
    return given


def _judge_entry(seen: Findings, path: Path, spec: Any, setting: Setting) -> None:
    if isinstance(spec, str):
        version_range(seen, path, spec)
        return
    if not isinstance(spec, dict):
        wrong(seen, path, spec, "a string or a table")
    if "workspace" in spec:
        _judge_inherited(seen, path, spec, setting)
        return
    for pin in ("pin-subpackage", "pin-compatible"):
        if pin in spec:
            seen.refuse((*path, pin), f"{shown((*path, pin))}: only packages can have pins")
    if "package" in spec:
        seen.doubt(path, "a package that is defined in place")
        return
    given = fields(seen, path, spec, _JUDGES)
    _judge_location(seen, path, given)
    if not any(key in given for key in (*_MATCHING, *_PLACES, *_BARE)):
        seen.refuse(
            path, f"{shown(path)} must say something about the package, such as its version"
        )
    _judge_combination(seen, path, given, setting)


def _judge_inherited(seen: Findings, path: Path, spec: dict[str, Any], setting: Setting) -> None:
    if not boolean(seen, (*path, "workspace"), spec["workspace"]):
        seen.refuse((*path, "workspace"), f"{shown((*path, 'workspace'))} cannot be false")
    for key in ("version", *_PLACES):
        if key in spec:
            seen.refuse((*path, key), f"{shown((*path, key))} cannot be combined with workspace")
    name = str(path[-1])
    if name.lower() not in setting.pool:
        seen.refuse(
            path,
            f"{shown(path)} takes its range from workspace.dependencies, which has no '{name}'",
        )
    if len(spec) > 1 or not isinstance(setting.pool[name.lower()], str):
        seen.doubt(path, "a package that is taken from the workspace and changed")


def _judge_location(seen: Findings, path: Path, given: dict[str, Any]) -> None:
    places = [key for key in _PLACES if key in given]
    if len(places) > 1:
        seen.refuse(path, f"{shown(path)} can have only one of {', '.join(places)}")
    git_reference(seen, path, given, _REFERENCES)
    if places and places[0] != "url":
        for key in ("md5", "sha256"):
            if key in given:
                seen.refuse(
                    (*path, key), f"{shown((*path, key))} cannot be combined with {places[0]}"
                )


def _judge_combination(seen: Findings, path: Path, given: dict[str, Any], setting: Setting) -> None:
    place = next((key for key in _PLACES if key in given), "")
    if not place:
        return
    archive = place != "git" and _is_archive(given[place])
    banned = ("channel", "file-name", "license-family", *(_MATCHING if archive else ()))
    for key in banned:
        if key in given:
            seen.refuse((*path, key), f"{shown((*path, key))} cannot be combined with {place}")
    if archive:
        return
    if not setting.builds:
        _refuse_source(seen, path)
    seen.doubt(path, "a package from source")


def _refuse_source(seen: Findings, path: Path) -> None:
    seen.refuse(
        path,
        f'{shown(path)} comes from source, which needs preview = ["pixi-build"] in the workspace',
    )


def _is_archive(place: str) -> bool:
    return place.partition("#")[0].partition("?")[0].endswith((".conda", ".tar.bz2"))


def _build(seen: Findings, path: Path, value: Any) -> None:
    text = string(seen, path, value)
    if text.startswith("^") or ("*" in text and not re.fullmatch(_GLOB, text)):
        seen.doubt(path, f"the pattern '{text}'")


def _build_number(seen: Findings, path: Path, value: Any) -> None:
    text = string(seen, path, value)
    if not re.fullmatch(_BUILD_NUMBER, text):
        seen.refuse(path, f"{shown(path)} must be a number such as '>=1', not '{text}'")


def _when(seen: Findings, path: Path, value: Any) -> None:
    if not isinstance(value, str | dict):
        wrong(seen, path, value, "a string or a table")
    if not isinstance(value, str) or not re.fullmatch(_WHEN, value):
        seen.doubt(path, "a condition")


def _digest(seen: Findings, path: Path, value: Any) -> None:
    size = 32 if path[-1] == "md5" else 64
    if not re.fullmatch(rf"[0-9a-fA-F]{{{size}}}", string(seen, path, value)):
        seen.refuse(path, f"{shown(path)} must have {size} hexadecimal digits")


def _subdirectory(seen: Findings, path: Path, value: Any) -> None:
    if ".." in string(seen, path, value) or value.startswith("/"):
        seen.doubt(path, f"the folder '{value}'")


_LOCATION = {
    "url": url,
    "git": url,
    "path": string,
    "branch": string,
    "rev": string,
    "tag": string,
    "lfs": boolean,
    "subdirectory": _subdirectory,
    "md5": _digest,
    "sha256": _digest,
}
_BARE = ("file-name", "channel", "md5", "sha256")
_JUDGES = _LOCATION | {
    "version": version_range,
    "build": _build,
    "build-number": _build_number,
    "file-name": string,
    "extras": strings,
    "flags": each(_build),
    "channel": channel_name,
    "subdir": string,
    "license": string,
    "license-family": string,
    "when": _when,
    "track-features": strings,
}
