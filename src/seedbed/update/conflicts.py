"""The report of conflicts in `.seedbed/conflicts`; pure.

pyproject.toml
    tool.ruff.line-length
        ours: 88
        seedbed: 120
"""

from __future__ import annotations

import json

from seedbed.formats import encodings
from seedbed.formats.toml import Number, dotted
from seedbed.merge3.lines import has_markers
from seedbed.model.tree import CONFLICTS_PATH
from seedbed.model.versions import APART, compare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seedbed.merge3.values import Conflict, Merger
    from seedbed.update.change import Change

PATH = CONFLICTS_PATH
_SHORT = 60
"""The most characters of a value that is told in passing."""
_HEADER = """\
# You and seedbed's last update both changed the following. The files have your version; where there
# are conflict markers, they have both versions. Resolve each conflict, then {how}.
# Until then, 'seedbed update' waits.
{more}"""
_BY_GIT = "'git add' the files"
_BY_HAND = "remove this file"
_BOTH = """\
# 'git show :3:./FILE' shows seedbed's version of the file; 'git checkout --conflict=merge FILE'
# puts both versions into it, between markers.
"""


def write(
    conflicts: Mapping[str, Iterable[Conflict]],
    *,
    by_git: bool,
    notes: Mapping[str, Iterable[str]] | None = None,
) -> bytes:
    """The report.

    Args:
        conflicts: path of a file to the conflicts in it.
        by_git: whether git knows of them, and so can tell when they are settled.
        notes: path of a file to what else is said of it, such as why all of it waits.
    """
    how, more = (_BY_GIT, _BOTH) if by_git else (_BY_HAND, "")
    lines = [_HEADER.format(how=how, more=more)]
    for path, found in conflicts.items():
        lines.append(f"\n{path}\n")
        for conflict in found:
            lines.append(f"    {_one_line(named(conflict.path)) or 'the whole file'}\n")
            lines.append(f"        yours: {_shown(conflict.ours)}\n")
            lines.append(f"        seedbed: {_shown(conflict.theirs)}\n")
            whys = (notes or {}).get(path, ()) if not conflict.path else ()
            lines += [f"        why: {_one_line(why)}\n" for why in whys]
    return "".join(lines).encode(errors="backslashreplace")


def read_paths(report: str) -> list[str]:
    """The files that a report is about."""
    return [line for line in report.split("\n") if line and line[0] not in "# "]


def is_by_git(report: str) -> bool:
    """Whether git can tell when the conflicts of a report are settled."""
    return f"then {_BY_GIT}." in report


def is_marked(change: Change) -> bool:
    """Whether a file with conflicts got markers; else the user's values stand in it."""
    return change.after is not None and has_markers(encodings.read(change.after.data) or "")


def named(path: tuple[str, ...]) -> str:
    """The key of a value in words of the file, or an empty string for a whole file."""
    if len(path) > 3 and path[0] == "dependencies":
        _, place, name, marker, *field = path
        where = f" in {place}" if place else ""
        when = f" ({marker})" if marker else ""
        return f"requirement {name}{where}{when}: {' '.join(field)}".rstrip(": ")
    if path[:1] == ("tools",):
        path = ("tool", *path[1:])
    return path[0] if path[:1] and path[0].startswith("line ") else dotted(path)


def remarks(merger: Merger) -> tuple[str, ...]:
    """What is to be said of a merge beside its conflicts."""
    kept = tuple(f"{named(path)} stays as you have it" for path in merger.orphaned)
    removed = tuple(
        f"{named(path)} stays removed{_asked(merger.asked.get(path))}" for path in merger.removed
    )
    comments = tuple(map(_comment, merger.comments))
    return kept + removed + comments + tuple(map(_narrow, merger.narrow))


def _comment(path: tuple[str, ...]) -> str:
    where = f"at {named(path)}" if path else "at the end"
    return f"your comment {where} stays; seedbed's has changed"


def _asked(value: object) -> str:
    """What a template asks for in place of what was removed, where that is short."""
    if not hasattr(value, "requirement") and not isinstance(value, str | int | Number):
        return ""
    text = _shown(value)
    return f"; seedbed asks for {text} now" if len(text) <= _SHORT else ""


def _narrow(conflict: Conflict) -> str:
    ours, theirs = (spec or "any version" for spec in (conflict.ours, conflict.theirs))
    beyond = "; no version satisfies both" if compare(ours, theirs) == APART else ""
    return f"{named(conflict.path)} stays {ours}, as you have it; seedbed asks for {theirs}{beyond}"


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def _shown(value: object) -> str:
    if hasattr(value, "requirement"):
        return str(value.requirement)
    if hasattr(value, "__fields__"):
        fields = value.__dict__.items()
        return ", ".join(f"{name} {_shown(field)}" for name, field in fields if field)
    if isinstance(value, str | int | bool | list | dict):
        return _one_line(json.dumps(value, ensure_ascii=False, default=str))
    return _one_line(str(value))
