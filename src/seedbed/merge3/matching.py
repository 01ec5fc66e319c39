"""What one text changed in another, as edits of runs of lines; pure.

There are two ways to find the lines that both have: the longest runs first (difflib), and the lines
that stand once in each, in order ("patience"), between which the longest runs are looked for. Of
lines that were replaced, those that are alike may be edits of their own. Neither way is always the
better one; who merges tries them all.
"""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Lines = list[str]
    Run = tuple[int, int, int]

_ENOUGH = 0.6
"""How alike two lines are that stand for each other."""
_MOST = 3000
"""Pairs of lines that are compared at most: a hundred take a millisecond or more."""


@record
class Edit:
    """Some lines of a text, and what another has in their place.

    Attributes:
        start: the first of the lines; where it inserts, the line that it stands before.
        end: the line behind the last one; the same as `start` where it inserts.
        new: the lines in their place; empty where it removes.
    """

    start: int
    end: int
    new: Lines


def edits(base: Lines, side: Lines, *, patient: bool, fine: bool = True) -> list[Edit]:
    """What makes one text of another, in order; two edits never overlap.

    Args:
        base: the lines before.
        side: the lines after.
        patient: whether lines that stand once in each are matched first.
        fine: whether each line that was replaced by one like it is an edit of its own.
    """
    found: list[Edit] = []
    done = at = compared = 0
    runs = _patient(base, side, 0, 0) if patient else _longest(base, side, 0, 0)
    for start, in_side, length in [*runs, (len(base), len(side), 0)]:
        compared += (start - done) * (in_side - at)
        if fine and compared <= _MOST:
            found += _by_likeness(base, side, (done, start), (at, in_side))
        elif start > done or in_side > at:
            found.append(Edit(start=done, end=start, new=side[at:in_side]))
        done, at = start + length, in_side + length
    return found


def collide(one: Edit, other: Edit) -> bool:
    """Whether two edits of the same lines, by two sides, cannot both be made as they are.

    They can where they change different lines, even neighbors, or where one inserts beside lines
    that the other changes. Beside lines that the other removes, what is inserted has lost what it
    stood beside; and of two that insert at one place nobody knows which comes first.
    """
    if one.start == one.end or other.start == other.end:
        inserts, rest = (one, other) if one.start == one.end else (other, one)
        if rest.start == rest.end:
            return rest.start == inserts.start
        if inserts.start in {rest.start, rest.end}:
            return not rest.new
        return rest.start < inserts.start < rest.end
    return max(one.start, other.start) < min(one.end, other.end)


def touch(one: Edit, other: Edit) -> bool:
    """Whether no unchanged line stands between two edits, by two sides."""
    return max(one.start, other.start) <= min(one.end, other.end)


def _by_likeness(
    base: Lines, side: Lines, old: tuple[int, int], new: tuple[int, int]
) -> Iterator[Edit]:
    """The edits that put some lines in the place of others: each line for the one it is like."""
    (start, end), (at, stop) = old, new
    for line, in_side in [*like(base[start:end], side[at:stop]), (end - old[0], stop - new[0])]:
        place, to = old[0] + line, new[0] + in_side
        if place > start or to > at:
            yield Edit(start=start, end=place, new=side[at:to])
        if place < end:
            yield Edit(start=place, end=place + 1, new=[side[to]])
        start, at = place + 1, to + 1


def like(old: Lines, new: Lines) -> list[tuple[int, int]]:
    """The places of lines that stand for lines like them, in order."""
    # best[i][j]: how alike the lines from i and j on can be made at most
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    ratios = {}
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            ratios[i, j] = likeness(old[i], new[j])
            both = ratios[i, j] + best[i + 1][j + 1] if ratios[i, j] else 0.0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    found = []
    i = j = 0
    while i < len(old) and j < len(new):
        if ratios[i, j] and best[i][j] == ratios[i, j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def likeness(one: str, other: str) -> float:
    """How alike two lines are: from 0, which is not enough to be the same one, to 1."""
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, one.strip(), other.strip(), autojunk=False)
    if not one.strip() or not other.strip() or matcher.real_quick_ratio() < _ENOUGH:
        return 0.0
    if matcher.quick_ratio() < _ENOUGH:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= _ENOUGH else 0.0


def _longest(base: Sequence[str], side: Sequence[str], a: int, b: int) -> Iterator[Run]:
    """The runs that both have, the longest ones first, as their places and their length."""
    from difflib import SequenceMatcher

    for block in SequenceMatcher(None, base, side, autojunk=False).get_matching_blocks():
        if block.size:
            yield a + block.a, b + block.b, block.size


def _patient(base: Lines, side: Lines, a: int, b: int) -> Iterator[Run]:
    """The same, around the lines that stand once in each."""
    before = 0
    while before < min(len(base), len(side)) and base[before] == side[before]:
        before += 1
    if before:
        yield a, b, before
        base, side, a, b = base[before:], side[before:], a + before, b + before
    anchors = _anchors(base, side)
    if not anchors:
        yield from _longest(base, side, a, b)
        return
    done = at = 0
    for place, in_side in anchors:
        if place < done:  # it was matched from the anchor before
            continue
        yield from _patient(base[done:place], side[at:in_side], a + done, b + at)
        done, at = place, in_side
        while done < len(base) and at < len(side) and base[done] == side[at]:
            done, at = done + 1, at + 1
        yield a + place, b + in_side, done - place
    yield from _patient(base[done:], side[at:], a + done, b + at)


def _anchors(base: Lines, side: Lines) -> list[tuple[int, int]]:
    """The most lines that stand once in each text, in the same order in both."""
    from bisect import bisect_left

    places = {line: at for at, line in enumerate(side) if line.strip()}
    once = {line for line in places if side.count(line) == 1 == base.count(line)}
    pairs = [(at, places[line]) for at, line in enumerate(base) if line in once]
    tops: list[int] = []  # patience sorting: the smallest end of an order of each length
    last: list[int] = []
    links: list[int] = []
    for number, (_, in_side) in enumerate(pairs):
        pile = bisect_left(tops, in_side)
        links.append(last[pile - 1] if pile else -1)
        tops[pile:] = [in_side, *tops[pile + 1 :]]
        last[pile:] = [number, *last[pile + 1 :]]
    found = []
    at = last[-1] if last else -1
    while at >= 0:
        found.append(pairs[at])
        at = links[at]
    return found[::-1]
