"""Merges conda's environment files; pure.

What a file is to say is worked out item by item: the user's items stay, those that a dialect wrote
become what it would write now. A merge of lines is taken where it says that; else single lines of
the user's text are changed. Either way the result is parsed again, and has to say just what was
meant.
"""

from __future__ import annotations

from seedbed.formats.toml_edit.edit import CannotEditError
from seedbed.formats.yaml_text import scalar
from seedbed.managers.conda import yaml
from seedbed.managers.conda.dependencies import merge_dependencies
from seedbed.managers.shared.items import merge_items, name_of
from seedbed.merge3.lines import is_clean, marked, merge_hunks
from seedbed.merge3.values import WHOLE, MergedFile, unordered

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Table = Mapping[str, Any]

_LISTS = ("channels", "platforms", "dependencies")


def merge_environment(
    path: str, sides: tuple[str, str, str], have: Table, want: Table, *, anew: bool = False
) -> MergedFile:
    """One file from three, without what is to be said of it.

    Args:
        path: its path.
        sides: as generated last, as it stands there, as generated now; empty where it was not.
        have: what would be written for what stands there.
        want: what is to be written.
        anew: whether it may be written anew where its layout allows no edits, because it isn't
            there now.
    """
    base, ours, theirs = sides
    stands = yaml.loads(ours, path)
    if base and "variables" in want:  # which no project says, so that `have` cannot tell
        have = {**have, "variables": yaml.loads(base, path).get("variables")}
    wanted = wanted_table(have, stands, want)
    if stands == wanted:
        return MergedFile(text=ours, theirs=ours)
    hunks = merge_hunks(base, ours, theirs)
    lines = marked(hunks)
    if base and is_clean(hunks) and _says(path, lines, wanted, in_order=False):
        return MergedFile(text=lines, theirs=lines)
    try:
        text = edit_text(path, ours, stands, wanted)
    except CannotEditError:
        whole = _rendered(wanted)
        if anew and _says(path, whole, wanted):
            return MergedFile(text=whole, theirs=whole, notes=(_ANEW,))
        rendered = _rendered(want)
        why = "its layout does not allow combining the two versions"
        return MergedFile(text=ours, theirs=rendered, conflicts=(WHOLE,), notes=(why,))
    return MergedFile(text=text, theirs=text)


_ANEW = "it is written anew, because its layout does not allow edits"


def _rendered(table: Table) -> str:
    """A table as a file, with one item to a line."""
    return "".join(f"{row}\n" for key in table for row in yaml.rows(key, table[key]))


def wanted_table(have: Table, stands: Table, want: Table) -> dict[str, Any]:
    """What a file says that said `stands`, after what a dialect wrote of it has changed.

    One that says nothing, because the user emptied it, stays so.
    """
    if not stands:
        return {}
    result = dict(stands)
    for key in dict.fromkeys((*have, *want)):
        before, after = have.get(key), want.get(key)
        if before == after:
            continue
        if key not in _LISTS:
            if stands.get(key) == before and after is not None:
                result[key] = after
            continue
        lists = [
            value if isinstance(value, list) else [] for value in (before, stands.get(key), after)
        ]
        merged = merge_dependencies(*lists) if key == "dependencies" else _plain(*lists)
        if merged or key in stands:
            result[key] = merged
    return result


def _plain(before: list[Any], stands: list[Any], after: list[Any]) -> list[Any]:
    return merge_items(before, stands, after, said=lambda item: item)


def _says(path: str, text: str, wanted: Table, *, in_order: bool = True) -> bool:
    from seedbed.errors import SeedbedError

    try:
        said = yaml.loads(text, path)
    except SeedbedError:
        return False
    return said == wanted or (not in_order and unordered(said) == unordered(dict(wanted)))


def edit_text(path: str, text: str, stands: Table, wanted: Table) -> str:
    """A text with single lines changed, so that it says what is wanted.

    Args:
        path: the file's path.
        text: the text.
        stands: what it says.
        wanted: what it is to say.

    Raises:
        CannotEditError: when its layout does not allow that.
    """
    from ruamel.yaml.error import YAMLError

    try:
        text = _edited(text, stands, wanted)
    except (
        YAMLError, KeyError, TypeError, AttributeError, ValueError, IndexError, RecursionError,
    ) as error:  # fmt: skip
        raise CannotEditError(str(error)) from error
    if not _says(path, text, wanted):
        raise CannotEditError("the edited text would mean something else")
    return text


def _edited(text: str, stands: Table, wanted: Table) -> str:
    for key, value in wanted.items():
        if key not in stands:
            text = text.rstrip("\n") + "\n" if text.strip() else ""
            text += "".join(f"{row}\n" for row in yaml.rows(key, value))
        elif stands[key] != value:
            editor = _Lines(text)
            if isinstance(value, list):
                editor.set_list((key,), stands[key] or [], value)
            else:
                editor.set_text(key, value)
            text = editor.text()
    return text


class _Lines:
    """The lines of a YAML text, and where its values stand."""

    def __init__(self, text: str) -> None:
        import warnings

        from ruamel.yaml import YAML  # slow to import

        self.lines = text.splitlines(keepends=True)
        if self.lines and not self.lines[-1].endswith("\n"):
            self.lines[-1] += "\n"
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # as in `yaml.loads`
            self.root = YAML(typ="rt", pure=True).load(text)

    def text(self) -> str:
        """The text as it is now."""
        return "".join(self.lines)

    def set_text(self, key: str, value: str) -> None:
        """Set a text at the top of the file."""
        line, column = self.root.lc.value(key)
        row = self.lines[line]
        self.lines[line] = f"{row[:column]}{scalar(value)}{_comment(row, column)}"

    def set_list(self, path: tuple[Any, ...], stands: list[Any], wanted: list[Any]) -> None:
        """Make a list say what is wanted; from its end, so that places before stay right."""
        from difflib import SequenceMatcher

        held = self.root
        for step in path:
            held = held[step]
        if not stands or held.fa.flow_style():
            raise CannotEditError("the list does not have one item per line")
        indent = " " * (held.lc.item(0)[1] - 2)
        names = [
            [name_of(item) or repr(_shape(item)) for item in side] for side in (stands, wanted)
        ]
        comments = self._comments(held, stands)
        steps = SequenceMatcher(None, names[0], names[1], autojunk=False).get_opcodes()
        for kind, start, end, first, last in reversed(steps):
            if kind == "equal" or (kind == "replace" and end - start == last - first):
                for place in reversed(range(start, end)):
                    old, new = stands[place], wanted[first + place - start]
                    if old != new:
                        self._replace(held, (*path, place), (old, new), comments)
                continue
            for place in reversed(range(start, end)):
                del self.lines[self._line(held, place, stands[place])]
            for item in reversed(wanted[first:last]):
                at = self._before(held, start, len(stands), stands)
                *rows, last_row = _rows(item, indent)
                end_of = comments.get(name_of(item), "\n")
                self.lines[at:at] = [*(f"{row}\n" for row in rows), f"{last_row}{end_of}"]

    def _comments(self, held: Any, stands: list[Any]) -> dict[str, str]:
        """What stands behind the items of a list, by what they name.

        A comment stays with what it is about, or goes with it; it is not about what takes the
        place.
        """
        found = {}
        for place, item in enumerate(stands):
            if isinstance(item, str):
                line, column = held.lc.item(place)
                found[name_of(item)] = _comment(self.lines[line], column)
        return {**found, "": "\n"}

    def _replace(
        self, held: Any, path: tuple[Any, ...], items: tuple[Any, Any], comments: Mapping[str, str]
    ) -> None:
        old, new = items
        if isinstance(old, dict) and isinstance(new, dict):
            self.set_list((*path, "pip"), old["pip"], new["pip"])
            return
        line, column = self._line(held, path[-1], old), held.lc.item(path[-1])[1]
        row = self.lines[line]
        same = name_of(old) == name_of(new)
        comment = _comment(row, column) if same else comments.get(name_of(new), "\n")
        self.lines[line] = f"{row[:column]}{scalar(new)}{comment}"

    def _line(self, held: Any, place: int, item: Any) -> int:
        """The number of the one line that an item stands on."""
        line, column = held.lc.item(place)
        text = self.lines[line]
        if not isinstance(item, str) or not text[:column].strip() == "-":
            raise CannotEditError("an item takes more than one line")
        return int(line)

    def _before(self, held: Any, place: int, length: int, stands: list[Any]) -> int:
        """The number of the line before which an item is put that takes a place."""
        if place and isinstance(stands[place - 1], str):
            return self._line(held, place - 1, stands[place - 1]) + 1
        if place < length:
            return int(held.lc.item(place)[0])
        raise CannotEditError("there is no line after which to put the item")


def _comment(row: str, column: int) -> str:
    """The comment behind the value at a column, with the line's end."""
    rest = row[column:]
    return rest[rest.index(" #") :] if " #" in rest else "\n"


def _shape(item: Any) -> Any:
    """What tells that a table takes another's place: its keys."""
    return sorted(map(str, item)) if isinstance(item, dict) else item


def _rows(item: Any, indent: str) -> list[str]:
    if isinstance(item, str):
        return [f"{indent}- {scalar(item)}"]
    rows = list(yaml.rows("x", [item]))[1:]
    return [indent + row[2:] for row in rows]
