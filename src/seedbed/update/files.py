"""Merges one file that is not a manifest: by key, as a set of lines, or line by line; pure.

Files of a structure that programs parse never get markers: where both sides changed a value, the
user's stays, and the generated one is told.
"""

from __future__ import annotations

import json

from seedbed.errors import SeedbedError
from seedbed.formats import toml
from seedbed.formats.json_comments import edited, is_read_with_comments, plain_json
from seedbed.formats.toml_edit.edit import CannotEditError, differences, edit
from seedbed.formats.yaml_parts import CannotPartError, read_yaml
from seedbed.managers.nix import packages
from seedbed.merge3.ignored import NAMES, merge_ignored
from seedbed.merge3.lines import Hunk, clashes, is_clean, marked, merge_hunks, taken
from seedbed.merge3.values import WHOLE, MergedFile, Merger, unordered
from seedbed.merge3.yaml_blocks import merge_yaml
from seedbed.update.conflicts import remarks
from seedbed.update.leaving import lost_comments

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_LARGEST = 64_000
"""Characters of the largest file that is taken apart; those of projects have some thousands."""


def merge_file(path: str, base: str, ours: str, theirs: str) -> MergedFile:
    """Merge a file of which both sides changed.

    Args:
        path: its path in the project, which tells its kind.
        base: its text as generated last; empty when it was not.
        ours: as it stands there.
        theirs: as it would be generated now.
    """
    if path == packages.PATH:
        return _merge_packages(base, ours, theirs)
    name = path.rpartition("/")[2]
    pieces = name in NAMES or name.endswith((".yaml", ".yml", ".ipynb"))
    if pieces and max(len(base), len(ours)) > _LARGEST:
        return _whole(ours, theirs, "it is too large to merge piece by piece")
    if name in NAMES:
        text = merge_ignored(name, base, ours, theirs)
        return MergedFile(text=text, theirs=text)
    hunks = merge_hunks(base, ours, theirs)
    try:
        if is_read_with_comments(path) and name.endswith(".json"):
            return _merge_structure((base, ours, theirs), hunks, _read_commented, _write_commented)
        for ending, parse, write in _KINDS:
            if name.endswith(ending):
                return _merge_structure((base, ours, theirs), hunks, parse, write)
        if name.endswith((".yaml", ".yml")):
            return _merge_yaml((base, ours, theirs), hunks)
        if name.endswith(".ipynb"):
            return _merge_notebook(ours, theirs, hunks)
    except RecursionError:  # deeper than anybody writes
        return _whole(ours, theirs, "yours is nested too deeply to merge")
    conflicts = clashes(hunks, with_markers=True)
    return MergedFile(text=marked(hunks), theirs=theirs, conflicts=conflicts)


def _whole(ours: str, theirs: str, why: str) -> MergedFile:
    """A file that stays as it is, since nothing smaller can be told apart."""
    return MergedFile(text=ours, theirs=theirs, conflicts=(WHOLE,), notes=(why,))


def _merge_packages(base: str, ours: str, theirs: str) -> MergedFile:
    try:
        text = packages.merge(base, ours, theirs)
    except SeedbedError as error:
        return _whole(ours, theirs, error.message.removesuffix("."))
    return MergedFile(text=text, theirs=text)


def _merge_structure(
    sides: tuple[str, str, str],
    hunks: list[Hunk],
    parse: Callable[[str], Any],
    write: Callable[[str, Any], str],
) -> MergedFile:
    """Merge by line where that says what a merge by key says, else by key."""
    base, ours, theirs = sides
    lines = marked(hunks) if is_clean(hunks) else ""
    try:
        was, stands, new = parse(base), parse(ours), parse(theirs)
    except ValueError as error:  # such as comments in JSON: lines that do not clash can be merged
        return _unread(sides, lines, error)
    merger = Merger()
    merged = merger.merge(was, stands, new)
    if lines and _says(parse, lines, merged):
        return MergedFile(text=lines, theirs=lines, notes=remarks(merger))
    try:
        return MergedFile(
            text=write(ours, merged),
            theirs=write(ours, Merger(theirs=True).merge(was, stands, new)),
            conflicts=tuple(merger.conflicts),
            notes=remarks(merger),
        )
    except CannotEditError:
        return _whole(ours, theirs, "its layout does not allow combining the two versions")


def _merge_yaml(sides: tuple[str, str, str], hunks: list[Hunk]) -> MergedFile:
    """Merge by line where that says what a merge by key says, else by key.

    What cannot be taken apart, such as anchors, is merged by line alone.
    """
    lines = marked(hunks) if is_clean(hunks) else ""
    try:
        for text in sides:
            read_yaml(text)
    except ValueError as error:
        return _unread(sides, lines, error)
    merger = Merger()
    try:
        text = merge_yaml(*sides, merger)
        theirs = merge_yaml(*sides, Merger(theirs=True)) if merger.conflicts else text
    except CannotPartError:
        return _by_line(hunks, sides)
    if lines and not merger.conflicts and _says(read_yaml, lines, read_yaml(text)):
        text = theirs = lines
    notes = (*remarks(merger), *lost_comments(sides[0], sides[1], text, "item"))
    return MergedFile(text=text, theirs=theirs, conflicts=tuple(merger.conflicts), notes=notes)


def _merge_notebook(ours: str, theirs: str, hunks: list[Hunk]) -> MergedFile:
    """Merge by line, or not at all: a merge by key could change the order of cells."""
    lines = marked(hunks) if is_clean(hunks) else ""
    if lines and _says(_read_json, lines, None):
        return MergedFile(text=lines, theirs=lines)
    return _whole(ours, theirs, "you and seedbed changed the same part of the notebook")


def _unread(sides: tuple[str, str, str], lines: str, error: ValueError) -> MergedFile:
    """A file that cannot be read: its lines are merged, if they do not clash."""
    _, ours, theirs = sides
    if lines:
        return MergedFile(text=lines, theirs=theirs)
    why = " ".join(str(error).split())
    return _whole(ours, theirs, f"it cannot be read, so it cannot be merged by key: {why}")


def _by_line(hunks: list[Hunk], sides: tuple[str, str, str]) -> MergedFile:
    """Merge YAML by line; where the two clash, the user's lines stay."""
    if is_clean(hunks) and _says(read_yaml, marked(hunks), None):
        return MergedFile(text=marked(hunks), theirs=marked(hunks))
    whole = _whole(sides[1], sides[2], "its layout does not allow combining the two versions")
    ours, theirs = taken(hunks, "ours"), taken(hunks, "theirs")
    if is_clean(hunks) or not _says(read_yaml, ours, None):
        return whole
    conflicts = clashes(hunks, with_markers=False)
    return MergedFile(
        text=ours,
        theirs=theirs if _says(read_yaml, theirs, None) else whole.theirs,
        conflicts=conflicts,
    )


def _says(parse: Callable[[str], Any], text: str, wanted: Any) -> bool:
    """Whether a text parses, and to some value where one is given."""
    try:
        said = parse(text)
    except ValueError:
        return False
    return wanted is None or unordered(said) == unordered(wanted)


def _read_json(text: str) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("it has a key twice")
        return dict(pairs)

    return json.loads(text, object_pairs_hook=once) if text.strip() else {}


def _write_json(before: str, value: Any) -> str:
    """The JSON text, indented as the text before was."""
    lines = before.splitlines()
    second = lines[1] if len(lines) > 1 else "    "
    indent = second[: len(second) - len(second.lstrip())] or "    "
    try:
        text = json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False) + "\n"
        text.encode()
    except ValueError as error:  # half a character, or a number that is too large
        raise CannotEditError(str(error)) from None
    return text


def _read_commented(text: str) -> Any:
    return _read_json(plain_json(text))


def _write_commented(before: str, value: Any) -> str:
    plain = plain_json(before)
    return _write_json(before, value) if plain == before else edited(before, value)


def _write_toml(before: str, value: Any) -> str:
    return edit(before, differences(toml.loads(before), value))


_KINDS: tuple[tuple[str, Callable[[str], Any], Callable[[str, Any], str]], ...] = (
    (".json", _read_json, _write_json),
    (".toml", toml.loads, _write_toml),
)
