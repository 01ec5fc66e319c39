"""Pixi's rules for packages from Python's package indexes, and for those indexes."""

from __future__ import annotations

from seedbed.managers.pixi.rules.findings import (
    boolean,
    each,
    fields,
    git_reference,
    one_of,
    shown,
    string,
    table,
    wrong,
)
from seedbed.managers.pixi.rules.places import url
from seedbed.managers.pixi.rules.requirements import marker, package_name, version_range

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.managers.pixi.rules.findings import Findings, Path

_REFERENCES = ("branch", "tag", "rev")
_PLACES = ("git", "path", "url")
SINGLE = ("index-url", "index-strategy", "prerelease-mode", "skip-wheel-filename-check")
"""Options on which the features of one environment may not differ."""


def judge_pypi_dependencies(seen: Findings, path: Path, value: Any) -> None:
    """Judge a table of packages from package indexes; other spellings of one name may recur."""
    for name, spec in table(seen, path, value).items():
        place = (*path, name)
        package_name(seen, place, name)
        if isinstance(spec, str):
            version_range(seen, place, spec)
        else:
            _judge_table(seen, place, spec)


def judge_pypi_options(seen: Findings, path: Path, value: Any) -> None:
    """Judge `[pypi-options]`."""
    fields(seen, path, value, _OPTIONS)


def _judge_table(seen: Findings, path: Path, value: Any) -> None:
    given = fields(seen, path, value, _SPEC)
    places = [key for key in _PLACES if key in given]
    git_reference(seen, path, given, _REFERENCES)
    if len(places) > 1:
        seen.refuse(path, f"{shown(path)} can have only one of {', '.join(places)}")
    for key in ("version", "index"):
        if places and key in given:
            seen.refuse((*path, key), f"{shown((*path, key))} cannot be combined with {places[0]}")
    if "subdirectory" in given and places in (["git"], ["url"]):
        _judge_subdirectory(seen, (*path, "subdirectory"), given["subdirectory"])


def _judge_subdirectory(seen: Findings, path: Path, value: str) -> None:
    if value.startswith("/"):
        seen.refuse(path, f"{shown(path)} must be relative, not '{value}'")
    if ".." in value:
        seen.doubt(path, f"the folder '{value}'")


def _packages(seen: Findings, path: Path, value: Any) -> None:
    if isinstance(value, bool):
        return
    if not isinstance(value, list):
        wrong(seen, path, value, "a boolean or an array of names")
    each(package_name)(seen, path, value)


def _found_links(seen: Findings, path: Path, value: Any) -> None:
    """Judge a place with packages; Pixi looks at nothing beside its two keys."""
    given = table(seen, path, value)
    if "path" in given and "url" in given:
        seen.refuse(path, f"{shown(path)} can have only one of path and url")
    if "path" not in given and "url" not in given:
        seen.refuse(path, f"{shown(path)} must have path or url")
    for key, judge in (("path", string), ("url", url)):
        if key in given:
            judge(seen, (*path, key), given[key])


_SPEC = {
    "version": version_range,
    "extras": each(package_name),
    "path": string,
    "editable": boolean,
    "git": url,
    "branch": string,
    "tag": string,
    "rev": string,
    "lfs": boolean,
    "url": url,
    "subdirectory": string,
    "index": url,
    "env-markers": marker,
}
_OPTIONS = {
    "index-url": url,
    "extra-index-urls": each(url),
    "find-links": each(_found_links),
    "no-build-isolation": _packages,
    "index-strategy": one_of("first-index", "unsafe-first-match", "unsafe-best-match"),
    "prerelease-mode": one_of(
        "disallow", "allow", "if-necessary", "explicit", "if-necessary-or-explicit"
    ),
    "no-build": _packages,
    "dependency-overrides": judge_pypi_dependencies,
    "no-binary": _packages,
    "skip-wheel-filename-check": boolean,
}
