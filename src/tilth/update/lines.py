"""The three-way merge of text, line by line, as diff3 does it.

https://www.cis.upenn.edu/~bcpierce/papers/diff3-short.pdf. The one library for it (merge3) is under
the GPL, which tilth's licence does not go with.
"""

from __future__ import annotations

from tilth.record import record
from tilth.update.values import Conflict

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    Lines = list[str]

MINE = "<<<<<<< yours\n"
BETWEEN = "=======\n"
THEIRS = ">>>>>>> tilth\n"


@record
class Hunk:
    """Some lines of a merge.

    Attributes:
        base: as they were generated last.
        yours: as they stand there.
        theirs: as they would be generated now.
        merged: what becomes of them; None when both sides changed them, each in its own way.
    """

    base: Lines
    yours: Lines
    theirs: Lines
    merged: Lines | None


def merge_hunks(base: str, yours: str, theirs: str) -> list[Hunk]:
    """Merge texts.

    Args:
        base: the text as generated last.
        yours: as it stands there.
        theirs: as it would be generated now.
    """
    sides = tuple(_split(text) for text in (base, yours, theirs))
    hunks: list[Hunk] = []
    done: tuple[int, ...] = (0, 0, 0)
    for start, length in _common(*sides):
        hunks += _hunks(*(side[a:b] for side, a, b in zip(sides, done, start, strict=True)))
        same = sides[0][start[0] : start[0] + length]
        hunks.append(Hunk(base=same, yours=same, theirs=same, merged=same))
        done = tuple(place + length for place in start)
    return hunks


def is_clean(hunks: list[Hunk]) -> bool:
    """Whether no lines were changed by both sides."""
    return all(hunk.merged is not None for hunk in hunks)


def marked(hunks: list[Hunk]) -> str:
    """The text in which lines that both sides changed stand twice, between markers."""
    lines: Lines = []
    for hunk in hunks:
        if hunk.merged is None:
            lines += [MINE, *_ended(hunk.yours), BETWEEN, *_ended(hunk.theirs), THEIRS]
        else:
            lines += hunk.merged
    return "".join(lines)


def taken(hunks: list[Hunk], side: str) -> str:
    """The text in which the lines of one side stand where both sides changed some.

    Args:
        hunks: the merge.
        side: `yours` or `theirs`.
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
            yours, theirs = "".join(hunk.yours), "".join(hunk.theirs)
            found.append(Conflict(path=(f"line {number}",), yours=yours, theirs=theirs))
            number += len(hunk.yours) + (len(hunk.theirs) + 3 if with_markers else 0)
        else:
            number += len(hunk.merged)
    return tuple(found)


def united(hunks: list[Hunk]) -> str:
    """The text with the lines of both sides, for files in which each line stands for itself.

    The user's come last, where they win over what stands before them.
    """
    lines: Lines = []
    for hunk in hunks:
        if hunk.merged is not None:
            lines += hunk.merged
            continue
        lines += [line for line in _ended(hunk.theirs) if line not in (*hunk.base, *hunk.yours)]
        dropped = [line for line in hunk.base if line.strip() and line not in hunk.theirs]
        lines += [line for line in _ended(hunk.yours) if line not in dropped]
    return "".join(lines)


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


def _common(base: Lines, yours: Lines, theirs: Lines) -> Iterator[tuple[tuple[int, ...], int]]:
    """The runs of lines that all three have: their starts and their length; the last is empty."""
    left, right = _matching(base, yours), _matching(base, theirs)
    i = j = 0
    while i < len(left) and j < len(right):
        (a, in_yours, length), (b, in_theirs, other) = left[i], right[j]
        start, end = max(a, b), min(a + length, b + other)
        if start < end:
            yield (start, in_yours + start - a, in_theirs + start - b), end - start
        if a + length < b + other:
            i += 1
        else:
            j += 1
    yield (len(base), len(yours), len(theirs)), 0


def _matching(one: Lines, other: Lines) -> list[tuple[int, int, int]]:
    from difflib import SequenceMatcher

    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks]


def _hunks(base: Lines, yours: Lines, theirs: Lines) -> Iterator[Hunk]:
    """The hunks between two runs of common lines; what both sides added alike is one of its own."""
    if not (base or yours or theirs):
        return
    before = _alike(yours, theirs)
    after = _alike(yours[before:][::-1], theirs[before:][::-1])
    if not base and (before or after):
        ends = slice(before, len(yours) - after), slice(before, len(theirs) - after)
        for same in (yours[:before], None, yours[len(yours) - after :]):
            if same is None:
                yield from _hunks([], yours[ends[0]], theirs[ends[1]])
            elif same:
                yield Hunk(base=[], yours=same, theirs=same, merged=same)
        return
    merged = None
    if yours in (theirs, base):
        merged = theirs
    elif theirs == base:
        merged = yours
    yield Hunk(base=base, yours=yours, theirs=theirs, merged=merged)


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
