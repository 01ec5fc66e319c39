"""A switch to another manager: what it sets aside, and what it brings back; pure."""

from __future__ import annotations

from tilth.managers import load_dialect
from tilth.record import record, replace
from tilth.text import toml
from tilth.update.aside import Aside, left_of, restore, set_aside
from tilth.update.manifest import MergedManifest, Sides, merge_manifest, read
from tilth.update.pyproject import NAME, tables_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Path = tuple[str, ...]


@record
class Switch:
    """What a switch does beside what any update does.

    Attributes:
        asides: what is set aside after it, by manager.
        aside: what it sets aside; None for nothing.
        back: the keys of what it brings back, to their values; `MISSING` for what goes again.
        edited: the keys of what it does not bring back, to what was set aside.
    """

    asides: Mapping[str, Aside]
    aside: Aside | None = None
    back: Mapping[Path, Any] = {}
    edited: Mapping[Path, Any] = {}


class Switching:
    """What is set aside, and comes back, while the files of a switch are planned.

    Args:
        managers: the one that the project has, and the one that it is to have.
        asides: what was set aside before, by manager.

    Attributes:
        managers: as given.
        switch: what the switch does, once its manifest was merged.
    """

    def __init__(self, managers: tuple[str, str], asides: Mapping[str, Aside]) -> None:
        self.managers = managers
        self._old, self._new = map(load_dialect, managers)
        self._asides = asides
        self.switch = Switch(asides=asides)

    @property
    def is_due(self) -> bool:
        """Whether something of the new manager's waits to come back."""
        return self.managers[1] in self._asides

    @property
    def conda(self) -> Mapping[Path, str]:
        """Which requirements came from conda channels under the manager that comes back."""
        held = self._asides.get(self.managers[1])
        return held.conda if held else {}

    def finish(self, sides: Sides, merged: MergedManifest) -> MergedManifest:
        """A merged manifest with what comes back.

        Args:
            sides: the files that it was merged from.
            merged: the manifest as it was merged.
        """
        left = {name: one for name, one in self._asides.items() if name not in self.managers}
        switch = Switch(asides=left)
        held = self._asides.get(self.managers[1])
        if held:
            restored = restore(held, merged.files[NAME].text, tables_of(self._new), self._is_read)
            kept = left_of(restored.edited)
            left |= {self.managers[1]: kept} if kept else {}
            switch = replace(switch, back=restored.back, edited=restored.edited)
            merged = _with_text(merged, restored.text)
        aside = self._set_aside(sides, merged)
        left |= {self.managers[0]: aside} if aside else {}
        self.switch = replace(switch, aside=aside, asides=left)
        return merged

    def _is_read(self, manifest: dict[str, Any]) -> bool:
        """Whether the new manager reads a manifest, as far as that is known."""
        texts = {NAME: toml.dumps(manifest)}
        return self._new.refused(texts, texts) is None

    def _set_aside(self, sides: Sides, merged: MergedManifest) -> Aside | None:
        tables = tables_of(self._old)
        if not tables:
            return None
        stands = {path: file.text for path, file in merged.files.items()}
        conda = self._conda(sides, stands)
        way_back = Sides(base=sides.fresh, disk=stands, fresh=sides.base, conda=conda)
        back = merge_manifest(self._new, self._old, way_back).files[NAME]
        aside = set_aside(sides.disk[NAME], back.text, tables)
        return replace(aside or Aside(), conda=conda) if aside or conda else None

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


def _with_text(merged: MergedManifest, text: str) -> MergedManifest:
    file = merged.files[NAME]
    theirs = text if file.theirs == file.text else file.theirs
    return replace(merged, files={**merged.files, NAME: replace(file, text=text, theirs=theirs)})
