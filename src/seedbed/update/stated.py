"""Reads the files of a manifest that are there as one project; pure."""

from __future__ import annotations

from functools import lru_cache

from seedbed.errors import SeedbedError
from seedbed.managers.protocols import Reading
from seedbed.managers.shared.environment_files import group_of, of_new_groups
from seedbed.merge3.values import Merger
from seedbed.model.record import record, replace
from seedbed.update.conflicts import named
from seedbed.update.model import as_before, merge_projects, without_doubtful
from seedbed.update.ranges import counting
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect
    from seedbed.model.project import Project
    from seedbed.update.aside import Aside

    Files = Mapping[str, str]


@record
class Sides:
    """The files of a manifest, by path: as generated last, as they stand, as generated now.

    Attributes:
        base: as generated last.
        ours: as they stand there.
        theirs: as generated now.
        unmerged: paths of files that were never made to say what was generated last, because they
            were in conflict as a whole, or are links. What such a file lacks was not removed from
            it: against `pyproject.toml` it says nothing of what was generated.
        conda: which requirements came from conda channels under the manager that comes back: their
            keys, to what they are called there. The manager of now may have no place for that.
        stood: the files beside `pyproject.toml` of the manager that comes back, as they stood when
            another one took over.
        passed: those of them that stay where they are, while a third manager took over.
        ranges: see `Aside.ranges`.
        switching: whether another manager is to have them.
    """

    base: Files
    ours: Files
    theirs: Files
    unmerged: Collection[str] = ()
    conda: Mapping[tuple[str, ...], str] = {}
    stood: Mapping[str, str] = {}
    passed: Collection[str] = ()
    ranges: Mapping[tuple[str, ...], str] = {}
    switching: bool = False

    def with_aside(self, held: Aside) -> Sides:
        """The same, with what is known of the manager that comes back."""
        return replace(
            self, conda=held.conda, stood=held.stood, passed=held.passed, ranges=held.ranges
        )


def stated_in(dialect: Dialect, base: Files, ours: Files) -> Stated:
    """What the files of a manifest say that stand there, when a switch reads them.

    Args:
        dialect: that of their manager.
        base: as they were generated last.
        ours: as they stand.
    """
    return stated(dialect, Sides(base=base, ours=ours, theirs={}, switching=True))


def read(dialect: Any, files: Files) -> Reading:
    """What a dialect reads; a switch reads the same files more than once."""
    return _read(dialect, tuple(sorted(files.items())))


@lru_cache(maxsize=16)
def _read(dialect: Any, files: tuple[tuple[str, str], ...]) -> Reading:
    reading: Reading = dialect.read(dict(files))
    return reading


def whole_of(reading: Reading) -> Project:
    """A project with what stands beside the lists that all managers read, too."""
    return reading.own or reading.other or reading.project


def paths_of(old: Any, sides: Sides) -> set[str]:
    """The files that count: those generated, and those of groups that were added.

    Where another manager takes over, so do those of groups that stand in no other file.
    """
    try:
        written = _written_by(old, sides.ours[NAME])
    except SeedbedError:
        return set(sides.base)
    known = {*sides.base, *written}
    others = set(filter(old.is_manifest, sides.ours)) - known if sides.switching else ()
    if not others:
        return known
    readable = [path for path in others if can_be_read(old, sides.ours, path)]
    return {*known, *of_new_groups(readable, known)}


@lru_cache(maxsize=8)
def _written_by(dialect: Any, text: str) -> frozenset[str]:
    """The files that a dialect writes for what `pyproject.toml` says."""
    return frozenset(dialect.write(read(dialect, {NAME: text}).project))


def can_be_read(old: Dialect, ours: Files, path: str) -> bool:
    """Whether a file can be read beside `pyproject.toml`."""
    try:
        old.read({NAME: ours[NAME], path: ours[path]})
    except SeedbedError:
        return False
    return True


@record
class Stated:
    """What stands there.

    Attributes:
        reading: as it was read.
        project: as one project.
        doubts: what is to be said of what does not count.
        unmerged: what of that a file says that was never merged, by its path.
    """

    reading: Reading
    project: Project
    doubts: tuple[str, ...] = ()
    unmerged: Mapping[str, list[str]]


def stated(old: Dialect, sides: Sides) -> Stated:
    """What stands there.

    Where the files say a thing in two ways, that counts which was changed since they were made;
    if both were, `pyproject.toml` counts. A file that the user removed or emptied is no removal of
    what it said: it is read as it was generated, and for requirements `pyproject.toml` counts.
    """
    paths = paths_of(old, sides)
    empty = {path for path in sides.base if _is_empty(sides.ours.get(path, ""))}
    texts = {path: text for path, text in sides.ours.items() if path in paths - empty}
    reading = read(old, {**texts, **{path: sides.base[path] for path in empty}})
    was = read(old, {NAME: "", **sides.base}).project
    if reading.own is not None:
        project = counting(reading.project, reading.own, was)
        return Stated(reading=reading, project=project, unmerged={})
    if reading.other is not None:
        reading = old.own_files().as_generated(reading, was, texts)
    doubts: list[str] = []
    unmerged: dict[str, list[str]] = {}
    for path in sorted({*sides.unmerged, *empty} & sides.base.keys() - {NAME}):
        reading, found = without_doubtful(reading, was, {group_of(path)})
        if found and path not in empty:
            unmerged[path] = [named(one) for one in found]
            what = ", ".join(unmerged[path])
            doubts.append(f"{path} was never merged: it stays, but does not count for {what}")
    if reading.other is None:
        return Stated(
            reading=reading, project=reading.project, doubts=tuple(doubts), unmerged=unmerged
        )
    merger = Merger()
    plain = Reading(project=as_before(reading.project, reading.other, was))
    project = merge_projects(was, plain, reading.other, merger, switching=False, ranges=False)
    doubts += [
        f"{NAME} counts for {_about(one.path)}, although an environment file differs"
        for one in merger.conflicts
    ]
    return Stated(reading=reading, project=project, doubts=tuple(doubts), unmerged=unmerged)


def _about(path: tuple[str, ...]) -> str:
    """What a conflict is about, in words: of a requirement, its range or its address."""
    name, _, field = named(path).partition(": ")
    return f"the {_FIELDS[field]} of the {name}" if field in _FIELDS else named(path)


_FIELDS = {"spec": "range", "url": "address"}


def _is_empty(text: str) -> bool:
    """Whether a text has nothing but white space and comments."""
    return all(line.lstrip()[:1] in {"", "#"} for line in text.splitlines())
