"""Merges the files of a manifest together, in terms of the model; pure.

What a dialect writes from the model is read from all three sides, merged as projects, and written
by the dialect of the manager that the project is to have. How each file comes to say it is told in
`pyproject` and `environments`.
"""

from __future__ import annotations

from seedbed.formats import tables
from seedbed.managers.shared.environment_files import group_of, is_environment
from seedbed.merge3.values import NOTHING_SHARED, WHOLE, MergedFile, Merger
from seedbed.model.record import record, replace
from seedbed.update.conflicts import remarks
from seedbed.update.leaving import lost_comments
from seedbed.update.model import merge_projects, with_conda
from seedbed.update.pyproject import Pyproject
from seedbed.update.ranges import filled, without
from seedbed.update.stated import Sides, can_be_read, paths_of, read, stated
from seedbed.update.strangers import with_platforms
from seedbed.update.tasks import without_tied
from seedbed.update.texts import NAME, Texts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect
    from seedbed.model.project import Project

    Files = Mapping[str, str]


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
        SeedbedError: when a side cannot be parsed.
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


class _Merge:
    """What the three sides say, each read by the dialect that it is written in."""

    def __init__(self, old: Dialect, new: Dialect, sides: Sides) -> None:
        self.old, self.new = old, new
        self.sides = sides = replace(sides, switching=old is not new)
        texts = {side: getattr(sides, side).get(NAME, "") for side in ("base", "ours", "theirs")}
        self.pyproject = Pyproject(old, new, Texts(**texts))
        self.base = read(old, {NAME: "", **sides.base}).project
        found = stated(old, sides)
        self.reading, self.stated = found.reading, found.project
        self.own = found.reading.own if old is new else None
        self.doubts, self.unmerged = found.doubts, found.unmerged
        self.theirs = read(new, sides.theirs).project
        self.alone: frozenset[tuple[str, str, str]] = frozenset()
        if self.own:  # then each range is merged with its own like
            known = {item.key for item in self.reading.project.dependencies}
            self.alone = frozenset({item.key for item in self.own.dependencies} - known)
            brought = {item.key for item in self.theirs.dependencies}
            brought -= {item.key for item in self.base.dependencies}
            self.stated = filled(self.reading.project, self.own, self.alone & brought)
        if old is not new:
            tied = without_tied(self.reading, self.stated, new, self.base, self.theirs)
            self.reading, self.stated = tied
            self.stated = with_platforms(self.stated, new, sides.ours[NAME])
            given = {item.key for item in self.theirs.dependencies if item.conda}
        names = {key: name for key, name in sides.conda.items() if key not in given}
        self.stated = with_conda(self.stated, names)
        self.read = {path for path in sides.ours if path in paths_of(old, sides)}
        self.unread = {path for path in sides.ours if old is not new and old.is_manifest(path)}
        self.unread -= self.read
        self.left: Mapping[str, Mapping[str, Any]] = {}
        others = sides.ours.keys() - self.read - self.unread if old is not new else ()
        left = filter(is_environment, filter(new.is_manifest, others))
        texts = {path: sides.ours[path] for path in left if can_be_read(new, sides.ours, path)}
        there = {**sides.theirs, NAME: sides.ours[NAME]}
        if texts := {path: text for path, text in texts.items() if path not in sides.stood}:
            found_left = new.own_files().left_over(self.stated, new, texts, there)
            self.stated, self.left = found_left.project, found_left.have
        if stood := {path: text for path, text in sides.stood.items() if path not in self.read}:
            come_back = new.own_files().come_back
            back = come_back((old, new), stood, there, sides.passed, sides.ranges)
            self.left = {**self.left, **back}

    def run(self, merger: Merger) -> MergedManifest:
        """Merge all files; conflicts go to the merger."""
        merged = self._merged(self.stated, merger)
        own = merged
        if self.own:
            other = Merger(theirs=merger.theirs)
            own = self._merged(self.own, other, self.alone)
            merger.include(other)
        projects = self.base, self.reading.project, self.theirs
        text = self.pyproject.merge(projects, (self.reading, merged, own), merger)
        said = (*self.doubts, *self._renamed(merged), *self._given_back(merged), *remarks(merger))
        said = (*said, *self.pyproject.remarks(text))
        files = {NAME: MergedFile(text=text, theirs=text, notes=said)}
        files |= self._environments(merged)
        gone = {}
        for path in self.unread:
            file = MergedFile(text=self.sides.ours[path], theirs=self.sides.ours[path])
            files[path] = replace(file, notes=("it stays, but nothing in it is carried over",))
        for path in sorted(self.read - files.keys()):
            why = self._why_it_stays(path, merged)
            text = self.sides.ours[path]
            if why:
                files[path] = MergedFile(text=text, theirs=text, notes=why)
            else:
                base = self.sides.base.get(path, "")
                gone[path] = tuple(lost_comments(base, text, "", "file"))
        return MergedManifest(files=files, gone=gone)

    def _merged(
        self, ours: Project, merger: Merger, alone: frozenset[tuple[str, str, str]] = frozenset()
    ) -> Project:
        """What the sides make together.

        Args:
            ours: what stands there.
            merger: takes conflicts.
            alone: keys of requirements that are the user's alone.
        """
        reading = replace(self.reading, project=ours)
        base, theirs = without(self.base, alone), without(self.theirs, alone)
        switching = self.old is not self.new
        return merge_projects(base, reading, theirs, merger, switching=switching)

    def _renamed(self, merged: Project) -> tuple[str, ...]:
        """What is to be said of a project with another name than it was generated with."""
        before, name = self.base.name, merged.name
        if before in {"", name}:
            return ()
        return (
            f"you renamed the project from {before} to {name}; seedbed renames what it generated",
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
        # they bear the project's name as they were given it, until it is another one
        stood = replace(self.reading.other or self.reading.project, name=self.base.name)
        have = self.old.write(stood)
        files = {}
        for path, document in documents.items():
            rendered = document.render({})
            ours = self.sides.ours.get(path, self.sides.stood.get(path))
            if ours is None and path not in self.sides.base:
                files[path] = MergedFile(text=rendered, theirs=rendered)
            elif ours is None:  # the user removed it, and it stays so
                continue
            elif self.unmerged.get(path):  # said in the doubts
                files[path] = MergedFile(text=ours, theirs=ours)
            elif path in self.read or path in self.left:
                base, theirs = self.sides.base.get(path, ""), self.sides.theirs.get(path, rendered)
                said = have[path].root if path in have else self.left.get(path, {})
                merge = self.new.own_files().merge_environment
                anew = ours == self.sides.stood.get(path)  # nobody edited it, and git has it
                files[path] = merge(path, (base, ours, theirs), said, document.root, anew=anew)
                comments = lost_comments(base, ours, files[path].text, "line")
                files[path] = replace(files[path], notes=(*files[path].notes, *comments))
                if path in self.sides.stood:  # to tell what would come without it
                    files[path] = replace(files[path], theirs=rendered)
            elif ours != rendered:  # the user's own by that name
                whole = MergedFile(text=ours, theirs=rendered, conflicts=(WHOLE,))
                files[path] = replace(whole, notes=(NOTHING_SHARED,))
        return files

    def _why_it_stays(self, path: str, merged: Project) -> tuple[str, ...]:
        """What a file says that was not carried over to other files; nothing when it can go."""
        if self.sides.ours[path] == self.sides.base.get(path):
            return ()
        found = [one.partition(": ")[2] for one in self.reading.unmodeled if one.startswith(path)]
        if self.unmerged.get(path) and not found:
            return ("it stays, because it was never merged",)
        kept = self.new.supported(merged)
        for field in ("channels", "system_packages"):
            held = {_what(one) for one in (*getattr(self.base, field), *getattr(kept, field))}
            text = self.sides.ours[path]
            found += [
                getattr(one, "name", one)
                for one in getattr(self.stated, field)
                if _what(one) not in held and self._stands(one, path, text)
            ]
        if found and self.old is not self.new:
            return ("it stays, because only it has what is set aside in it",)
        return (f"it stays, because only it has: {', '.join(found)}",) if found else ()

    def _stands(self, one: Any, path: str, text: str) -> bool:
        """Whether a file of the old manager's says a channel or a system package."""
        own = isinstance(one, str) or one.group == group_of(path)
        return own and str(getattr(one, "conda", one)) in text


def _what(one: Any) -> object:
    """What a channel or a system package is, in whichever notation its range is written."""
    return one if isinstance(one, str) else (one.group, one.conda)
