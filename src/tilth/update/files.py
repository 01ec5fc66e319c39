"""Merges one file that is no manifest: by key, by the set of its lines, or line by line; pure.

Files of a structure that programs parse never get markers: where both sides changed a value, the
user's stays, and the generated one is told.
"""

from __future__ import annotations

import json

from tilth.errors import TilthError
from tilth.nix import packages
from tilth.text import toml
from tilth.text.edit import CannotEditError, differences, edit
from tilth.update.conflicts import remarks
from tilth.update.ignored import NAMES, merge_ignored
from tilth.update.lines import Hunk, clashes, is_clean, marked, merge_hunks, taken
from tilth.update.values import WHOLE, MergedFile, Merger, unordered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def merge_file(path: str, base: str, yours: str, theirs: str) -> MergedFile:
    """Merge a file of which both sides changed.

    Args:
        path: its path in the project, which tells its kind.
        base: its text as generated last; empty when it was not.
        yours: as it stands there.
        theirs: as it would be generated now.
    """
    if path == packages.PATH:
        return _merge_packages(base, yours, theirs)
    name = path.rpartition("/")[2]
    if name in NAMES:
        text = merge_ignored(name, base, yours, theirs)
        return MergedFile(text=text, theirs=text)
    hunks = merge_hunks(base, yours, theirs)
    for ending, parse, write in _KINDS:
        if name.endswith(ending):
            try:
                return _merge_structure((base, yours, theirs), hunks, parse, write)
            except RecursionError:  # deeper than anybody writes
                return _whole(yours, theirs, "yours is nested too deeply to be merged")
    conflicts = clashes(hunks, with_markers=True)
    return MergedFile(text=marked(hunks), theirs=theirs, conflicts=conflicts)


def _whole(yours: str, theirs: str, why: str) -> MergedFile:
    """A file that stays as it is, since nothing smaller can be told apart."""
    return MergedFile(text=yours, theirs=theirs, conflicts=(WHOLE,), notes=(why,))


def _merge_packages(base: str, yours: str, theirs: str) -> MergedFile:
    try:
        text = packages.merge(base, yours, theirs)
    except TilthError as error:
        return _whole(yours, theirs, error.message.removesuffix("."))
    return MergedFile(text=text, theirs=text)


def _merge_structure(
    sides: tuple[str, str, str],
    hunks: list[Hunk],
    parse: Callable[[str], Any],
    write: Callable[[str, Any], str] | None,
) -> MergedFile:
    """Merge by line where that says what a merge by key says, else by key."""
    base, yours, theirs = sides
    lines = marked(hunks) if is_clean(hunks) else ""
    try:
        was, stands, new = parse(base), parse(yours), parse(theirs)
    except ValueError as error:  # such as comments in JSON: lines that do not clash can be merged
        if lines:
            return MergedFile(text=lines, theirs=theirs)
        why = " ".join(str(error).split())
        return _whole(yours, theirs, f"it cannot be read, so it cannot be merged by key: {why}")
    merger = Merger()
    merged = merger.merge(was, stands, new)
    if lines and _says(parse, lines, None if write is None else merged):
        return MergedFile(text=lines, theirs=lines, notes=remarks(merger))
    whole = _whole(yours, theirs, "its layout does not let the two be put together")
    if write is None:
        return _by_line(hunks, parse, whole)
    try:
        return MergedFile(
            text=write(yours, merged),
            theirs=write(yours, Merger(theirs=True).merge(was, stands, new)),
            conflicts=tuple(merger.conflicts),
            notes=remarks(merger),
        )
    except CannotEditError:
        return whole


def _by_line(hunks: list[Hunk], parse: Callable[[str], Any], whole: MergedFile) -> MergedFile:
    """Merge what goes together by line; the user's lines stay where the two clash."""
    yours, theirs = taken(hunks, "yours"), taken(hunks, "theirs")
    if is_clean(hunks) or not _says(parse, yours, None):
        return whole
    conflicts = clashes(hunks, with_markers=False)
    return MergedFile(
        text=yours,
        theirs=theirs if _says(parse, theirs, None) else whole.theirs,
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
            raise ValueError("a key stands there twice")
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


def _write_toml(before: str, value: Any) -> str:
    return edit(before, differences(toml.loads(before), value))


def _read_yaml(text: str) -> Any:
    from ruamel.yaml import YAML  # slow to import
    from ruamel.yaml.error import YAMLError

    try:
        found = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise ValueError(str(error)) from None
    return {} if found is None else found


_KINDS: tuple[tuple[str, Callable[[str], Any], Callable[[str, Any], str] | None], ...] = (
    (".json", _read_json, _write_json),
    (".toml", toml.loads, _write_toml),
    # no writer: a merge of lines that parses is taken, or nothing
    (".yaml", _read_yaml, None),
    (".yml", _read_yaml, None),
)
