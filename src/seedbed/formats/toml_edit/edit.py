"""Edits TOML that people have written in: comments, order and layout stay.

What is new goes beside its siblings, in the style that is there: a key behind the others of its
table, a table as a section behind the others, or as dotted keys where the others are such. Every
edit is checked: the text that comes out is parsed again, and has to say just what was meant.
"""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.toml_edit.changes import GONE, CannotEditError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

    Path = tuple[str, ...]

__all__ = ["GONE", "CannotEditError", "differences", "edit", "expected", "leaves"]


def edit(text: str, changes: Mapping[Path, Any], like: str = "") -> str:
    """A text with some of its keys set or removed.

    Args:
        text: valid TOML, with plain line ends.
        changes: path of a key to its new value, or to `GONE`. A table is written as a section of
            its own, unless it is a `toml.Inline`, or its siblings are written otherwise.
        like: another text, of which new keys get the comments.

    Raises:
        CannotEditError: when that cannot be done without writing the file anew.
    """
    # the most updates make no edit, and these take a while to import
    from seedbed.formats.toml_edit.changing import change
    from seedbed.formats.toml_edit.parts import chain, notes, put_together, take_apart
    from seedbed.formats.toml_edit.tree import Tree

    first = take_apart(text)
    tree = Tree(chain(first), notes=notes(like))
    change(tree, _in_order(changes))
    edited = put_together(first)
    _check(edited, expected(toml.loads(text), changes))
    return edited


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[Path, Any]:
    """The changes that make one table say what another says."""
    have, want = dict(leaves(before)), dict(leaves(after))
    whole = {path for path, value in want.items() if isinstance(value, toml.Inline)}
    gone = {
        path: GONE
        for path in have
        if path not in want and not any(path[: len(one)] == one for one in whole)
    }
    return {**gone, **{path: value for path, value in want.items() if have.get(path) != value}}


def leaves(
    table: Mapping[str, Any], without: Collection[Path] = (), path: Path = ()
) -> Iterator[tuple[Path, Any]]:
    """The keys of a table that hold no further keys, with their values; inline tables whole.

    Args:
        table: the table.
        without: keys to leave out, with all that is below them.
        path: where the table stands.
    """
    for name, value in table.items():
        here = (*path, name)
        if here in without:
            continue
        if isinstance(value, dict) and value and not isinstance(value, toml.Inline):
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
                raise CannotEditError(f"{toml.dotted(path[:-1])} is not a table")
            table = table[name]
        if value is GONE:
            table.pop(path[-1], None)
        else:
            table[path[-1]] = _copy(value)
    for path, value in changes.items():
        if value is GONE:
            _prune(after, path[:-1])
    return after


def _in_order(changes: Mapping[Path, Any]) -> list[tuple[Path, Any]]:
    """Changes such that a table that loses its last key to another one keeps its header."""
    prefixes = {
        path[:length]
        for path, value in changes.items()
        if value is not GONE
        for length in range(1, len(path))
    }

    def rank(change: tuple[Path, Any]) -> int:
        path, value = change
        if value is not GONE:
            return 1
        return 0 if path in prefixes else 2  # what stands where a table is to be goes first

    return sorted(changes.items(), key=rank)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        kind = toml.Inline if isinstance(value, toml.Inline) else dict
        return kind({name: _copy(item) for name, item in value.items()})
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
        raise CannotEditError("the edited text would mean something else")
