"""A switch to another manager: what it sets aside, and what it brings back; pure."""

from __future__ import annotations

import zlib

from tilth.managers import load_dialect
from tilth.record import record, replace
from tilth.text import toml
from tilth.update.aside import Aside, Stood, left_of, restore, set_aside
from tilth.update.manifest import MergedManifest, Sides, merge_manifest, read
from tilth.update.pyproject import NAME, tables_of
from tilth.update.values import MergedFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from tilth.managers import Dialect

    Path = tuple[str, ...]


@record
class Switch:
    """What a switch does beside what any update does.

    Attributes:
        asides: what is set aside after it, by manager.
        aside: what it sets aside; None for nothing.
        back: the keys of what it brings back, to their values; `MISSING` for what goes again.
        edited: the keys of what it does not bring back, to what was set aside.
        files: the other files that it brings back, to the lines that are back in them.
    """

    asides: Mapping[str, Aside]
    aside: Aside | None = None
    back: Mapping[Path, Any] = {}
    edited: Mapping[Path, Any] = {}
    files: Mapping[str, tuple[str, ...]] = {}


class Switching:
    """What is set aside, and comes back, while the files of a switch are planned.

    Args:
        managers: the one that the project has, and the one that it is to have.
        asides: what was set aside before, by manager.
        generated: gives the manifest as a return would generate it, for `pyproject.toml` as the
            switch leaves it; None for as it was last.

    Attributes:
        managers: as given.
        switch: what the switch does, once its manifest was merged.
    """

    def __init__(
        self,
        managers: tuple[str, str],
        asides: Mapping[str, Aside],
        generated: Callable[[str], Mapping[str, str] | None] = lambda _: None,
    ) -> None:
        self.managers = managers
        self._generated = generated
        self._old, self._new = map(load_dialect, managers)
        self._asides = asides
        self.switch = Switch(asides=asides)

    @property
    def is_due(self) -> bool:
        """Whether something waits to come back, now or when its manager does."""
        return bool(self._asides)

    @property
    def conda(self) -> Mapping[Path, str]:
        """Which requirements came from conda channels under the manager that comes back."""
        held = self._asides.get(self.managers[1])
        return held.conda if held else {}

    def python(self, stands: str) -> str:
        """The range of Python versions of the project once what was set aside is back.

        Args:
            stands: the one that it has now.
        """
        held = self._asides.get(self.managers[1])
        one = held.shared.get(("project", "requires-python")) if held else None
        return one.stood if one and one.instead == stands else stands

    def finish(self, sides: Sides, merged: MergedManifest) -> MergedManifest:
        """A merged manifest with what comes back.

        Args:
            sides: the files that it was merged from.
            merged: the manifest as it was merged.
        """
        left = {name: one for name, one in self._asides.items() if name not in self.managers}
        switch = Switch(asides=left)
        held = self._asides.get(self.managers[1])
        stood = self._manifest(self._old, sides.disk)
        known = [name for name, one in left.items() if one.wrote == stood]
        came_back = held is not None and held.wrote == stood
        is_known = bool(known) or came_back
        if is_known:  # as a switch wrote it: nobody edited what would be a conflict
            merged = _without_conflicts(merged)
        if held:
            restored = restore(held, merged.files[NAME].text, tables_of(self._new), self._is_read)
            kept = left_of(restored.edited)
            left |= {self.managers[1]: kept} if kept else {}
            switch = replace(switch, back=restored.back, edited=restored.edited)
            merged = _with_text(merged, restored.text)
            merged, lines = _with_files(
                _without_stale(merged, held.conflicts), held.files, always=came_back
            )
            switch = replace(switch, files=lines)
        wrote = self._manifest(self._new, {one: file.text for one, file in merged.files.items()})
        # what a switch wrote and nobody edited is all the earlier manager's, and set aside there
        aside = None if is_known else self._set_aside(sides, merged)
        left |= {name: replace(left[name], wrote=wrote) for name in known}
        left |= {self.managers[0]: replace(aside, wrote=wrote)} if aside else {}
        self.switch = replace(switch, aside=aside, asides=left)
        return merged

    @staticmethod
    def _manifest(dialect: Dialect, files: Mapping[str, str]) -> int:
        """The checksum of a manifest."""
        return _sum([(one, files[one]) for one in sorted(files) if dialect.is_manifest(one)])

    def _is_read(self, manifest: dict[str, Any]) -> bool:
        """Whether the new manager reads a manifest, as far as that is known."""
        texts = {NAME: toml.dumps(manifest)}
        return self._new.refused(texts, texts) is None

    def _set_aside(self, sides: Sides, merged: MergedManifest) -> Aside | None:
        stands = {path: file.text for path, file in merged.files.items()}
        conda = self._conda(sides, stands)
        fresh = self._generated(stands[NAME]) or sides.base
        way_back = Sides(base=sides.fresh, disk=stands, fresh=fresh, conda=conda)
        back = merge_manifest(self._new, self._old, way_back).files
        aside = set_aside(sides.disk[NAME], back[NAME].text, tables_of(self._old))
        conflicts = {one.path: _sum(one.theirs) for one in back[NAME].conflicts}
        files = {
            path: Stood(instead=_sum_of(back.get(path)), text=text)
            for path, text in sides.disk.items()
            if path != NAME and self._old.is_manifest(path) and not _is(back.get(path), text)
        }
        found = replace(aside or Aside(), conda=conda, files=files, conflicts=conflicts)
        return found if found != Aside() else None

    def _conda(self, sides: Sides, stands: Mapping[str, str]) -> dict[Path, str]:
        """Which requirements come from conda channels, where only the old manager can say so."""
        stood, base = (read(self._old, side).project for side in (sides.disk, sides.base))
        there = {item.key: item.conda for item in read(self._new, stands).project.dependencies}
        known = {item.key: item.conda for item in base.dependencies}
        return {
            item.key: item.conda
            for item in stood.dependencies
            if item.conda and there.get(item.key) == "" and known.get(item.key) != item.conda
        }


def _with_files(
    merged: MergedManifest, held: Mapping[str, Stood], *, always: bool
) -> tuple[MergedManifest, dict[str, tuple[str, ...]]]:
    """A merged manifest with its other files as they stood, and which lines came back.

    One that comes otherwise than it was to come was edited meanwhile, or says something that was.
    """
    files, lines = {**merged.files}, {}
    for path, stood in held.items():
        comes = merged.files.get(path)
        if always or _sum_of(comes) == stood.instead:
            files[path] = MergedFile(text=stood.text, theirs=stood.text)
            there = comes.text.splitlines() if comes else []
            lines[path] = tuple(one for one in stood.text.splitlines() if one not in there)
    return replace(merged, files=files), lines


def _without_stale(merged: MergedManifest, stale: Mapping[Path, int]) -> MergedManifest:
    """A merged manifest without the conflicts of what only stayed."""
    file = merged.files[NAME]
    left = tuple(one for one in file.conflicts if stale.get(one.path) != _sum(one.theirs))
    return replace(merged, files={**merged.files, NAME: replace(file, conflicts=left)})


def _without_conflicts(merged: MergedManifest) -> MergedManifest:
    file = replace(merged.files[NAME], conflicts=())
    return replace(merged, files={**merged.files, NAME: file})


def _sum_of(file: MergedFile | None) -> int:
    """The checksum of what becomes of a file; 0 for none."""
    return _sum((file.text, file.theirs)) if file else 0


def _sum(value: object) -> int:
    return zlib.crc32(repr(value).encode())


def _is(file: MergedFile | None, text: str) -> bool:
    return file is not None and file.text == text and not file.conflicts


def _with_text(merged: MergedManifest, text: str) -> MergedManifest:
    file = merged.files[NAME]
    theirs = text if file.theirs == file.text else file.theirs
    return replace(merged, files={**merged.files, NAME: replace(file, text=text, theirs=theirs)})
