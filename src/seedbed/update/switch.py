"""A switch to another manager: what it sets aside, and what it brings back; pure."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.managers.registry import load_dialect
from seedbed.merge3.values import MISSING
from seedbed.model.record import replace
from seedbed.update import conda_names
from seedbed.update.aside import EDITED, PASSED, STAYING, STAYS, Aside, Stood, entries
from seedbed.update.leaving import tables_of
from seedbed.update.manifest import MergedManifest, merge_manifest
from seedbed.update.merged import (
    as_notes,
    file_sum,
    is_file,
    is_newer,
    manifest_sum,
    said,
    sum_of,
    texts_of,
    with_files,
    without_conflicts,
)
from seedbed.update.needless import without_needless
from seedbed.update.restoring import restore
from seedbed.update.said import reader, said_by
from seedbed.update.setting_aside import set_aside
from seedbed.update.stated import Sides, paths_of, read, whole_of
from seedbed.update.strangers import coming_back, has_strangers, note, strangers_of, tables_with
from seedbed.update.switched import Switch
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect

    Path = tuple[str, ...]
    Files = Mapping[str, str]


class Switching:
    """What is set aside, and comes back, while the files of a switch are planned.

    Args:
        managers: the one that the project has, and the one that it is to have.
        asides: what was set aside before, by manager.
        generated: gives the manifest that a return to a manager would generate, for that manager
            and `pyproject.toml` as the switch leaves it; None where that cannot be had.
        load: gives a manager's dialect.

    Attributes:
        managers: as given.
        switch: what the switch does, once its manifest was merged.
    """

    def __init__(
        self,
        managers: tuple[str, str],
        asides: Mapping[str, Aside],
        generated: Callable[[str, str], Files | None] = lambda *_: None,
        load: Callable[[str], Dialect] = load_dialect,
    ) -> None:
        self.managers = managers
        self._generated = generated
        self._load = load
        self._old, self._new = map(load, managers)
        self._asides = asides
        self.switch = Switch(asides=asides)

    @property
    def is_due(self) -> bool:
        """Whether something waits to come back, now or when its manager does."""
        return bool(self._asides)

    def known(self, sides: Sides) -> Sides:
        """The files, and what is known of the manager that comes back."""
        held = self._asides.get(self.managers[1])
        if held is None:
            return sides
        return sides.with_aside(held)

    def python(self, stands: str) -> str:
        """The range of Python versions of the project once what was set aside is back.

        Args:
            stands: the one that it has now.
        """
        held = self._asides.get(self.managers[1])
        one = held.shared.get(("project", "requires-python")) if held else None
        if one and one.instead == stands:
            return "" if one.stood is MISSING else str(one.stood)
        return stands

    def finish(self, sides: Sides, merged: MergedManifest) -> MergedManifest:
        """A merged manifest with what comes back.

        Args:
            sides: the files that it was merged from.
            merged: the manifest as it was merged.
        """
        old, new = self.managers
        merged = merged if is_newer(sides) else as_notes(merged)
        others = {name: one for name, one in self._asides.items() if name not in self.managers}
        wrote = manifest_sum(self._old, sides.ours)
        left: dict[str, Aside] = {}
        switch = Switch(asides={})
        if held := self._asides.get(new):
            merged, switch, kept = self._brought_back(held, merged, sides.ours)
            left |= {new: Aside(kept=kept)} if kept else {}
        # what is in conflict as a whole was never made to say what the switch writes
        after = {
            path: file.text
            for path, file in merged.files.items()
            if path == NAME or not file.conflicts
        }
        for name, one in others.items():
            left |= {name: self._taken_on(name, one, (sides, after))}
        is_ours = any(
            one.wrote == wrote and not one.own for name, one in self._asides.items() if name != old
        )
        if is_ours:
            # nobody edited what a switch wrote: all of it is set aside for an earlier manager, and
            # what only stayed in it is no edit that could be in conflict with a template
            merged = merged if is_newer(sides) else without_conflicts(merged)
            merged = self._without_files(merged)
        if not (held and coming_back(held, wrote, self._new, self._old)[1]):
            aside = self._left_behind(sides, after, is_ours=is_ours)
            left |= {old: aside} if aside else {}
        now = manifest_sum(self._new, after)
        written = {
            name: replace(one, wrote=now, own=held is not None)
            for name, one in left.items()
            if name != new
        }
        left.update(written)
        self.switch = replace(switch, aside=left.get(old), asides=left)
        return merged

    def _left_behind(self, sides: Sides, after: Files, *, is_ours: bool) -> Aside | None:
        """What to set aside of the old manager's.

        Args:
            sides: the files that the manifest was merged from.
            after: the manifest's files as the switch leaves them.
            is_ours: whether they stand as a switch wrote them.
        """
        before = self._asides.get(self.managers[0], Aside())
        aside = Aside(kept=before.kept) if before.kept else None
        if not is_ours or has_strangers(self._asides.values(), self._old):
            theirs = self._generated(self.managers[0], after[NAME]) or sides.base
            aside = self._of_old(sides, after, theirs, before.kept)
        return note(aside, self._strangers(sides))

    def _strangers(self, sides: Sides) -> tuple[Path, ...]:
        """The keys of the new manager's tables that were there before it."""
        homes = [self._old, *map(self._load, self._asides)]
        return strangers_of(sides, homes, self._new)

    def _brought_back(
        self, held: Aside, merged: MergedManifest, ours: Files
    ) -> tuple[MergedManifest, Switch, dict[Path, Any]]:
        """A merged manifest with what was set aside of the new manager's.

        Returns:
            It; the switch that does so; and what stays set aside.
        """
        file, wrote = merged.files[NAME], manifest_sum(self._old, ours)
        held, own = coming_back(held, wrote, self._new, self._old)
        tables = (*tables_of(self._new), *own)
        said = said_by(self._new, held, texts_of(merged), (self._old, ours))
        restored = restore(held, file.text, tables, reader(self._new), said)
        known = held.conflicts
        conflicts = tuple(
            one for one in file.conflicts if known.get(one.path) != sum_of(one.theirs)
        )
        theirs = restored.text if file.theirs == file.text or not conflicts else file.theirs
        file = replace(file, text=restored.text, theirs=theirs, conflicts=conflicts)
        merged = replace(merged, files={**merged.files, NAME: file})
        merged, lines = with_files(merged, held.files, ours, always=held.wrote == wrote)
        names = {key[1]: name for key, name in held.conda.items()}
        stays = {path: text for path, text in ours.items() if path not in merged.gone}
        stays = {path: text for path, text in stays.items() if self._new.is_manifest(path)}
        comes = whole_of(read(self._new, {**stays, **texts_of(merged)}))
        edited = conda_names.without_removed(restored.edited, comes, held)
        restored = replace(restored, edited=edited)
        switch = Switch(
            asides={},
            back=restored.back,
            edited=restored.edited,
            refused=restored.refused,
            merged=restored.merged,
            files=lines,
            conda=conda_names.from_conda(comes, names),
            removed=conda_names.removed(comes, held),
            replaced=conda_names.replaced(self._new, held, {**stays, **texts_of(merged)}),
        )
        return merged, switch, restored.kept(tables_of(self._new))

    def _without_files(self, merged: MergedManifest) -> MergedManifest:
        """A merged manifest without the old manager's files, which only the new one would leave."""
        names = [
            path
            for path in merged.files
            if self._old.is_manifest(path) and not self._new.is_manifest(path)
        ]
        files = {path: file for path, file in merged.files.items() if path not in names}
        return replace(merged, files=files, gone={**merged.gone, **dict.fromkeys(names, ())})

    def _of_old(
        self, sides: Sides, after: Files, theirs: Files, kept: Mapping[Path, Any]
    ) -> Aside | None:
        """What to set aside of the old manager's, beside what an earlier return kept."""
        paths = paths_of(self._old, replace(sides, switching=True))
        stands = {path: text for path, text in sides.ours.items() if path in paths}
        stands = without_needless(self._old, stands) if self._asides else stands
        files = stands, sides.base, theirs
        written = sides.theirs, after
        found = self._difference(self._old, files, written, self._strangers(sides))
        there = entries(toml.loads(sides.ours[NAME]), tables_of(self._old))
        kept = {path: value for path, value in kept.items() if path not in there}
        # what comes back by itself from here may be lost at the next switch: see `_taken_on`
        edited = said(sides.ours) != said(sides.base)
        return replace(found, kept=kept) if kept or edited or found != Aside() else None

    def _taken_on(self, name: str, aside: Aside, files: tuple[Sides, Files]) -> Aside:
        """What is set aside of a manager that has no part in the switch, after it.

        What was not set aside, because it would have come back, may be lost at this switch. So
        that is set aside which tells a return after it from one before it.

        Args:
            name: the manager.
            aside: what is set aside of it.
            files: the files that the switch merges, and what becomes of them.
        """
        sides, after = files
        theirs = self._generated(name, after[NAME])
        if theirs is None:
            return aside
        home = self._load(name)
        return_ = replace(sides.with_aside(aside), theirs=theirs)
        merged = merge_manifest(self._old, home, return_)
        said = said_by(home, aside, texts_of(merged), (self._old, sides.ours))
        restored = restore(aside, merged.files[NAME].text, tables_of(home), said=said)
        file = replace(merged.files[NAME], text=restored.text)
        merged = replace(merged, files={**merged.files, NAME: file})
        always = aside.wrote == manifest_sum(self._old, sides.ours)
        stands = texts_of(with_files(merged, aside.files, sides.ours, always=always)[0])
        found = self._difference(home, (stands, theirs, theirs), (sides.theirs, after))
        stays = {
            path: replace(one, instead=PASSED if always and one.instead != EDITED else EDITED)
            for path, one in aside.files.items()
            if one.instead in STAYING
        }
        found = replace(found, files={**found.files, **stays})
        kept = {**aside.kept, **restored.kept(tables_of(home))}
        return replace(found, kept=kept, strangers=aside.strangers)

    def _difference(
        self,
        home: Dialect,
        files: tuple[Files, Files, Files],
        written: tuple[Files, Files],
        strangers: tuple[Path, ...] = (),
    ) -> Aside:
        """What has to be set aside, for a manager to come back to what stood.

        Args:
            home: its dialect.
            files: its files as they stood, as they were generated last, and as they would be at
                the return.
            written: the new manager's files, as they are generated, and as they will stand there.
            strangers: keys of its tables that stood there before it.
        """
        stood, base, theirs = files
        generated, after = written
        sides = [whole_of(read(*one)) for one in ((home, stood), (home, base), (self._new, after))]
        conda = conda_names.only_conda(*sides)
        way_back = Sides(base=generated, ours=after, theirs=theirs, conda=conda)
        back = merge_manifest(self._new, home, way_back).files
        own = tables_with(strangers, home, self._new)
        found = set_aside(stood[NAME], back[NAME].text, (*tables_of(home), *own))
        others = {
            path: Stood(instead=STAYS if path in after else file_sum(back.get(path)), text=text)
            for path, text in stood.items()
            if path != NAME and home.is_manifest(path)
            if path in after or not is_file(back.get(path), text)
        }
        conflicts = {one.path: sum_of(one.theirs) for one in back[NAME].conflicts}
        ranges = conda_names.ranges_of(sides[0], sides[2]) if others else {}
        return replace(found, conda=conda, files=others, conflicts=conflicts, ranges=ranges)
