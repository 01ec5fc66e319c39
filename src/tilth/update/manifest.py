"""Merges the files of a manifest together, in terms of the model; pure.

What a dialect writes from the model is read from all three sides, merged as projects, and written
by the dialect of the manager that the project is to have. How each file comes to say it is told in
`pyproject` and `environments`.
"""

from __future__ import annotations

from functools import lru_cache

from tilth.errors import TilthError
from tilth.managers import Reading
from tilth.record import record, replace
from tilth.text import tables
from tilth.update.conflicts import named, remarks
from tilth.update.model import as_before, merge_projects, with_conda, without_doubtful
from tilth.update.pyproject import NAME, Pyproject, lost_comments
from tilth.update.pyproject import Sides as Texts
from tilth.update.ranges import counting, filled
from tilth.update.tasks import without_tied
from tilth.update.values import WHOLE, MergedFile, Merger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from tilth.managers import Dialect
    from tilth.project import Project

    Files = Mapping[str, str]


@record
class Sides:
    """The files of a manifest, by path: as generated last, as they stand, as generated now.

    Attributes:
        base: as generated last.
        disk: as they stand there.
        fresh: as generated now.
        apart: paths of files that were never made to say what was generated last, because they
            were in conflict as a whole, or are links. What such a file lacks was not removed from
            it: against `pyproject.toml` it says nothing of what was generated.
        conda: which requirements came from conda channels under the manager that comes back: their
            keys, to what they are called there. The manager of now may have no place for that.
        switching: whether another manager is to have them.
    """

    base: Files
    disk: Files
    fresh: Files
    apart: Collection[str] = ()
    conda: Mapping[tuple[str, ...], str] = {}
    switching: bool = False


@record
class MergedManifest:
    """A manifest from three.

    Attributes:
        files: what becomes of each file, by path.
        gone: the files that go, each with what is to be said of it.
    """

    files: Mapping[str, MergedFile]
    gone: Mapping[str, tuple[str, ...]]


def merge_manifest(old: Dialect, new: Dialect, sides: Sides) -> MergedManifest:
    """Merge a manifest.

    Args:
        old: the dialect of the manager that the project has.
        new: the dialect of the one that it is to have; the same when nothing is switched.
        sides: the three texts of each file; `pyproject.toml` among them.

    Raises:
        TilthError: when a side cannot be parsed.
    """
    merger = Merger()
    try:
        merge = _Merge(old, new, sides)
        found = merge.run(merger)
        if not merger.conflicts:
            return found
        theirs = merge.run(Merger(theirs=True)).files
    except RecursionError:
        raise tables.too_deep(NAME) from None
    files = {}
    for path, file in found.files.items():
        other = theirs[path].theirs if path in theirs else file.theirs
        conflicts = tuple(merger.conflicts) if path == NAME else file.conflicts
        files[path] = replace(file, theirs=other, conflicts=conflicts)
    return replace(found, files=files)


def stated_in(dialect: Dialect, base: Files, disk: Files) -> Project:
    """What the files of a manifest say that stand there.

    Args:
        dialect: that of their manager.
        base: as they were generated last.
        disk: as they stand.
    """
    return _stated(dialect, Sides(base=base, disk=disk, fresh={}, switching=True)).project


class _Merge:
    """What the three sides say, each read by the dialect that it is written in."""

    def __init__(self, old: Dialect, new: Dialect, sides: Sides) -> None:
        self.old, self.new = old, new
        self.sides = sides = replace(sides, switching=old is not new)
        texts = {side: getattr(sides, side).get(NAME, "") for side in ("base", "disk", "fresh")}
        self.pyproject = Pyproject(old, new, Texts(**texts))
        self.base = read(old, {NAME: "", **sides.base}).project
        found = _stated(old, sides)
        self.reading, self.stated = found.reading, found.project
        self.own = found.reading.own if old is new else None
        if self.own:  # then each range is merged with its own like
            self.stated = filled(self.reading.project, self.own)
        self.doubts, self.apart = found.doubts, found.apart
        self.fresh = read(new, sides.fresh).project
        if old is not new:
            tied = without_tied(self.reading, self.stated, new, self.base, self.fresh)
            self.reading, self.stated = tied
            given = {item.key for item in self.fresh.dependencies if item.conda}
        names = {key: name for key, name in sides.conda.items() if key not in given}
        self.stated = with_conda(self.stated, names)
        self.read = {path for path in sides.disk if path in paths_of(old, sides)}
        self.unread = {path for path in sides.disk if old is not new and old.is_manifest(path)}
        self.unread -= self.read
        self.left: Mapping[str, Mapping[str, Any]] = {}
        others = sides.disk.keys() - self.read - self.unread if old is not new else ()
        texts = {path: sides.disk[path] for path in others if _can_be_read(new, sides.disk, path)}
        if texts:
            from tilth.update.left_over import left_over  # only conda has such files

            there = {**sides.fresh, NAME: sides.disk[NAME]}
            found_left = left_over(self.stated, new, texts, there)
            self.stated, self.left = found_left.project, found_left.have

    def run(self, merger: Merger) -> MergedManifest:
        """Merge all files; conflicts go to the merger."""
        merged = self._merged(self.stated, merger)
        own = merged
        if self.own:
            other = Merger(theirs=merger.theirs)
            own = self._merged(self.own, other)
            merger.include(other)
        projects = self.base, self.reading.project, self.fresh
        text = self.pyproject.merge(projects, (self.reading.own, merged, own), merger)
        said = (*self.doubts, *self._renamed(merged), *self._given_back(merged), *remarks(merger))
        said = (*said, *self.pyproject.remarks(text))
        files = {NAME: MergedFile(text=text, theirs=text, notes=said)}
        files |= self._environments(merged)
        gone = {}
        for path in self.unread:
            file = MergedFile(text=self.sides.disk[path], theirs=self.sides.disk[path])
            files[path] = replace(file, notes=("it stays, and nothing in it is carried over",))
        for path in sorted(self.read - files.keys()):
            why = self._why_it_stays(path, merged)
            text = self.sides.disk[path]
            if why:
                files[path] = MergedFile(text=text, theirs=text, notes=why)
            else:
                base = self.sides.base.get(path, "")
                gone[path] = tuple(lost_comments(base, text, "", "file"))
        return MergedManifest(files=files, gone=gone)

    def _merged(self, disk: Project, merger: Merger) -> Project:
        reading = replace(self.reading, project=disk)
        switching = self.old is not self.new
        return merge_projects(self.base, reading, self.fresh, merger, switching=switching)

    def _renamed(self, merged: Project) -> tuple[str, ...]:
        """What is to be said of a project with another name than it was generated with."""
        before, name = self.base.name, merged.name
        if before in {"", name}:
            return ()
        return (
            f"you renamed the project from {before} to {name}; tilth renames what it generated",
        )

    def _given_back(self, merged: Project) -> tuple[str, ...]:
        """What is to be said of requirements that had lost the range that their own table has."""
        bare = {item.key for item in self.reading.project.dependencies if not item.spec}
        if not self.reading.own:
            return ()
        own = {item.key: item.spec for item in self.reading.own.dependencies}
        found = [
            item
            for item in merged.dependencies
            if item.key in bare and item.spec and item.spec == own.get(item.key)
        ]
        names = ", ".join(item.requirement for item in found)
        return (f"these get their ranges back from the conda tables: {names}",) if found else ()

    def _environments(self, merged: Project) -> dict[str, MergedFile]:
        """The files beside `pyproject.toml`."""
        documents = {**self.new.write(merged)}
        documents.pop(NAME)
        if not documents:
            return {}
        from tilth.update.environments import merge_environment

        # they bear the project's name as they were given it, until it is another one
        stood = replace(self.reading.other or self.reading.project, name=self.base.name)
        have = self.old.write(stood)
        files = {}
        for path, document in documents.items():
            rendered = document.render({})
            disk = self.sides.disk.get(path)
            if disk is None and path not in self.sides.base:
                files[path] = MergedFile(text=rendered, theirs=rendered)
            elif disk is None:  # the user removed it, and it stays so
                continue
            elif self.apart.get(path):  # said in the doubts
                files[path] = MergedFile(text=disk, theirs=disk)
            elif path in self.read or path in self.left:
                base, fresh = self.sides.base.get(path, ""), self.sides.fresh.get(path, rendered)
                said = have[path].root if path in have else self.left.get(path, {})
                files[path] = merge_environment(path, (base, disk, fresh), said, document.root)
                comments = lost_comments(base, disk, files[path].text, "line")
                files[path] = replace(files[path], notes=tuple(comments))
            elif disk != rendered:  # the user's own by that name
                files[path] = MergedFile(text=disk, theirs=rendered, conflicts=(WHOLE,))
        return files

    def _why_it_stays(self, path: str, merged: Project) -> tuple[str, ...]:
        """What a file says that was not carried over to other files; nothing when it can go."""
        if self.sides.disk[path] == self.sides.base.get(path):
            return ()
        found = [one.partition(": ")[2] for one in self.reading.unknown if one.startswith(path)]
        if self.apart.get(path) and not found:
            return ("it stays, because it was never merged",)
        kept = self.new.expressible(merged)
        for field in ("channels", "system_packages"):
            held = {_what(one) for one in (*getattr(self.base, field), *getattr(kept, field))}
            text = self.sides.disk[path]
            found += [getattr(one, "name", one) for one in getattr(self.stated, field)
                      if _what(one) not in held and _stands(one, path, text)]  # fmt: skip
        return (f"it stays, because nothing else holds: {', '.join(found)}",) if found else ()


def read(dialect: Any, files: Files) -> Reading:
    """What a dialect reads; a switch reads the same files more than once."""
    return _read(dialect, tuple(sorted(files.items())))


@lru_cache(maxsize=16)
def _read(dialect: Any, files: tuple[tuple[str, str], ...]) -> Reading:
    reading: Reading = dialect.read(dict(files))
    return reading


def paths_of(old: Any, sides: Sides) -> set[str]:
    """The files that count: those generated, and those of groups that were added.

    Where another manager takes over, so do those of groups that stand in no other file.
    """
    try:
        written = _written_by(old, sides.disk[NAME])
    except TilthError:
        return set(sides.base)
    known = {*sides.base, *written}
    others = set(filter(old.is_manifest, sides.disk)) - known if sides.switching else ()
    if not others:
        return known
    from tilth.managers.conda.files import of_new_groups  # only conda has such files

    readable = [path for path in others if _can_be_read(old, sides.disk, path)]
    return {*known, *of_new_groups(readable, known)}


@lru_cache(maxsize=8)
def _written_by(dialect: Any, text: str) -> frozenset[str]:
    """The files that a dialect writes for what `pyproject.toml` says."""
    return frozenset(dialect.write(read(dialect, {NAME: text}).project))


def _can_be_read(old: Dialect, disk: Files, path: str) -> bool:
    try:
        old.read({NAME: disk[NAME], path: disk[path]})
    except TilthError:
        return False
    return True


@record
class _Stated:
    """What stands there.

    Attributes:
        reading: as it was read.
        project: as one project.
        doubts: what is to be said of what does not count.
        apart: what of that a file says that was never merged, by its path.
    """

    reading: Reading
    project: Project
    doubts: tuple[str, ...] = ()
    apart: Mapping[str, list[str]]


def _stated(old: Dialect, sides: Sides) -> _Stated:
    """What stands there.

    Where the files say a thing in two ways, that counts which was changed since they were made;
    if both were, `pyproject.toml` counts. A file that the user removed or emptied is no removal of
    what it said: it is read as it was generated, and for requirements `pyproject.toml` counts.
    """
    paths = paths_of(old, sides)
    empty = {path for path in sides.base if _is_empty(sides.disk.get(path, ""))}
    texts = {path: text for path, text in sides.disk.items() if path in paths - empty}
    reading = read(old, {**texts, **{path: sides.base[path] for path in empty}})
    was = read(old, {NAME: "", **sides.base}).project
    if reading.own is not None:
        project = counting(reading.project, reading.own, was)
        return _Stated(reading=reading, project=project, apart={})
    if reading.other is not None:
        from tilth.update.generated import as_generated  # only conda has such files

        reading = as_generated(reading, was, texts)
    doubts: list[str] = []
    apart: dict[str, list[str]] = {}
    for path in sorted({*sides.apart, *empty} & sides.base.keys() - {NAME}):
        from tilth.managers.conda.files import group_of  # only conda has such files

        reading, found = without_doubtful(reading, was, {group_of(path)})
        if found and path not in empty:
            apart[path] = [named(one) for one in found]
            what = ", ".join(apart[path])
            doubts.append(f"{path} was never merged: it stays, and does not count for {what}")
    if reading.other is None:
        return _Stated(reading=reading, project=reading.project, doubts=tuple(doubts), apart=apart)
    merger = Merger()
    plain = Reading(project=as_before(reading.project, reading.other, was))
    project = merge_projects(was, plain, reading.other, merger, switching=False, ranges=False)
    doubts += [
        f"{named(one.path)}: {NAME} counts, and an environment file said otherwise"
        for one in merger.conflicts
    ]
    return _Stated(reading=reading, project=project, doubts=tuple(doubts), apart=apart)


def _is_empty(text: str) -> bool:
    """Whether a text has nothing but white space and comments."""
    return all(line.lstrip()[:1] in {"", "#"} for line in text.splitlines())


def _what(one: Any) -> object:
    """What a channel or a system package is, in whichever notation its range is written."""
    return one if isinstance(one, str) else (one.group, one.conda)


def _stands(one: Any, path: str, text: str) -> bool:
    from tilth.managers.conda.files import group_of  # only conda has such files

    own = isinstance(one, str) or one.group == group_of(path)
    return own and str(getattr(one, "conda", one)) in text
