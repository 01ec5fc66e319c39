"""Merges `.gitignore` and `.gitattributes` as sets of lines in any order; pure.

Each line stands for itself, so the user may sort the file, or put lines under headings. Order
counts between a line and one that excepts from it (`!`), and in `.gitattributes`, where the last
line that fits wins. There the user's lines win over what is generated.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

NAMES = (".gitignore", ".gitattributes")
"""The files that are such sets."""


@record
class _Entry:
    """A line, and the comments and blank lines above it; the last one of a file may be no line."""

    line: str
    above: tuple[str, ...] = ()

    @property
    def comments(self) -> tuple[str, ...]:
        return tuple(line for line in self.above if line)


def merge_ignored(name: str, base: str, ours: str, theirs: str) -> str:
    """The lines of both sides; what the user dropped does not come back.

    Args:
        name: the file's name, one of `NAMES`.
        base: its text as generated last; empty when it was not.
        ours: as it stands there.
        theirs: as it would be generated now.
    """
    was, stand, today = (_entries(text) for text in (base, ours, theirs))
    known, mine, new = (_lines(side) for side in (was, stand, today))
    spelled = _respelled(known - new, new - known - mine)
    gone = known - new - spelled.keys()
    found = [replace(entry, line=spelled.get(entry.line, entry.line)) for entry in stand]
    # one that the user dropped, and that is spelled otherwise today, stays dropped
    dropped = {spelled.get(line, line) for line in known - mine}
    found = _in_order(found, was, today)
    found = _commented(_without(found, gone, was), was, today)
    own = mine - known - new
    settled = own if name == ".gitignore" else set()
    for at, entry in enumerate(today):
        if not entry.line or entry.line in _lines(found) | dropped or _hides(entry.line, own):
            continue
        if not _is_settled(entry.line, settled):
            place = _place(name, found, today, at, own)
            found.insert(place, _new(entry, [*was, *found]))
    ends = [line for entry in today if not entry.line for line in entry.comments]
    known_ends = {line for entry in (*was, *found) for line in entry.comments}
    return _text(found) + "".join(f"{line}\n" for line in ends if line not in known_ends)


def _entries(text: str) -> list[_Entry]:
    entries = []
    above: list[str] = []
    for line in text.split("\n"):
        kept = line.rstrip(" ")
        if kept.endswith("\\"):
            kept = line
        if not kept.strip() or kept.startswith("#"):
            above.append(kept)
        else:
            entries.append(_Entry(line=kept, above=tuple(above)))
            above = []
    if above[-1:] == [""]:  # behind the last end of a line
        above.pop()
    return [*entries, _Entry(line="", above=tuple(above))] if above else entries


def _lines(entries: Iterable[_Entry]) -> set[str]:
    return {entry.line for entry in entries if entry.line}


def _text(entries: Iterable[_Entry]) -> str:
    lines = (line for one in entries for line in (*one.above, *filter(None, [one.line])))
    return "".join(f"{line}\n" for line in lines)


def _respelled(old: set[str], new: set[str]) -> dict[str, str]:
    """Lines that only lose or gain the slash at their end, to what they are today."""
    found = {}
    for line in old:
        other = line.removesuffix("/") if line.endswith("/") else f"{line}/"
        if other in new:
            found[line] = other
    return found


def _in_order(found: list[_Entry], was: list[_Entry], today: list[_Entry]) -> list[_Entry]:
    """The lines in the order of today, where the template changed it and the user did not."""
    orders = [[entry.line for entry in side if entry.line] for side in (was, found, today)]
    common = set.intersection(*map(set, orders))
    before, stand, new = ([line for line in side if line in common] for side in orders)
    if before == new or stand != before or len(stand) > len(common):
        return found
    entries = {entry.line: entry for entry in found}
    left = iter(new)
    return [entries[next(left)] if entry.line in common else entry for entry in found]


def _without(found: list[_Entry], gone: set[str], was: list[_Entry]) -> list[_Entry]:
    """The lines without those that are generated no more; comments of the user's stay."""
    generated = {entry.line: entry.comments for entry in was}
    kept: list[_Entry] = []
    above: tuple[str, ...] = ()
    for entry in found:
        if entry.line and entry.line in gone:
            rest = tuple(line for line in entry.above if line not in generated[entry.line])
            above += rest if any(rest) or not above else ()
        else:
            lines = entry.above if above and not any(above) else above + entry.above
            kept.append(replace(entry, above=lines or above))
            above = ()
    return [*kept, _Entry(line="", above=above)] if any(above) else kept


def _commented(found: list[_Entry], was: list[_Entry], today: list[_Entry]) -> list[_Entry]:
    """The lines with the comments of today, where the user left those alone."""
    before = {entry.line: entry.above for entry in was if entry.line}
    new = {entry.line: entry.above for entry in today if entry.line}
    return [
        replace(entry, above=new[entry.line])
        if entry.line in new and before.get(entry.line) == entry.above != new[entry.line]
        else entry
        for entry in found
    ]


def _new(entry: _Entry, known: list[_Entry]) -> _Entry:
    """A new line, with its comments but for those that stand there, or were dropped."""
    there = {line for one in known for line in one.comments}
    above = tuple(line for line in entry.above if line not in there)
    return replace(entry, above=above if any(above) else ())


def _place(name: str, found: list[_Entry], today: list[_Entry], at: int, own: set[str]) -> int:
    """Where a new line goes: behind what is generated before it, and where it counts.

    Args:
        name: the file's name.
        found: the lines so far.
        today: the lines as they are generated today.
        at: which of these it is.
        own: lines of the user's own.
    """
    places = {entry.line: place for place, entry in enumerate(found) if entry.line}
    before = [places[entry.line] + 1 for entry in today[:at] if entry.line in places]
    end = max(places.values(), default=-1) + 1
    if name == ".gitattributes":  # the last line that fits wins, and it is to be the user's
        first = min((places[line] for line in own), default=end)
        return max(before, default=first)
    line = today[at].line
    least = [places[one.line] + 1 for one in today[:at] if one.line in places]
    least = [place for place in least if _differ(found[place - 1].line, line)]
    later = [entry.line for entry in today[at + 1 :] if entry.line in places]
    # what excepts from it comes behind it, and may have to be before lines of the user's own
    block = [line, *(one.line for one in today[at + 1 :] if _differ(one.line, line))]
    most = [places[other] for other in later if _differ(other, line)]
    most += [places[other] for other in own if any(_differ(other, one) for one in block)]
    place = max(before[-1] if before else end, *least, 0)
    if most and min(most) < max(least, default=0):  # of the two, the user's own lines count
        most = [places[other] for other in own if _differ(other, line)]
    return min(place, *most, end)


def _hides(line: str, own: set[str]) -> bool:
    """Whether a line ignores a folder below which the user excepts something: git can't do both."""
    below = f"!{line.rstrip('/')}/"
    return any(one.startswith(below) and one != below for one in own)


def _is_settled(line: str, own: set[str]) -> bool:
    """Whether lines of the user's own, perhaps spelled otherwise, do what a line is for."""
    ways = {one.strip("/") for one in own if not one.startswith("!")}
    excepted = {one[1:].strip("/") for one in own if one.startswith("!")}
    same = excepted if line.startswith("!") else ways
    way = line.removeprefix("!").strip("/")
    top, _, rest = way.partition("/")
    if "/" in way and way in same:
        return True
    if "/" in line and top in ways:  # git sees nothing below
        return top not in excepted
    return f"{top}/*" in ways and rest in {"", "*"}


def _differ(one: str, other: str) -> bool:
    """Whether one of two lines may except from what the other says."""
    if one.startswith("!") == other.startswith("!"):
        return False
    ways = [line.removeprefix("!") for line in (one, other)]
    fixed = [re.split(r"[*?\[]", way, maxsplit=1)[0].lstrip("/") for way in ways]
    if all("/" in way.rstrip("/") for way in ways):  # both from the folder of the file
        return fixed[0].startswith(fixed[1]) or fixed[1].startswith(fixed[0])
    way, pattern = ways if one.startswith("!") else ways[::-1]
    if "/" in way and not set(way) & set("*?[") and "/" not in pattern.strip("/"):
        # an exception of one path, and a line that a name anywhere on the way to it has to fit
        return any(fnmatchcase(part, pattern.strip("/")) for part in way.strip("/").split("/"))
    names = [set(way.strip("/").split("/")) for way in ways]
    return fixed != [way.lstrip("/") for way in ways] or bool(names[0] & names[1])
