"""Merges the files of a manifest together, in terms of the model; pure.

What a dialect writes from the model is read from all three sides, merged as projects, and written
by the dialect of the manager that the project is to have. How each file comes to say it is told in
`pyproject` and `environments`.
"""

from __future__ import annotations

from tilth.errors import TilthError
from tilth.managers import Reading
from tilth.record import record, replace
from tilth.text import tables
from tilth.update.conflicts import named, remarks
from tilth.update.model import lost, merge_projects
from tilth.update.pyproject import NAME, Pyproject, lost_comments
from tilth.update.pyproject import Sides as Texts
from tilth.update.values import WHOLE, MergedFile, Merger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tilth.managers import Dialect
    from tilth.project import Project

    Files = Mapping[str, str]


@record
class Sides:
    """The files of a manifest, by path: as generated last, as they stand, as generated now."""

    base: Files
    disk: Files
    fresh: Files


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


def lost_at_switch(old: Dialect, new: Dialect, base: Files, disk: Files) -> tuple[str, ...]:
    """What the new manager cannot hold of what stands there, each as the object of a sentence."""
    _, project = _stated(old, base, disk, Merger())
    return (*lost(project, new.expressible(project)), *new.caveats(project))


class _Merge:
    """What the three sides say, each read by the dialect that it is written in."""

    def __init__(self, old: Dialect, new: Dialect, sides: Sides) -> None:
        self.old, self.new, self.sides = old, new, sides
        texts = {side: files.get(NAME, "") for side, files in sides.__dict__.items()}
        self.pyproject = Pyproject(old, new, Texts(**texts))
        self.base: Project = old.read({NAME: "", **sides.base}).project
        doubts = Merger()
        self.reading, self.stated = _stated(old, sides.base, sides.disk, doubts)
        self.doubts = tuple(
            f"{named(one.path)}: {NAME} counts, and an environment file said otherwise"
            for one in doubts.conflicts
        )
        self.fresh: Project = new.read(sides.fresh).project
        self.read = {path for path in sides.disk if path in _paths(old, sides)}

    def run(self, merger: Merger) -> MergedManifest:
        """Merge all files; conflicts go to the merger."""
        switching = self.old is not self.new
        disk = replace(self.reading, project=self.stated)
        merged = merge_projects(self.base, disk, self.fresh, merger, switching=switching)
        projects = self.base, self.reading.project, self.fresh
        text = self.pyproject.merge(projects, merged, merger)
        said = (*self.doubts, *remarks(merger), *self.pyproject.remarks(text))
        files = {NAME: MergedFile(text=text, theirs=text, notes=said)}
        files |= self._environments(merged)
        gone = {}
        for path in sorted(self.read - files.keys()):
            why = self._why_it_stays(path, merged)
            text = self.sides.disk[path]
            if why:
                files[path] = MergedFile(text=text, theirs=text, notes=why)
            else:
                base = self.sides.base.get(path, "")
                gone[path] = tuple(lost_comments(base, text, "", "file"))
        return MergedManifest(files=files, gone=gone)

    def _environments(self, merged: Project) -> dict[str, MergedFile]:
        """The files beside `pyproject.toml`."""
        documents = {**self.new.write(merged)}
        documents.pop(NAME)
        if not documents:
            return {}
        from tilth.update.environments import merge_environment

        have = self.old.write(self.reading.other or self.reading.project)
        files = {}
        for path, document in documents.items():
            rendered = document.render({})
            disk = self.sides.disk.get(path)
            if disk is None and path not in self.sides.base:
                files[path] = MergedFile(text=rendered, theirs=rendered)
            elif disk is None:  # the user removed it, and it stays so
                continue
            elif path in self.read:
                base, fresh = self.sides.base.get(path, ""), self.sides.fresh.get(path, rendered)
                said = have[path].root if path in have else {}
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
        kept = self.new.expressible(merged)
        for field in ("channels", "system_packages"):
            held = [*getattr(self.base, field), *getattr(kept, field)]
            found += [getattr(one, "name", one) for one in getattr(self.stated, field)
                      if one not in held and _stands(one, self.sides.disk[path])]  # fmt: skip
        return (f"it stays, because nothing else holds: {', '.join(found)}",) if found else ()


def _paths(old: Dialect, sides: Sides) -> set[str]:
    """The files that the manager reads: those generated, and those of groups that were added."""
    try:
        project = old.read({NAME: sides.disk[NAME]}).project
    except TilthError:
        return set(sides.base)
    return {*sides.base, *old.write(project)}


def _stated(old: Dialect, base: Files, disk: Files, doubts: Merger) -> tuple[Reading, Project]:
    """What stands there: as it was read, and as one project.

    Where the files say a thing in two ways, that counts which was changed since they were made;
    if both were, it is a conflict.
    """
    paths = _paths(old, Sides(base=base, disk=disk, fresh={}))
    reading = old.read({path: text for path, text in disk.items() if path in paths})
    if reading.other is None:
        return reading, reading.project
    was = old.read({NAME: "", **base}).project
    plain = Reading(project=_as_before(reading.project, reading.other, was))
    return reading, merge_projects(was, plain, reading.other, doubts, switching=False)


def _as_before(project: Project, other: Project, was: Project) -> Project:
    """The project in which a requirement that other files lack comes from where it came from.

    Where it comes from is said in those files alone: that they do not say it is no change of it.
    """
    said = {item.key for item in other.dependencies}
    before = {item.key: item for item in was.dependencies if item.key not in said}
    return replace(
        project,
        dependencies=tuple(
            replace(item, conda=before[item.key].conda, index=before[item.key].index)
            if item.key in before
            else item
            for item in project.dependencies
        ),
    )


def _stands(one: object, text: str) -> bool:
    return str(getattr(one, "conda", one)) in text
