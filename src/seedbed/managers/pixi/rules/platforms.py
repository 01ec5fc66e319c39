"""Pixi's rules for platforms: the workspace's, and where they are named."""

from __future__ import annotations

import re

from seedbed.managers.pixi.rules.findings import array, indexed, only, shown, string, wrong
from seedbed.managers.pixi.rules.virtual import VERSIONS, judge_virtual, made_name
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.managers.pixi.rules.findings import Findings, Path

_PLATFORMS = """
noarch linux-32 linux-64 linux-aarch64 linux-armv6l linux-armv7l linux-loongarch64 linux-ppc64le
linux-ppc64 linux-ppc linux-s390x linux-riscv32 linux-riscv64 freebsd-32 freebsd-64
freebsd-arm64 osx-64 osx-arm64 ios-arm64 iossimulator-arm64 iossimulator-64 android-aarch64
android-armv7a android-64 android-32 win-32 win-64 win-arm64 emscripten-wasm32 wasi-wasm32 zos-z
"""
SUBDIRS = frozenset(_PLATFORMS.split())
"""Conda's platforms."""

_FAMILIES = frozenset(("linux", "unix", "win", "osx", "macos"))
_NAME = r"[A-Za-z](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?"
_GLOB = r"[A-Za-z0-9*-]{1,64}"


@record
class Platform:
    """A platform of the workspace.

    Attributes:
        name: its own, or the one that Pixi makes of what is said; empty when that was not told.
        subdir: conda's name for it.
    """

    name: str
    subdir: str


def judge_platforms(seen: Findings, path: Path, value: Any) -> list[Platform]:
    """Judge the workspace's platforms."""
    found: dict[str, Platform] = {}
    for place, item in indexed(path, array(seen, path, value)):
        platform = _judge_platform(seen, place, item)
        if platform.name in found:
            seen.refuse(place, f"{shown(path)} lists the platform '{platform.name}' twice")
        found[platform.name or str(len(found))] = platform
    return list(found.values())


def judge_reference(seen: Findings, path: Path, value: Any, platforms: list[Platform]) -> None:
    """Judge a feature's list of platforms, which are those of the workspace by their names."""
    names = {platform.name for platform in platforms}
    simple = is_simple(platforms)
    for place, item in indexed(path, array(seen, path, value)):
        name = string(seen, place, item)
        _check_name(seen, place, name)
        if name in names or (simple and name in SUBDIRS):
            continue
        if "" in names:
            seen.doubt(place, f"whether there is a platform '{name}'")
        else:
            known = ", ".join(sorted(names)) or "none"
            seen.refuse(place, f"{shown(place)}: the workspace has no platform '{name}' ({known})")


def judge_selector(seen: Findings, path: Path, name: str) -> None:
    """Judge the name of a `[target]`; it may match nothing."""
    if name in _FAMILIES or name in SUBDIRS:
        return
    pattern = _GLOB if any(sign in name for sign in "*?[") else _NAME
    if not re.fullmatch(pattern, name):
        seen.refuse(path, f"{shown(path)}: '{name}' is neither a platform name nor a pattern")


def is_simple(platforms: list[Platform]) -> bool:
    """Whether all platforms are conda's, without names of their own."""
    return all(platform.name == platform.subdir for platform in platforms)


def _judge_platform(seen: Findings, path: Path, item: Any) -> Platform:
    if isinstance(item, str):
        _check_subdir(seen, path, item)
        return Platform(name=item, subdir=item)
    if not isinstance(item, dict):
        wrong(seen, path, item, "a string or a table")
    raw = [key for key in item if key.startswith("__")]
    only(seen, path, item, ("name", "platform", "archspec", *VERSIONS, *raw))
    for key in ("name", "platform"):
        if key in item:
            string(seen, (*path, key), item[key])
    declared = judge_virtual(seen, path, item)
    subdir = _subdir(seen, path, item)
    if "name" in item:
        name = str(item["name"])
        _check_name(seen, (*path, "name"), name)
    else:
        name = made_name(seen, path, subdir, declared)
    if declared and name == subdir:
        seen.refuse(
            path,
            f"{shown(path)} adds to '{subdir}', or repeats what Pixi assumes about it, so it "
            "needs a name of its own",
        )
    return Platform(name=name, subdir=subdir)


def _subdir(seen: Findings, path: Path, item: dict[str, Any]) -> str:
    key = "platform" if "platform" in item else "name"
    if key not in item:
        seen.refuse(path, f"{shown(path)} must have the key platform")
    subdir = str(item[key])
    if key == "name" and subdir not in SUBDIRS:
        seen.refuse(
            path, f"{shown(path)} must have the key platform, because it has a name of its own"
        )
    _check_subdir(seen, (*path, key), subdir)
    return subdir


def _check_subdir(seen: Findings, path: Path, subdir: str) -> None:
    if subdir not in SUBDIRS:
        seen.refuse(path, f"{shown(path)}: '{subdir}' is not a platform; linux-64 is one")


def _check_name(seen: Findings, path: Path, name: str) -> None:
    if not re.fullmatch(_NAME, name) or name in _FAMILIES:
        seen.refuse(
            path,
            f"{shown(path)}: '{name}' is not a valid platform name: use letters, digits, and "
            "inner dashes, begin with a letter, and avoid linux, unix, win, osx, and macos",
        )
