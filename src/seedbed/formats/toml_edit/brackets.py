"""Edits arrays and inline tables as they are written: items keep their comments and their lines."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.toml_edit.alike import same, steps
from seedbed.formats.toml_edit.changes import GONE, CannotEditError
from seedbed.formats.toml_edit.scan import Item, comments, items, statements
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import Any

    from seedbed.formats.toml_edit.scan import Statement

    Path = tuple[str, ...]


def set_value(before: str, head: str, value: Any) -> str:
    """The text of a value that takes the place of another.

    Args:
        before: the text of the other.
        head: what stands before it on its line.
        value: the new one; a table goes on one line.
    """
    if same(loaded(before), value):
        return before
    if before[0] == "[" and isinstance(value, list | tuple):
        return set_items(before, head, list(value))
    if before[0] == "{" and isinstance(value, dict):
        return set_keys(before, _differences(loaded(before), value))
    return written(head, value)


def set_items(text: str, head: str, wanted: list[Any]) -> str:
    """The text of an array that holds other items.

    Args:
        text: the array as it stands.
        head: what stands before it on its line.
        wanted: what it is to hold.
    """
    found, end = items(text)
    if "\n" not in text:
        line = _on_one_line(_merged(found, end, (loaded(text), wanted))[0], end)
        if len(head) + len(line) <= toml.WIDTH or len(head) + len(text) > toml.WIDTH:
            return line
        rows = [f"{one.text}," for one in items(line)[0]]
        return "\n".join(toml.rows(rows, head))[len(head) :]
    if _is_packed(found) and not comments(text):
        return written(head, wanted)
    comma = not found or found[-1].comma
    found, end = _merged(found, end, (loaded(text), wanted))
    return _bracketed("[", found, end, "]", comma=comma) if found or "#" in end else "[]"


def set_keys(text: str, changes: Mapping[Path, Any]) -> str:
    """The text of an inline table of which some keys have other values.

    Args:
        text: the table as it stands.
        changes: path of a key in it to its new value, or to `GONE`.
    """
    found, end = items(text)
    if not found and "#" not in end:
        table: dict[str, Any] = {}
        for path, value in changes.items():
            if value is not GONE:
                _put(table, path, value)
        return toml.inline(table)
    comma = bool(found) and found[-1].comma
    found = _with_keys(found, changes)
    return _bracketed("{", found, end, "}", comma=comma) if found or "#" in end else "{}"


def written(head: str, value: Any) -> str:
    """A value as in new files.

    Args:
        head: what stands before it on its line.
        value: the value.
    """
    return "\n".join(toml.lines(head, value))[len(head) :]


def loaded(text: str) -> Any:
    """What a value says."""
    return toml.loads(f"x = {text}\n")["x"]


def _merged(
    found: list[Item], end: str, values: tuple[list[Any], list[Any]]
) -> tuple[list[Item], str]:
    """The items of an array with others among them, and what stands behind the last one.

    Args:
        found: the items as they stand.
        end: what stands behind the last one.
        values: what they say, and what is to be said.
    """
    result: list[Item] = []
    apart = ""  # what items that are gone leave
    row = ""  # what stands before the first of these, if it begins a line
    have, wanted = values
    for old, new, stay in steps(have, wanted):
        if not stay:
            leads = [found[at].lead for at in old]
            apart += "".join(map(_apart, leads))
            row = row or next((lead for lead in leads if "\n" in lead), "")
        for number, at in enumerate(new):
            one = found[old[number]] if stay else _new(wanted[at], result, found, end)
            if stay and not same(have[old[number]], wanted[at]):
                one = replace(one, text=set_value(one.text, "", wanted[at]))
            lead = one.lead if "\n" in one.lead or not row else f"\n{_last_line(row)}"
            result.append(replace(one, lead=_behind(apart, lead)))
            apart = row = ""
    return result, apart.rstrip("\n") + end


def _new(value: Any, before: list[Item], found: list[Item], end: str) -> Item:
    """An item that is laid out as the others are."""
    near = before[-1] if before else found[0] if found else None
    if near is None:
        indent = _last_line(end) + "    "
        return Item(lead=f"\n{indent}" if "\n" in end else "", text=toml.inline(value))
    lead = near.lead
    if "#" in near.trail:  # nothing can stand behind it on its line
        others = (one.lead for one in (*reversed(before), *found))
        lead = next((other for other in others if "\n" in other), lead)
    lead = f"\n{_last_line(lead)}" if "\n" in lead else " " * bool(before)
    return Item(lead=lead, text=toml.inline(value))


def _last_line(lead: str) -> str:
    return lead.rpartition("\n")[2]


def _apart(lead: str) -> str:
    """What stays of what stood before an item that is gone: what stands apart from it."""
    above, blank, _ = lead.rpartition("\n\n")
    return (above if "#" in above else "") + "\n" * bool(blank)


def _behind(apart: str, lead: str) -> str:
    """What stands before an item, behind what items that are gone left."""
    return (apart.rstrip("\n") if lead.startswith("\n\n") else apart) + lead


def _on_one_line(result: list[Item], end: str) -> str:
    pad = " " if end.startswith(" ") else ""
    return f"[{pad}{', '.join(one.text for one in result)}{pad}]" if result else "[]"


def _is_packed(found: Sequence[Item]) -> bool:
    """Whether several items stand on one line of an array that has several."""
    plain = all("\n" not in one.text for one in found)
    return plain and any("\n" not in one.lead for one in found[1:])


def _bracketed(start: str, found: Sequence[Item], end: str, stop: str, *, comma: bool) -> str:
    """The text of an array or a table.

    Args:
        start: the bracket before it.
        found: its items.
        end: what stands behind the last of them.
        stop: the bracket behind it.
        comma: whether the last item has one, too.
    """
    text = start
    open_comment = False
    for number, one in enumerate(found, 1):
        has_comma = number < len(found) or comma
        between = one.between if has_comma or "#" in one.between else ""
        lead = one.lead
        if open_comment and not lead.lstrip(" \t").startswith("\n"):
            lead = f"\n{lead}"
        text += f"{lead}{one.text}{between}{',' * has_comma}{one.trail}"
        open_comment = "#" in one.trail
    if open_comment and not end.lstrip(" \t").startswith("\n"):
        end = f"\n{end}"
    if "#" in _last_line(end):
        end = f"{end}\n"
    return f"{text}{end}{stop}"


def _with_keys(found: list[Item], changes: Mapping[Path, Any]) -> list[Item]:
    """The items of an inline table of which some keys have other values."""
    keys = [_key(one.text) for one in found]
    at = {key.path: number for number, key in enumerate(keys)}
    below = _below(at)
    gone: set[int] = set()
    inside: dict[int, dict[Path, Any]] = {}
    new: dict[Path, Any] = {}
    for path, value in sorted(changes.items(), key=lambda change: change[1] is not GONE):
        above = (path[:end] for end in range(1, len(path) + 1))
        number = next((at[one] for one in above if one in at and at[one] not in gone), None)
        if number is not None and not (value is GONE and keys[number].path == path):
            inside.setdefault(number, {})[path[len(keys[number].path) :]] = value
            continue
        gone |= below.get(path, set()) if number is None else {number}
        if value is not GONE:
            new[path] = value
    texts = {}
    for number, values in inside.items():
        texts[number] = _with_value(found[number].text, keys[number], values)
        if not texts[number]:
            gone.add(number)
    stay = {key: number for key, number in at.items() if number not in gone}
    changed = [replace(one, text=texts.get(number) or one.text) for number, one in enumerate(found)]
    lead = f"\n{_last_line(found[-1].lead)}" if found and "\n" in found[-1].lead else " "
    more = (Item(lead=lead, text=text, comma=False) for text in _new_keys(new, _below(stay)))
    return [*_without(changed, gone), *more]


def _below(at: Mapping[Path, int]) -> dict[Path, set[int]]:
    """The positions of the keys below each table that their dots name."""
    found: dict[Path, set[int]] = {}
    for path, number in at.items():
        for end in range(1, len(path)):
            found.setdefault(path[:end], set()).add(number)
    return found


def _with_value(item: str, key: Statement, changes: Mapping[Path, Any]) -> str:
    """A key of an inline table with another value, or with others in that; empty if none is left.

    Args:
        item: the key and its value.
        key: where these are.
        changes: what changes below the key; the value itself is at the empty path.
    """
    head, text = item[: key.start], item[key.start :]
    if () in changes:
        text = set_value(text, head, changes[()])
    if rest := {path: value for path, value in changes.items() if path}:
        if text[0] != "{":
            raise CannotEditError(f"{toml.dotted(key.path)} is not a table")
        text = set_keys(text, rest)
        if GONE in rest.values() and not items(text)[0]:
            return ""
    return head + text


def _new_keys(new: Mapping[Path, Any], tables: Mapping[Path, object]) -> Iterator[str]:
    """Keys that an inline table gets, with their values.

    Args:
        new: what is added.
        tables: the tables that the dots of the keys name which are there.
    """
    nested: dict[Path, dict[str, Any]] = {}
    for path, value in new.items():
        shared = next(end for end in reversed(range(len(path))) if not end or path[:end] in tables)
        _put(nested.setdefault(path[: shared + 1], {}), ("", *path[shared + 1 :]), value)
    for path, values in nested.items():
        yield f"{toml.dotted(path)} = {toml.inline(values[''])}"


def _key(text: str) -> Statement:
    """The key of an inline table in the text of an item, and where its value stands."""
    return next(statements(f"{text}\n"))


def _without(found: list[Item], gone: set[int]) -> list[Item]:
    result = []
    apart = ""
    for at, one in enumerate(found):
        if at in gone:
            apart += _apart(one.lead)
        else:
            result.append(replace(one, lead=_behind(apart, one.lead)))
            apart = ""
    return result


def _put(table: dict[str, Any], path: Path, value: Any) -> None:
    for name in path[:-1]:
        table = table.setdefault(name, {})
    table[path[-1]] = value


def _differences(before: dict[str, Any], after: Mapping[str, Any]) -> dict[Path, Any]:
    """The keys that make one inline table say what another says."""
    changes: dict[Path, Any] = {}
    for name, value in after.items():
        if name not in before or not same(before[name], value):
            changes[(name,)] = value
    return changes | {(name,): GONE for name in before if name not in after}
