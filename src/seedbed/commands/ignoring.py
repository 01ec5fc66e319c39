"""What git ignores: folders that nothing creates any more, and files that a clone would lack.

A switch leaves the old manager's environment behind, thousands of files that git would then offer
to commit. Its lines stay in `.gitignore` until an update finds the folder gone.
"""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.formats import encodings
from seedbed.model.record import replace
from seedbed.model.relative import fault_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seedbed.model.tree import File

PATH = ".gitignore"


def ignored_remark(root: str, paths: Iterable[str]) -> str:
    """The sentence that names files of the project which git ignores; empty when there are none."""
    from seedbed.host.git import ignored

    try:
        found = ignored(root, paths)
    except SeedbedError as error:
        return f"{error.message} {error.hint}"
    if not found:
        return ""
    shown = ", ".join(found[:4]) + (f" and {len(found) - 4} more" if len(found) > 4 else "")
    what = "this file" if len(found) == 1 else "these files"
    return (
        f"git ignores {what} because of a rule outside the project: {shown}. A clone would lack "
        f"{'it' if len(found) == 1 else 'them'}: change that rule, or run 'git add --force' on "
        f"{'it' if len(found) == 1 else 'them'} ('git check-ignore --verbose FILE' shows the rule)."
    )


def still_ignored(
    root: str, before: Mapping[str, File], fresh: Mapping[str, File]
) -> dict[str, File]:
    """The files as generated now, with those lines of `.gitignore` that are needed still.

    Args:
        root: the project's folder.
        before: the files as generated last, by path.
        fresh: as they are generated now.
    """
    old = encodings.read(before[PATH].data) if PATH in before else None
    if old is None or PATH not in fresh:
        return dict(fresh)
    last, now = old.splitlines(), fresh[PATH].data.decode().splitlines()
    text = "".join(f"{line}\n" for line in with_lines(now, _needed(root, last, now), last))
    return {**fresh, PATH: replace(fresh[PATH], data=text.encode())}


def with_lines(now: list[str], kept: set[str], last: list[str]) -> list[str]:
    """Lines with some of those of before, each behind the one that it stood behind.

    Args:
        now: the lines.
        kept: those of before that stay.
        last: all those of before, in order.
    """
    result = list(now)
    place = 0
    for line in last:
        if line in kept:
            result.insert(place, line)
            place += 1
        elif line in result:
            place = result.index(line) + 1
    return result


def _needed(root: str, last: list[str], now: list[str]) -> set[str]:
    """The lines of before that are not generated any more, and that something there matches."""
    gone = [line for line in last if line not in now]
    ignored = {_path(line) for line in gone if not line.startswith("!")}
    there = {path for path in ignored if path and os.path.lexists(os.path.join(root, path))}
    return {line for line in gone if any(_is_in(_path(line), path) for path in there)}


def _path(line: str) -> str:
    """The path that a line is about; empty where it is a pattern or a comment."""
    path = line.removeprefix("!").removesuffix("/*").strip("/")
    is_pattern = path.startswith("#") or any(char in path for char in "*?[\\")
    return "" if is_pattern or fault_of(path) else path


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")
