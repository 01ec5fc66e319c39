"""The three-way merge of text, line by line, as diff3 does it, but as finely as the lines allow.

https://www.cis.upenn.edu/~bcpierce/papers/diff3-short.pdf. Where diff3 wants an unchanged line
between the changes of both sides, neighbors are enough here: a row of a table beside another one.
The one library for it (merge3) is under the GPL, which seedbed's license does not go with.
"""

from __future__ import annotations

from seedbed.merge3.matching import collide, edits, touch
from seedbed.merge3.values import Conflict
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from seedbed.merge3.matching import Edit

    Lines = list[str]

MINE = "<<<<<<< yours\n"
BETWEEN = "=======\n"
THEIRS = ">>>>>>> seedbed\n"
_MOST = 2_000_000
"""Pairs of equal lines in two texts that are compared at most; a README has some thousands."""


@record
class Hunk:
    """Some lines of a merge.

    Attributes:
        base: as they were generated last.
        ours: as they stand there.
        theirs: as they would be generated now.
        merged: what becomes of them; None when both sides changed them, each in its own way.
    """

    base: Lines
    ours: Lines
    theirs: Lines
    merged: Lines | None


def merge_hunks(base: str, ours: str, theirs: str, *, apart: bool = False) -> list[Hunk]:
    """Merge texts.

    Args:
        base: the text as generated last.
        ours: as it stands there.
        theirs: as it would be generated now.
        apart: whether an unchanged line has to stand between the changes of both sides, as diff3
            has it: for a file of sections, in which lines belong to those above them.

    Returns:
        The hunks, in order; each side's are all of its text. Where the last line of one side has no
        end, and that of another has, it is given one: that alone is no change. Texts that would
        take minutes, since they repeat one line tens of thousands of times, are one hunk.
    """
    sides = _split(base), _split(ours), _split(theirs)
    if theirs in (base, ours) or ours == base:  # to the byte: the last line gets no end either
        return [_whole(*sides)]
    if any(side and side[-1].endswith("\n") for side in sides):
        sides = _ended(sides[0]), _ended(sides[1]), _ended(sides[2])
    if max(_costs(sides[0], sides[1]), _costs(sides[0], sides[2])) > _MOST:
        return [_whole(*sides)]
    if apart:
        return _merge(*sides, patient=False, fine=False, collides=touch)
    best = _merge(*sides, patient=False, fine=False)
    for patient in (False, True):
        if is_clean(best):
            break
        best = min(best, _merge(*sides, patient=patient, fine=True), key=_undecided)
    return best


def _costs(one: Lines, other: Lines) -> int:
    """How many pairs of equal lines two texts have: what comparing them costs."""
    counts: dict[str, int] = {}
    for line in one:
        counts[line] = counts.get(line, 0) + 1
    return sum(counts.get(line, 0) for line in other)


def _whole(base: Lines, ours: Lines, theirs: Lines) -> Hunk:
    """The texts as they are; merged where only one side changed something."""
    merged: Lines | None = None
    if ours in (base, theirs):
        merged = theirs
    elif theirs == base:
        merged = ours
    return Hunk(base=base, ours=ours, theirs=theirs, merged=merged)


def is_clean(hunks: list[Hunk]) -> bool:
    """Whether no lines were changed by both sides."""
    return all(hunk.merged is not None for hunk in hunks)


def marked(hunks: list[Hunk]) -> str:
    """The text in which lines that both sides changed stand twice, between markers."""
    lines: Lines = []
    for hunk in hunks:
        if hunk.merged is None:
            lines += [MINE, *_ended(hunk.ours), BETWEEN, *_ended(hunk.theirs), THEIRS]
        else:
            lines += hunk.merged
    return "".join(lines)


def taken(hunks: list[Hunk], side: str) -> str:
    """The text in which the lines of one side stand where both sides changed some.

    Args:
        hunks: the merge.
        side: `ours` or `theirs`.
    """
    lines: Lines = []
    for hunk in hunks:
        lines += getattr(hunk, side) if hunk.merged is None else hunk.merged
    return "".join(lines)


def clashes(hunks: list[Hunk], *, with_markers: bool) -> tuple[Conflict, ...]:
    """The lines that both sides changed, each named by where they stand in the merged text.

    Args:
        hunks: the merge.
        with_markers: whether that text has both sides, between markers, or the user's only.
    """
    found = []
    number = 1
    for hunk in hunks:
        if hunk.merged is None:
            ours, theirs = "".join(hunk.ours), "".join(hunk.theirs)
            found.append(Conflict(path=(f"line {number}",), ours=ours, theirs=theirs))
            number += len(hunk.ours) + (len(hunk.theirs) + 3 if with_markers else 0)
        else:
            number += len(hunk.merged)
    return tuple(found)


def has_markers(text: str) -> bool:
    """Whether lines that a merge marked wait to be settled."""
    lines = text.splitlines()
    return any(line.startswith("<<<<<<< ") for line in lines) and any(
        line.startswith(">>>>>>> ") for line in lines
    )


def _split(text: str) -> Lines:
    """The lines, each with its end; other characters that end lines for Python are left alone."""
    parts = text.split("\n")
    return [f"{part}\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _merge(
    base: Lines,
    ours: Lines,
    theirs: Lines,
    *,
    patient: bool,
    fine: bool,
    collides: Callable[[Edit, Edit], bool] = collide,
) -> list[Hunk]:
    hunks: list[Hunk] = []
    done = 0
    ways = {"patient": patient, "fine": fine}
    sides = edits(base, ours, **ways), edits(base, theirs, **ways)
    for groups in _grouped(*sides, collides):
        start = min(edit.start for group in groups for edit in group)
        end = max(edit.end for group in groups for edit in group)
        hunks += _same(base[done:start])
        texts = (_applied(base, group, start, end) for group in groups)
        hunks += _hunks(base[start:end], *texts)
        done = end
    return hunks + _same(base[done:])


def _grouped(
    ours: list[Edit], others: list[Edit], collide: Callable[[Edit, Edit], bool]
) -> Iterator[tuple[list[Edit], list[Edit]]]:
    """The edits of both sides in order, those together that collide."""
    waiting = ours[::-1], others[::-1]

    def collides(side: int, group: tuple[list[Edit], list[Edit]]) -> bool:
        left = waiting[side]
        return bool(left) and any(collide(left[-1], edit) for edit in group[1 - side])

    while waiting[0] or waiting[1]:
        nexts = [(left[-1].start, left[-1].end, side) for side, left in enumerate(waiting) if left]
        first = min(nexts)[2]
        group: tuple[list[Edit], list[Edit]] = ([], [])
        group[first].append(waiting[first].pop())
        while found := [side for side in (0, 1) if collides(side, group)]:
            group[found[0]].append(waiting[found[0]].pop())
        yield group


def _applied(base: Lines, side: list[Edit], start: int, end: int) -> Lines:
    """Some of the lines of a text with the edits that one side made of them."""
    lines: Lines = []
    for edit in side:
        lines += [*base[start : edit.start], *edit.new]
        start = edit.end
    return lines + base[start:end]


def _same(lines: Lines) -> list[Hunk]:
    return [Hunk(base=lines, ours=lines, theirs=lines, merged=lines)] if lines else []


def _undecided(hunks: list[Hunk]) -> int:
    """How many lines wait to be settled."""
    return sum(len(one.ours) + len(one.theirs) for one in hunks if one.merged is None)


def _hunks(base: Lines, ours: Lines, theirs: Lines) -> Iterator[Hunk]:
    """The hunks that edits of both sides make, which may be the same in part."""
    if ours in (theirs, base) or theirs == base:
        merged = theirs if ours == base else ours
        if base or merged:
            yield Hunk(base=base, ours=ours, theirs=theirs, merged=merged)
        return
    if len(base) == len(ours) == len(theirs) > 1:
        for lines in zip(base, ours, theirs, strict=True):
            yield from _hunks(*([line] for line in lines))
        return
    before = _alike(ours, theirs)
    after = _alike(ours[before:][::-1], theirs[before:][::-1])
    if not before + after or before + after < len(base):  # else a line that one removed comes back
        yield Hunk(base=base, ours=ours, theirs=theirs, merged=None)
        return
    first, last = ours[:before], ours[len(ours) - after :]
    if first:
        yield Hunk(base=base, ours=first, theirs=first, merged=first)
        base = []
    yield from _hunks([], ours[before : len(ours) - after], theirs[before : len(theirs) - after])
    if last:
        yield Hunk(base=base, ours=last, theirs=last, merged=last)


def _alike(one: Lines, other: Lines) -> int:
    """How many lines two texts begin with alike."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _ended(lines: Lines) -> Lines:
    """Lines of which the last has an end too: a marker after half a line would be none."""
    return [line if line.endswith("\n") else line + "\n" for line in lines]
