"""Edits TOML that people have written in: comments, order and layout stay.

Every edit is checked: the text that comes out is parsed again, and has to say just what was meant.
"""

from __future__ import annotations

from tilth.names import requirement_name
from tilth.text import toml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Any

    Path = tuple[str, ...]

GONE = object()
"""The value of a key that is to be removed."""


class CannotEditError(Exception):
    """The text is laid out in a way in which the edit cannot be made."""


def edit(text: str, changes: Mapping[Path, Any]) -> str:
    """A text with some of its keys set or removed.

    Args:
        text: valid TOML.
        changes: path of a key to its new value, or to `GONE`. A table is written as a section of
            its own, unless it is a `toml.Inline`.

    Raises:
        CannotEditError: when that cannot be done without writing the file anew.
    """
    import tomlkit  # slow to import
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        sections: dict[Path, Any] = {}
        for path, value in changes.items():
            if value is GONE:
                _remove(document, path)
            elif not _set(document, path, value):
                sections[path] = value
        edited = tomlkit.dumps(document)
        if sections:
            edited = edited.rstrip("\n") + "\n\n" + toml.dumps(_nested(sections))
    except (TOMLKitError, KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise CannotEditError(str(error)) from error
    _check(edited, expected(toml.loads(text), changes))
    return edited


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[Path, Any]:
    """The changes that make one table say what another says."""
    have, want = dict(leaves(before)), dict(leaves(after))
    gone = {path: GONE for path in have if path not in want}
    return {**gone, **{path: value for path, value in want.items() if have.get(path) != value}}


def leaves(
    table: Mapping[str, Any], without: Collection[Path] = (), path: Path = ()
) -> Iterator[tuple[Path, Any]]:
    """The keys of a table that hold no further keys, with their values.

    Args:
        table: the table.
        without: keys to leave out, with all that is below them.
        path: where the table stands.
    """
    for name, value in table.items():
        here = (*path, name)
        if here in without:
            continue
        if isinstance(value, dict) and value:
            yield from leaves(value, without, here)
        else:
            yield here, value


def expected(before: dict[str, Any], changes: Mapping[Path, Any]) -> dict[str, Any]:
    """What a table holds after some changes; tables that they empty are gone."""
    after: dict[str, Any] = _copy(before)
    for path, value in changes.items():
        table = after
        for name in path[:-1]:
            if not isinstance(table.setdefault(name, {}), dict):
                raise CannotEditError(f"{toml.dotted(path[:-1])} is no table")
            table = table[name]
        if value is GONE:
            table.pop(path[-1], None)
        else:
            table[path[-1]] = _copy(value)
    for path, value in changes.items():
        if value is GONE:
            _prune(after, path[:-1])
    return after


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _copy(item) for name, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list | tuple) else value


def _prune(root: Any, path: Path) -> None:
    """Remove the table at a path, and those above it, as far as they are empty."""
    for length in range(len(path), 0, -1):
        table = root
        for name in path[: length - 1]:
            table = table.get(name) if isinstance(table, dict) else None
        if not isinstance(table, dict) or table.get(path[length - 1]) != {}:
            return
        del table[path[length - 1]]


def _check(text: str, wanted: dict[str, Any]) -> None:
    try:
        said = toml.loads(text)
    except ValueError as error:
        raise CannotEditError(str(error)) from error
    if said != wanted:
        raise CannotEditError("the edited text would say something else")


def _nested(sections: Mapping[Path, Any]) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for path, value in sections.items():
        table = root
        for name in path[:-1]:
            table = table.setdefault(name, {})
        table[path[-1]] = value
    return root


def _parent(document: Any, path: Path) -> Any:
    """The table that holds a key, or None."""
    table = document
    for name in path[:-1]:
        if name not in table:
            return None
        table = table[name]
    return table


def _remove(document: Any, path: Path) -> None:
    parents = [document]
    for name in path[:-1]:
        if name not in parents[-1]:
            return
        parents.append(parents[-1][name])
    for table, name in zip(reversed(parents), reversed(path), strict=True):
        if name in table:
            del table[name]
        if len(table):
            return


def _set(document: Any, path: Path, value: Any) -> bool:
    """Set a key in its table; False when there is none, or a section is to be made."""
    table = _parent(document, path)
    name = path[-1]
    if table is None:
        return _set_inline(document, path, value)
    if name not in table:
        if isinstance(value, dict) and not isinstance(value, toml.Inline) and _is_section(table):
            return False
        _append(table, name, _item(value))
        return True
    current = table[name]
    if isinstance(value, dict) and isinstance(current, dict):
        _set_table(current, value)
    elif isinstance(value, list | tuple) and isinstance(current, list):
        _set_list(current, list(value))
    else:
        table[name] = _item(value)
    return True


def _set_inline(document: Any, path: Path, value: Any) -> bool:
    """Set a key below a table that is written on one line, where no section can be added."""
    table = document
    for depth, name in enumerate(path):
        if name not in table:
            if _is_section(table):
                return False
            nested = value
            for part in reversed(path[depth + 1 :]):
                nested = {part: nested}
            table[name] = _item(nested)
            return True
        table = table[name]
    return False


def _append(table: Any, name: str, item: Any) -> None:
    """Add a key behind the last one: what follows that, blank lines and comments, follows both."""
    body = getattr(getattr(table, "value", table), "body", None)
    trailing = []
    while body and body[-1][0] is None:
        trailing.append(body.pop())
    table[name] = item
    if body is not None:
        body.extend(reversed(trailing))


def _is_section(table: Any) -> bool:
    from tomlkit.items import InlineTable

    return not isinstance(table, InlineTable)


def _set_table(current: Any, value: Mapping[str, Any]) -> None:
    for name in [name for name in current if name not in value]:
        del current[name]
    for name, item in value.items():
        if name not in current or current[name] != item:
            current[name] = _item(item)


def _set_list(current: Any, wanted: list[Any]) -> None:
    if hasattr(current, "as_string") and "\n" not in current.as_string():
        current.clear()  # on one line, all of it is laid out anew
    from difflib import SequenceMatcher

    steps = SequenceMatcher(None, list(map(_place, current)), list(map(_place, wanted)), False)
    # from the end, so that positions before stay right
    for kind, start, end, first, last in reversed(steps.get_opcodes()):
        new = wanted[first:last]
        if kind == "equal":  # the same place: what stands behind an item, a comment, stays
            for position, item in enumerate(new, start):
                if current[position] != item:
                    current[position] = _item(item, within=current)
            continue
        for position in range(end - 1, start - 1, -1):
            del current[position]
        for position, item in enumerate(new, start):
            current.insert(position, _item(item, within=current))


def _place(item: Any) -> str:
    """What tells that one item takes the place of another."""
    return (requirement_name(item) if isinstance(item, str) else "") or repr(item)


def _item(value: Any, within: Any = None) -> Any:
    """A value as tomlkit holds it, laid out as in new files."""
    import tomlkit
    from tomlkit.items import AoT

    if isinstance(within, AoT):
        table = tomlkit.table()
        for name, item in value.items():
            table[name] = _item(item)
        return table
    if isinstance(value, list | tuple) and within is None:
        lines: Iterable[str] = toml.entry("x", value)
        return tomlkit.parse("".join(f"{line}\n" for line in lines))["x"]  # its line's end too
    return tomlkit.value(toml.inline(value))
