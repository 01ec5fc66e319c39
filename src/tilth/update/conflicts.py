"""The report of conflicts in `.tilth/conflicts`; pure.

pyproject.toml
    tool.ruff.line-length
        yours: 88
        tilth: 120
"""

from __future__ import annotations

import json

from tilth.text.toml import dotted
from tilth.update.lines import has_markers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tilth.update.plan import Change
    from tilth.update.values import Conflict

PATH = ".tilth/conflicts"
_HEADER = """\
# What both you and tilth changed, at its last update. Your values were kept; in plain text, both
# versions stand between markers. Settle each, then {how}.
# Until then, 'tilth update' waits.
"""
_BY_GIT = "'git add' the files"
_BY_HAND = "remove this file"


def write(conflicts: Mapping[str, Iterable[Conflict]], *, by_git: bool) -> bytes:
    """The report.

    Args:
        conflicts: path of a file to the conflicts in it.
        by_git: whether git knows of them, and so can tell when they are settled.
    """
    lines = [_HEADER.format(how=_BY_GIT if by_git else _BY_HAND)]
    for path, found in conflicts.items():
        lines.append(f"\n{path}\n")
        for conflict in found:
            lines.append(f"    {named(conflict) or 'the whole file'}\n")
            lines.append(f"        yours: {_shown(conflict.yours)}\n")
            lines.append(f"        tilth: {_shown(conflict.theirs)}\n")
    return "".join(lines).encode(errors="backslashreplace")


def read_paths(report: str) -> list[str]:
    """The files that a report is about."""
    return [line for line in report.splitlines() if line and line[0] not in "# "]


def is_by_git(report: str) -> bool:
    """Whether git can tell when the conflicts of a report are settled."""
    return f"then {_BY_GIT}." in report


def is_marked(change: Change) -> bool:
    """Whether a file with conflicts got markers; else the user's values stand in it."""
    return change.after is not None and has_markers(change.after.data.decode("latin-1"))


def named(conflict: Conflict) -> str:
    """The key of a conflict in words of the file, or an empty string for a whole file."""
    path = conflict.path
    if path[:1] == ("dependencies",):
        _, place, name, marker, *field = path
        where = f" in {place}" if place else ""
        when = f" ({marker})" if marker else ""
        return f"requirement {name}{where}{when}: {' '.join(field)}".rstrip(": ")
    if path[:1] == ("tools",):
        path = ("tool", *path[1:])
    return dotted(path)


def _shown(value: object) -> str:
    if isinstance(value, str | int | bool | list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
