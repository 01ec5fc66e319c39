"""What differs between two locks, in the order in which a reviewer reads it. Pure."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.locks.contents import Locked

HASH, UP, DOWN, ADDED, REMOVED = "hash", "up", "down", "added", "removed"
SOURCE, BUILD, FILES = "source", "build", "files"
KINDS = {
    HASH: "the same file of the same version has another hash",
    UP: "a newer version",
    DOWN: "an older version",
    ADDED: "a new package, or a further version of one",
    REMOVED: "a package that is gone, or a version of one",
    SOURCE: "the same version from elsewhere",
    BUILD: "another build of the same version",
    FILES: "the same version with more or fewer files",
}
"""What a change can be, with what it means."""
MAJOR, MINOR, PATCH = "major", "minor", "patch"
LEVELS = (MAJOR, MINOR, PATCH)
"""The part of a version that changed: its first number, its second one, or what follows."""


@record
class Change:
    """One change of one package.

    Attributes:
        kind: one of `KINDS`.
        name: the package; where a move between conda and PyPI renamed it, its new name.
        old: what the old lock has; empty for what is new. Several where builds differ by place.
        new: what the new lock has; empty for what is gone.
        level: one of `LEVELS` for another version; else empty.
        moved: whether it comes from elsewhere now.
        hashes: file, old hash, and new hash of what has another one.
        where: where it changed, as short as possible; empty for everywhere that the package is.
        places: the same in full: environment and platform.
        direct: whether the project itself asks for it.
        via: for a new package, how it came in: from a direct requirement to what requires it.
        beside: the versions that stay beside one that is new or gone.
    """

    kind: str
    name: str
    old: tuple[Locked, ...]
    new: tuple[Locked, ...]
    level: str = ""
    moved: bool = False
    hashes: tuple[tuple[str, str, str], ...] = ()
    where: str = ""
    places: tuple[tuple[str, str], ...] = ()
    direct: bool = False
    via: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        """Under which heading a reviewer finds it: one of `SECTIONS`."""
        if self.kind in {UP, DOWN}:
            if self.level == MAJOR:
                return MAJOR
            return DOWN if self.kind == DOWN else self.level
        return self.kind


SECTIONS = (HASH, MAJOR, ADDED, DOWN, SOURCE, MINOR, PATCH, BUILD, REMOVED, FILES)
"""The headings, in order."""


@record
class Difference:
    """How two locks differ.

    Attributes:
        changes: what changed, sorted for a reviewer.
        new_places: the environments and platforms that only the new lock has; their packages count
            as new only if the old lock did not have them anywhere.
        lost_places: those that only the old lock has, likewise.
        places: those that both have.
        counts: how many packages the two locks have, by name.
    """

    changes: tuple[Change, ...]
    new_places: tuple[tuple[str, str], ...] = ()
    lost_places: tuple[tuple[str, str], ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    counts: tuple[int, int] = (0, 0)

    def __bool__(self) -> bool:
        return bool(self.changes or self.new_places or self.lost_places)
