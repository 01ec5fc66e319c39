"""Which items of three lists are the same one, and in what order they come; pure."""

from __future__ import annotations

from itertools import pairwise

from seedbed.merge3.matching import like
from seedbed.merge3.values import Merger, is_same

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.formats.yaml_parts import Part

    Three = tuple[Part | None, Part | None, Part | None]
    Pairs = dict[int, int]
    Row = tuple[int | None, int | None, int | None]

_BASE, _YOURS, _THEIRS = 0, 1, 2


class CannotOrderError(Exception):
    """Both sides changed the list in ways that do not go together."""


def ordered(base: list[Part], ours: list[Part], theirs: list[Part]) -> list[Three]:
    """The items of three lists, those together that are one, in the order of the merged list.

    That is the user's, or the template's where only that moved some. New items follow what they
    follow on their side; where both sides added some, the template's come first.

    Raises:
        CannotOrderError: when both moved some, or one may have put others in the place of one that
            the other changed.
    """
    plain = all(not isinstance(one.says, dict | list) for one in (*base, *ours, *theirs))
    pairs = [_paired(base, side, by_place=not plain) for side in (ours, theirs)]
    own = [
        [at for at in range(len(side)) if at not in found.values()]
        for side, found in zip((ours, theirs), pairs, strict=True)
    ]
    twins = _twins(ours, theirs, own)
    places: list[Row] = [(at, pairs[0].get(at), pairs[1].get(at)) for at in range(len(base))]
    places += [(None, at, twins.get(at)) for at in own[0]]
    places += [(None, None, at) for at in own[1] if at not in twins.values()]
    sides = base, ours, theirs

    def items(row: Row) -> Three:
        was, stands, new = (
            None if at is None else side[at] for side, at in zip(sides, row, strict=True)
        )
        return was, stands, new

    _check(sides, [items(row) for row in places], plain=plain)
    moved = [list(found.values()) != sorted(found.values()) for found in pairs]
    if all(moved):
        raise CannotOrderError
    frame, other = (_THEIRS, _YOURS) if moved[1] else (_YOURS, _THEIRS)
    return [items(row) for row in _in_order(places, frame, other)]


def _paired(base: list[Part], side: list[Part], *, by_place: bool) -> Pairs:
    """The items of a list that are those of another; its places to theirs."""
    there = {part.key: at for at, part in enumerate(side)}
    found = {at: there[part.key] for at, part in enumerate(base) if part.key in there}
    if not by_place:
        return found
    bounds = [-1, *sorted(found), len(base)]
    known = {-1: -1, **found, len(base): len(side)}
    taken = set(found.values())
    for before, after in pairwise(bounds):
        new = [at for at in range(known[before] + 1, known[after]) if at not in taken]
        kinds = {base[at].key[0] for at in range(before + 1, after)}
        for kind in kinds:  # what it is known by was changed, but not in what it is known
            mine = [at for at in range(before + 1, after) if base[at].key[0] == kind]
            others = [at for at in new if side[at].key[0] == kind]
            if len(mine) == len(others):
                found |= dict(zip(mine, others, strict=True))
                continue
            names = (
                [str(part[at].key[1]) for at in places]
                for part, places in ((base, mine), (side, others))
            )
            found |= {mine[at]: others[to] for at, to in like(*names)}
    return dict(sorted(found.items()))


def _twins(ours: list[Part], theirs: list[Part], own: list[list[int]]) -> Pairs:
    """Items that both sides added: the user's to the template's."""
    found: Pairs = {}
    for at in own[0]:
        for to in own[1]:
            if ours[at].key[:2] == theirs[to].key[:2] and to not in found.values():
                found[at] = to
                break
    return found


def _check(sides: tuple[list[Part], ...], rows: list[Three], *, plain: bool) -> None:
    if plain:
        merger = Merger()
        values = [[part.says for part in side] for side in sides]
        merger.merge(values[_BASE], values[_YOURS], values[_THEIRS])
        if merger.conflicts:
            raise CannotOrderError
        return
    added = [any(row[0] is None and row[side] for row in rows) for side in (_YOURS, _THEIRS)]
    for was, stands, new in rows:
        if was is None:
            continue
        if stands is None and new and added[0] and not is_same(was.says, new.says):
            raise CannotOrderError
        if new is None and stands and added[1] and not is_same(was.says, stands.says):
            raise CannotOrderError


def _in_order(rows: list[Row], frame: int, other: int) -> list[Row]:
    """The rows as one side has them, with those that only another has behind what they follow."""
    found = sorted((row for row in rows if row[frame] is not None), key=lambda row: row[frame] or 0)
    rest = sorted((row for row in rows if row[other] is not None), key=lambda row: row[other] or 0)
    before = 0
    for row in rest:
        if row[frame] is None:
            at = before
            while other == _YOURS and at < len(found) and found[at][:2] == (None, None):
                at += 1
            found.insert(at, row)
        before = found.index(row) + 1
    gone = [row for row in rows if row[frame] is None and row[other] is None]
    return found + gone
