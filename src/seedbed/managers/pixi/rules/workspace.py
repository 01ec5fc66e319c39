"""Pixi's rules for `[workspace]`."""

from __future__ import annotations

from seedbed.managers.pixi.rules import conda_versions
from seedbed.managers.pixi.rules.features import (
    CHANNEL_PRIORITY,
    SOLVE_STRATEGY,
    Workspace,
    targets,
)
from seedbed.managers.pixi.rules.findings import (
    boolean,
    each,
    every,
    fields,
    one_of,
    required,
    shown,
    string,
    strings,
    table,
    wrong,
)
from seedbed.managers.pixi.rules.packages import Setting, judge_pool, version
from seedbed.managers.pixi.rules.places import channel, channel_name, exclude_newer, url
from seedbed.managers.pixi.rules.platforms import judge_platforms
from seedbed.managers.pixi.rules.pypi import judge_pypi_options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.managers.pixi.rules.findings import Findings, Path

_VERSION = (0, 77, 0)
_LICENSES = frozenset(
    [
        "MIT",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "MPL-2.0",
        "GPL-3.0-only",
        "GPL-3.0-or-later",
        "GPL-2.0-only",
        "GPL-2.0-or-later",
        "LGPL-3.0-or-later",
        "AGPL-3.0-or-later",
        "0BSD",
        "CC0-1.0",
        "Unlicense",
    ]
)


def judge_workspace(seen: Findings, path: Path, value: Any, *, known: bool) -> Workspace:
    """Judge `[workspace]`, and tell what the rest depends on.

    Args:
        seen: takes what is found.
        path: where the table stands.
        value: the table.
        known: whether it stands under its present name, where Pixi looks at `requires-pixi` first.
    """
    given = table(seen, path, value)
    preview = given.get("preview", [])
    builds = isinstance(preview, bool) or (isinstance(preview, list) and "pixi-build" in preview)
    required(seen, path, given, "channels")
    fields(seen, path, given, _JUDGES)
    platforms = judge_platforms(seen, (*path, "platforms"), given.get("platforms", []))
    place = (*path, "dependencies")
    pool = judge_pool(seen, place, given.get("dependencies", {}), builds=builds)
    if "requires-pixi" in given:
        _judge_pixi(seen, (*path, "requires-pixi"), given["requires-pixi"], strict=known)
    return Workspace(setting=Setting(pool=pool, builds=builds), platforms=platforms)


def _judge_pixi(seen: Findings, path: Path, text: str, *, strict: bool) -> None:
    if not conda_versions.is_range(text, strict=strict):
        seen.refuse(path, f"{shown(path)} must be a range such as '>=0.71', not '{text}'")
    if text == "*":
        return
    for clause in text.split(","):
        operator = clause.rstrip("0123456789.")
        release = clause[len(operator) :]
        if not _admits(operator, release):
            seen.doubt(path, f"whether the Pixi at hand is one of '{text}'")


def _admits(operator: str, release: str) -> bool:
    """Whether the version whose rules these are is in a plain range; False when unsure."""
    parts = release.split(".")
    if operator not in (">=", ">", "<", "<=", "~=") or not all(
        part.isdecimal() and len(part) < 9 for part in parts
    ):
        return False
    wanted = tuple(map(int, parts))
    if operator == "~=":
        return len(wanted) > 1 and wanted <= _VERSION and _VERSION[: len(wanted) - 1] == wanted[:-1]
    padded = wanted + (0,) * (3 - len(wanted))
    return {
        ">=": padded <= _VERSION,
        ">": padded < _VERSION,
        "<": padded > _VERSION,
        "<=": padded >= _VERSION,
    }[operator]


def _license(seen: Findings, path: Path, value: Any) -> None:
    if string(seen, path, value) not in _LICENSES:
        seen.doubt(path, f"whether '{value}' is a license's name to Pixi")


def _file(seen: Findings, path: Path, value: Any) -> None:
    string(seen, path, value)
    seen.doubt(path, "whether the file exists")


def _preview(seen: Findings, path: Path, value: Any) -> None:
    if isinstance(value, bool):
        return
    if not isinstance(value, list):
        wrong(seen, path, value, "a boolean or an array of strings")
    strings(seen, path, value)


def _mapping(seen: Findings, path: Path, value: Any) -> None:
    """Judge `conda-pypi-map`: false, or what holds for each channel."""
    if value is False:
        return
    if not isinstance(value, dict):
        wrong(seen, path, value, "a table or false")
    for name, entry in value.items():
        place = (*path, name)
        channel_name(seen, place, name)
        if entry is False or isinstance(entry, str):
            continue
        if not isinstance(entry, dict):
            wrong(seen, place, entry, "a string, a table or false")
        if not fields(seen, place, entry, _MAPPING):
            seen.refuse(place, f"{shown(place)} cannot be an empty table")


def _mapped(seen: Findings, path: Path, value: Any) -> None:
    for name, item in table(seen, path, value).items():
        place = (*path, name)
        if isinstance(item, list):
            strings(seen, place, item)
        elif item is not False and not isinstance(item, str):
            wrong(seen, place, item, "a string, an array of strings or false")


def _bucket(seen: Findings, path: Path, value: Any) -> None:
    required(seen, path, table(seen, path, value), *_S3)
    fields(seen, path, value, _S3)


def _anything(seen: Findings, path: Path, value: Any) -> None:
    """Leave to others."""


_S3 = {"endpoint-url": url, "region": string, "force-path-style": boolean}
_MAPPING = {
    "location": string,
    "mapping": _mapped,
    "mapping-mode": one_of("overlay", "replace"),
    "same-name-heuristic": boolean,
}
_VARIANTS = every(strings)
_JUDGES = {
    "name": string,
    "version": version,
    "description": string,
    "authors": strings,
    "channels": each(channel),
    "channel-priority": CHANNEL_PRIORITY,
    "solve-strategy": SOLVE_STRATEGY,
    "platforms": _anything,
    "license": _license,
    "license-file": _file,
    "readme": _file,
    "homepage": url,
    "repository": url,
    "documentation": url,
    "conda-pypi-map": _mapping,
    "pypi-options": judge_pypi_options,
    "s3-options": every(_bucket),
    "preview": _preview,
    "target": targets({"build-variants": _VARIANTS}),
    "build-variants": _VARIANTS,
    "build-variants-files": each(_file),
    "requires-pixi": string,
    "exclude-newer": exclude_newer,
    "dependencies": _anything,
}
