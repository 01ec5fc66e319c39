"""The three-way merge of values: as last generated, as they are now, as generated today.

Tables and records merge field by field, lists item by item; anything else that both sides changed,
each in its own way, is a conflict. Nothing here knows of files.
"""

from __future__ import annotations

from seedbed.model.record import record, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Path = tuple[str, ...]


class _Missing:
    """The value of a key that is not there."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = _Missing()


@record
class Conflict:
    """A value that both sides changed.

    Attributes:
        path: where it stands.
        ours: what stands there now.
        theirs: what would be generated.
    """

    path: Path
    ours: Any
    theirs: Any


WHOLE = Conflict(path=(), ours="as it is now", theirs="as it would be generated")
"""A conflict of which no key can be named."""
NOTHING_SHARED = "yours was there before seedbed generated one, so the two have nothing in common"
"""Why a file of the user's waits as a whole."""


@record
class MergedFile:
    """A file from three.

    Attributes:
        text: the result; where both sides changed something, it has the user's, or markers.
        theirs: the result with the generated values there.
        conflicts: what both sides changed.
        notes: what else is to be said of it.
    """

    text: str
    theirs: str
    conflicts: tuple[Conflict, ...] = ()
    notes: tuple[str, ...] = ()


class Merger:
    """Merges values, and remembers what did not go together.

    Args:
        theirs: whether a conflict is settled in favour of what would be generated.

    Attributes:
        theirs: as given.
        conflicts: what both sides changed.
        kept: what the user changed and is generated no more; it stays.
        removed: what the user removed and would be generated otherwise now; it stays so.
        asked: the generated values of these, where they are known.
        comments: where comments of the user's stay, though others are generated.
        narrow: ranges of the user's that stay, though more versions are asked for, or others.
    """

    def __init__(self, *, theirs: bool = False) -> None:
        self.theirs = theirs
        self.conflicts: list[Conflict] = []
        self.orphaned: list[Path] = []
        self.removed: list[Path] = []
        self.asked: dict[Path, Any] = {}
        self.comments: list[Path] = []
        self.narrow: list[Conflict] = []

    def include(self, other: Merger) -> None:
        """Remember also what another merger did, but nothing twice."""
        for name in ("conflicts", "orphaned", "removed", "comments", "narrow"):
            mine = getattr(self, name)
            mine += [one for one in getattr(other, name) if one not in mine]
        self.asked |= other.asked

    def merge(self, base: Any, ours: Any, theirs: Any, path: Path = ()) -> Any:
        """One value from three; each may be `MISSING`.

        Args:
            base: what was generated last.
            ours: what stands there now.
            theirs: what would be generated now.
            path: where the value stands.
        """
        if is_same(ours, theirs) or is_same(theirs, base):
            return ours
        if is_same(ours, base):
            return theirs
        if (ours is MISSING or theirs is MISSING) and base is not MISSING:
            if ours is MISSING:
                self.asked[path] = theirs
            (self.removed if ours is MISSING else self.orphaned).append(path)
            return ours
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return self.tables(base if isinstance(base, dict) else {}, ours, theirs, path)
        if isinstance(ours, list | tuple) and isinstance(theirs, list | tuple):
            was = base if isinstance(base, list | tuple) else ()
            if not _both_replaced(was, ours, theirs):
                return _lists(was, ours, theirs)
        if type(ours) is type(theirs) and hasattr(ours, "__fields__"):
            # what both added alike but for some fields: an empty field takes the other's
            was = base.__dict__ if type(base) is type(ours) else ours.__defaults__
            merged = self.tables(was, ours.__dict__, theirs.__dict__, path)
            return replace(ours, **merged)
        self.conflicts.append(Conflict(path=path, ours=ours, theirs=theirs))
        return theirs if self.theirs else ours

    def tables(
        self,
        base: Mapping[str, Any],
        ours: Mapping[str, Any],
        theirs: Mapping[str, Any],
        path: Path = (),
    ) -> dict[str, Any]:
        """One table from three, key by key; the keys keep the order of the user's."""
        merged = {}
        for name in dict.fromkeys((*ours, *theirs)):
            was, stands, new = (side.get(name, MISSING) for side in (base, ours, theirs))
            value = self.merge(was, stands, new, (*path, name))
            if value is not MISSING:
                merged[name] = value
        return merged


def unordered(value: Any) -> Any:
    """The value with its lists sorted, for comparing what two texts say but for the order."""
    if isinstance(value, dict):
        return {name: unordered(item) for name, item in value.items()}
    if isinstance(value, list):
        return sorted((unordered(item) for item in value), key=repr)
    return value


def is_same(one: Any, other: Any) -> bool:
    """Equality that tells true from 1, at any depth."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _both_replaced(base: Any, ours: Any, theirs: Any) -> bool:
    """Whether both sides dropped the same item and added others: perhaps in its place."""
    dropped = any(item not in ours and item not in theirs for item in base)
    added = [[item for item in side if item not in base] for side in (ours, theirs)]
    return dropped and all(added) and added[0] != added[1]


def _lists(base: Any, ours: Any, theirs: Any) -> Any:
    """The user's items, without those that are generated no more, and with the new ones."""
    dropped = [item for item in base if item not in theirs]
    added = [item for item in theirs if item not in base and item not in ours]
    return type(ours)([item for item in ours if item not in dropped] + added)
