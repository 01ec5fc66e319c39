"""The kinds of machines that locks cover, as Python's environment markers tell them."""

from __future__ import annotations

import re
from functools import lru_cache

from seedbed.model.machine import MARKERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

SYSTEMS = {
    "linux": "sys_platform == 'linux'",
    "osx": "sys_platform == 'darwin'",
    "win": "sys_platform == 'win32'",
}
"""The same for all machines with one system."""
_VALUES = {
    "linux": {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    "osx": {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    "win": {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
}
_MACHINE = "platform_machine"
_WORD = re.compile(r"""'[^']*'|"[^"]*"|([A-Za-z_]+)""")


def where(marker: str, subdirs: Collection[str]) -> tuple[str, ...] | None:
    """Where a marker holds: systems of `SYSTEMS`, or machines where it tells these apart.

    Args:
        marker: an environment marker (PEP 508).
        subdirs: the machines that count where it does; others are not known.

    Returns:
        Their names, sorted; None for a marker that asks for anything else.
    """
    names = {word for word in _WORD.findall(marker) if word} - {"and", "or", "in", "not"}
    if not names or names - {_MACHINE, *_VALUES["linux"]}:
        return None
    if _MACHINE not in names:
        return tuple(name for name in sorted(SYSTEMS) if _holds(marker, _VALUES[name]))
    if not subdirs <= MARKERS.keys():  # type: ignore[operator]  # a set, or keys
        return None
    found = []
    for subdir in sorted(subdirs):
        machine = MARKERS[subdir].rpartition("== ")[2].strip("'")
        values = {**_VALUES[subdir.partition("-")[0]], _MACHINE: machine}
        found += [subdir] if _holds(marker, values) else []
    return tuple(found)


def marker_of(names: Collection[str]) -> str:
    """The marker that holds on some systems or machines; empty for one of another name."""
    known = {**SYSTEMS, **MARKERS}
    if not {*names} <= known.keys():
        return ""
    parts = [known[name] for name in sorted(names)]
    return " or ".join(parts)


@lru_cache(maxsize=256)
def _parsed(marker: str) -> object:
    from packaging.markers import InvalidMarker, Marker  # slow to import

    try:
        return Marker(marker)
    except InvalidMarker:
        return None


def _holds(marker: str, values: Mapping[str, str]) -> bool:
    parsed = _parsed(marker)
    evaluate = getattr(parsed, "evaluate", None)
    return bool(evaluate and evaluate({**values, "python_version": "3.12"}))
