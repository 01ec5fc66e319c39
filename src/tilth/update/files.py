"""Merges one file that is no manifest: by key, by the set of its lines, or line by line; pure.

Files of a structure that programs parse never get markers: where both sides changed a value, the
user's stays, and the generated one is told.
"""

from __future__ import annotations

import json
import tomllib

from tilth.record import record
from tilth.text.edit import GONE, CannotEditError, edit
from tilth.update.lines import merge_lines
from tilth.update.values import MISSING, WHOLE, Conflict, Merger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@record
class MergedFile:
    """A file from three.

    Attributes:
        text: the result; where both sides changed something, it has the user's, or markers.
        theirs: the result with the generated values there.
        conflicts: what both sides changed.
        kept: keys that one side removed and the other changed; they stay as the user has them.
    """

    text: str
    theirs: str
    conflicts: tuple[Conflict, ...] = ()
    kept: tuple[tuple[str, ...], ...] = ()


def merge_file(path: str, base: str, yours: str, theirs: str) -> MergedFile:
    """Merge a file of which both sides changed.

    Args:
        path: its path in the project, which tells its kind.
        base: its text as generated last; empty when it was not.
        yours: as it stands there.
        theirs: as it would be generated now.
    """
    name = path.rpartition("/")[2]
    if name in {".gitignore", ".gitattributes"}:
        return _merge_set(base, yours, theirs)
    for ending, parse, write in _KINDS:
        if name.endswith(ending):
            return _merge_structure((base, yours, theirs), parse, write)
    lines = merge_lines(base, yours, theirs)
    conflicts = () if lines.clean else (WHOLE,)
    return MergedFile(text=lines.text, theirs=theirs, conflicts=conflicts)


def _merge_set(base: str, yours: str, theirs: str) -> MergedFile:
    """Lines of which each stands for itself: no two of them can conflict."""
    lines = merge_lines(base, yours, theirs)
    text = lines.text
    if not lines.clean:
        merged = Merger().merge(base.splitlines(), yours.splitlines(), theirs.splitlines())
        text = "".join(f"{line}\n" for line in merged)
    return MergedFile(text=text, theirs=text)


def _merge_structure(
    sides: tuple[str, str, str],
    parse: Callable[[str], Any],
    write: Callable[[str, Any], str] | None,
) -> MergedFile:
    base, yours, theirs = sides
    lines = merge_lines(base, yours, theirs)
    try:
        was, stands, new = parse(base), parse(yours), parse(theirs)
    except ValueError:  # such as JSON with comments: its lines can be merged, if they do not clash
        if lines.clean:
            return MergedFile(text=lines.text, theirs=theirs)
        return MergedFile(text=yours, theirs=theirs, conflicts=(WHOLE,))
    merger = Merger()
    merged = merger.merge(was, stands, new)
    if lines.clean and (write is None or not merger.conflicts) and _says(parse, lines.text, merged):
        return MergedFile(text=lines.text, theirs=lines.text, kept=tuple(merger.kept))
    if write is None:
        return MergedFile(text=yours, theirs=theirs, conflicts=tuple(merger.conflicts) or (WHOLE,))
    with_theirs = Merger(theirs=True).merge(was, stands, new)
    try:
        return MergedFile(
            text=write(yours, merged),
            theirs=write(yours, with_theirs),
            conflicts=tuple(merger.conflicts),
            kept=tuple(merger.kept),
        )
    except CannotEditError:
        return MergedFile(text=yours, theirs=theirs, conflicts=(WHOLE,))


def _says(parse: Callable[[str], Any], text: str, wanted: Any) -> bool:
    try:
        return bool(parse(text) == wanted)
    except ValueError:
        return False


def _read_json(text: str) -> Any:
    return json.loads(text) if text.strip() else {}


def _write_json(before: str, value: Any) -> str:
    """The JSON text, indented as the text before was."""
    lines = before.splitlines()
    second = lines[1] if len(lines) > 1 else "    "
    indent = len(second) - len(second.lstrip(" ")) or 4
    return json.dumps(value, indent=indent, ensure_ascii=False) + "\n"


def _write_toml(before: str, value: Any) -> str:
    have, want = _flat(tomllib.loads(before)), _flat(value)
    changes = {path: GONE for path in have if path not in want}
    changes |= {path: item for path, item in want.items() if have.get(path, MISSING) != item}
    return edit(before, changes)


def _flat(table: dict[str, Any], path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    found: dict[tuple[str, ...], Any] = {}
    for name, value in table.items():
        if isinstance(value, dict) and value:
            found |= _flat(value, (*path, name))
        else:
            found[*path, name] = value
    return found


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
    (".toml", tomllib.loads, _write_toml),
    # no writer: a merge of lines that parses to the merged values is taken, or nothing
    (".yaml", _read_yaml, None),
    (".yml", _read_yaml, None),
)
