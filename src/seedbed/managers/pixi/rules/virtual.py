"""Pixi's rules for virtual packages: what a platform, or `[system-requirements]`, promises.

What Pixi assumes of each platform anyway makes no difference, not even to the platform's name.
"""

from __future__ import annotations

import re

from seedbed.managers.pixi.rules.findings import fields, required, shown, string, wrong
from seedbed.managers.pixi.rules.packages import version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.managers.pixi.rules.findings import Findings, Path

VERSIONS = {
    "cuda": "cuda",
    "glibc": "glibc",
    "linux": "linux",
    "macos": "macos",
    "osx": "macos",
    "windows": "windows",
}
"""What is said of a platform as a version, by the names that Pixi makes others of."""

_RAW = {
    "__cuda": "cuda",
    "__cuda_arch": "cuda-arch",
    "__glibc": "glibc",
    "__linux": "linux",
    "__osx": "macos",
    "__win": "windows",
}
"""Conda's names for the same."""

_ORDER = ("cuda", "archspec", "glibc", "linux", "macos", "windows")
_PROCESSORS = """
a64fx aarch64 ampere1 ampere1a arm armv8.1a armv8.2a armv8.3a armv8.4a armv8.5a armv8.6a
armv9.0a broadwell bulldozer cannonlake cascadelake core2 cortex_a72 excavator haswell i686
icelake ivybridge k10 m1 m2 m3 m4 mic_knl nehalem neoverse_n1 neoverse_n2 neoverse_v1
neoverse_v2 nocona pentium2 pentium3 pentium4 piledriver power10 power10le power7 power8
power8le power9 power9le ppc ppc64 ppc64le ppcle prescott riscv64 sandybridge sapphirerapids
skylake skylake_avx512 sparc sparc64 steamroller thunderx2 u74mc westmere x60 x86 x86_64
x86_64_v2 x86_64_v3 x86_64_v4 zen zen2 zen3 zen4 zen5
"""
_ARCHSPECS = frozenset(_PROCESSORS.split()) | {"0"}
_MACHINES = {
    "x86_64": ("linux-64", "osx-64", "win-64", "iossimulator-64", "android-64"),
    "x86": ("linux-32", "win-32", "android-32"),
    "m1": ("osx-arm64",),
    "aarch64": (
        *("linux-aarch64", "linux-armv6l", "linux-armv7l", "win-arm64"),
        *("ios-arm64", "iossimulator-arm64", "android-aarch64"),
    ),
    "ppc64le": ("linux-ppc64le",),
    "ppc64": ("linux-ppc64",),
    "ppc": ("linux-ppc",),
    "riscv64": ("linux-riscv64",),
}
"""The processor that Pixi assumes, to platforms."""

_ASSUMED = {
    ("linux", "linux"): (4, 18),
    ("linux", "glibc"): (2, 28),
    ("osx", "macos"): (13,),
    ("win", "windows"): (10,),
}
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_SHORT = 8
"""Versions no longer than this fit into the names that Pixi makes of them."""

_LIBC = frozenset(("glibc", "musl", "eglibc"))


def judge_system_requirements(seen: Findings, path: Path, value: Any) -> bool:
    """Judge `[system-requirements]`, and tell whether anything is in it."""
    judges = {"macos": version, "linux": version, "cuda": version, "archspec": string}
    given = fields(seen, path, value, {**judges, "libc": _libc})
    for key, said in given.items():
        if key in judges and key != "archspec" and not (_is_plain(said) and len(said) <= _SHORT):
            seen.doubt((*path, key), f"the version '{said}'")
    return bool(given)


def judge_virtual(seen: Findings, path: Path, item: dict[str, Any]) -> dict[str, str]:
    """What is said of a platform: versions, and the kind of processor, by Pixi's own names.

    What was not understood has the empty name.
    """
    declared: dict[str, str] = {}
    if "macos" in item and "osx" in item:
        seen.refuse(
            (*path, "osx"), f"{shown((*path, 'osx'))} is another name for macos; set only one"
        )
    for key, said in item.items():
        place = (*path, key)
        if key == "cuda" and isinstance(said, dict):
            declared |= _cuda(seen, place, said)
        elif key == "cuda" and not isinstance(said, str):
            wrong(seen, place, said, "a version as a string, or a table")
        elif key in VERSIONS:
            version(seen, place, said)
            declared[VERSIONS[key]] = said
        elif key == "archspec":
            declared[key] = string(seen, place, said)
            if said not in _ARCHSPECS:
                seen.refuse(place, f"{shown(place)}: '{said}' is not a processor that Pixi knows")
    for key, said in item.items():
        if key.startswith("__"):
            _judge_raw(seen, (*path, key), said, declared)
    if "cuda-arch" in declared and "cuda" not in declared:
        seen.refuse(path, f"{shown(path)} has __cuda_arch, which needs __cuda")
    return declared


def made_name(seen: Findings, path: Path, subdir: str, declared: dict[str, str]) -> str:
    """The name that Pixi makes of what differs from what it assumes; empty when unsure."""
    if "" in declared:
        return ""
    parts = [subdir]
    for key in (*_ORDER, "cuda-arch"):
        said = declared.get(key, "")
        if not said:
            continue
        if key != "archspec" and not _is_plain(said):
            seen.doubt((*path, key), f"the version '{said}'")
            return ""
        if not _is_assumed(subdir, key, said):
            parts += [key, _segment(said)]
    name = "-".join(parts)
    if len(name) > 64:
        seen.refuse(path, f"{shown(path)} needs a name: the generated one is too long")
    return name


def _is_assumed(subdir: str, key: str, said: str) -> bool:
    if key == "archspec":
        return subdir in _MACHINES.get(said, ())
    system = subdir.partition("-")[0]
    return _ASSUMED.get((system, key)) == _release(said)


def _segment(said: str) -> str:
    if _is_plain(said):
        return "-".join(str(int(part)) for part in said.split("."))
    return re.sub(r"[^A-Za-z0-9]+", "-", said).strip("-")


def _release(said: str) -> tuple[int, ...]:
    numbers = [int(part) for part in said.split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def _is_plain(said: str) -> bool:
    return len(said) <= 20 and bool(_PLAIN.fullmatch(said))


def _libc(seen: Findings, path: Path, value: Any) -> None:
    if isinstance(value, str):
        version(seen, path, value)
        return
    if not isinstance(value, dict):
        wrong(seen, path, value, "a string or a table")
    required(seen, path, value, "version")
    fields(seen, path, value, {"family": string, "version": version})
    if value.get("family", "glibc") not in _LIBC:
        seen.doubt(path, f"the C library '{value['family']}'")


def _judge_raw(seen: Findings, path: Path, value: Any, declared: dict[str, str]) -> None:
    """Judge a virtual package by conda's name for it, and add it to what is declared."""
    said, _, build = string(seen, path, value).partition("=")
    version(seen, path, said)
    key = _RAW.get(str(path[-1]), "")
    if key in declared:
        seen.refuse(path, f"{shown(path)} is set twice, also as {key}")
    if build or not key:
        seen.doubt(path, f"the virtual package {path[-1]}")
    declared[key if not build else ""] = said


def _cuda(seen: Findings, path: Path, said: dict[str, Any]) -> dict[str, str]:
    fields(seen, path, said, {"driver": version, "arch": version})
    required(seen, path, said, "driver")
    found = {"cuda": str(said["driver"])}
    return found | {"cuda-arch": str(said["arch"])} if "arch" in said else found
