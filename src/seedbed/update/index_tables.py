"""Lists of package indexes at a return, of which some were edited meanwhile; pure."""

from __future__ import annotations

from seedbed.merge3.values import MISSING
from seedbed.model.names import canonical

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from typing import Any

    Table = dict[str, Any]


def are_tables(*sides: Any) -> bool:
    """Whether each of some values is a list of indexes, or not there; one of them is."""
    lists = [side for side in sides if side is not MISSING]
    return bool(lists) and all(
        isinstance(side, list) and side and all(map(_is_index, side)) for side in lists
    )


def _is_index(item: Any) -> bool:
    return isinstance(item, dict) and any(isinstance(item.get(one), str) for one in ("url", "name"))


def tables(instead: Any, stood: Any, stands: Any) -> Any:
    """What becomes of such a list; `MISSING` for nothing.

    What nobody edited is as it stood, with what the manager that it comes from cannot say. An edit
    of a table goes into the one that stood there; a table that was removed stays away.

    Args:
        instead: what would come back without it, had nothing been edited.
        stood: what was set aside.
        stands: what would come back without it now.
    """
    before, own, after = ([] if side is MISSING else side for side in (instead, stood, stands))
    found: list[tuple[int, int, Table]] = []
    for table in after:
        was = _like(table, before)
        old = None if was is None else _like(was, own)
        if was is not None and old is not None:
            found.append((before.index(was), own.index(old), _edited(was, old, table)))
        elif table != was:  # it's new, or edited
            found.append((-1, -1, table))
    untold = [one for one in own if _like(one, before) is None]  # nothing was made of them
    return [*untold, *_in_order(found)] or MISSING


def with_names(value: Any, stands: Any, manifest: Mapping[str, Any]) -> Any:
    """Such a list, in which each index that something refers to has its name.

    Nothing but what names an explicit index takes packages from it.

    Args:
        value: the list as it is to come back; any other value stays as it is.
        stands: the same as the return makes it without what was set aside.
        manifest: what the return makes of all.
    """
    if value is None or not (are_tables(value) and are_tables(stands)):
        return value
    named = {*_referred_to(manifest.get("tool", {}))}
    names = {one["url"]: one["name"] for one in stands if {"url", "name"} <= one.keys()}
    return [_with_name(table, names.get(table.get("url"), ""), named) for table in value]


def _with_name(table: Table, name: str, named: Collection[str]) -> Table:
    is_due = name and "name" not in table and (table.get("explicit") or name in named)
    return {"name": name, **table} if is_due else table


def _referred_to(value: Any) -> Iterator[str]:
    """The names of indexes that packages are taken from."""
    if isinstance(value, dict):
        index = value.get("index")
        yield from [index] if isinstance(index, str) else ()
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, dict | list):
            yield from _referred_to(one)


def _like(table: Table, others: Iterable[Table]) -> Table | None:
    """The table of the same index: at the same address, or else by the same name."""
    found = [one for one in others if "url" in table and one.get("url") == table["url"]]
    if not found and "name" in table:
        name = canonical(str(table["name"]))
        found = [one for one in others if canonical(str(one.get("name", ""))) == name]
    return found[0] if found else None


def _edited(was: Table, old: Table, table: Table) -> Table:
    """A table as it stood, with what became otherwise of what it had become."""
    found = {**old}
    for key in {**was, **table}:
        if was.get(key) != table.get(key):
            found.pop(key, None)
            found |= {key: table[key]} if key in table else {}
    return {key: found[key] for key in dict.fromkeys((*old, *found)) if key in found}


def _in_order(found: list[tuple[int, int, Table]]) -> list[Table]:
    """The tables in the order that they had, if nobody gave them another one.

    Args:
        found: each with its place in what would have come back, and in what stood there; -1 for a
            new one.
    """
    places = [one[0] for one in found if one[0] >= 0]
    if places != sorted(places):
        return [table for _, _, table in found]
    known = iter(sorted((one for one in found if one[0] >= 0), key=lambda one: one[1]))
    return [next(known)[2] if at >= 0 else table for at, _, table in found]
