"""The files of a merged manifest: their texts, their checksums, and those that come back; pure."""

from __future__ import annotations

from seedbed.merge3.values import WHOLE, MergedFile
from seedbed.model.record import replace
from seedbed.update.aside import checksum
from seedbed.update.conflicts import named
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.managers.protocols import Dialect
    from seedbed.update.aside import Stood
    from seedbed.update.manifest import MergedManifest

    Files = Mapping[str, str]


def with_files(
    merged: MergedManifest, held: Mapping[str, Stood], *, always: bool
) -> tuple[MergedManifest, dict[str, tuple[str, ...]]]:
    """A merged manifest with its other files as they stood, and which lines came back.

    One that would come otherwise than it was to come was edited meanwhile, or says something that
    was: then it comes as it was merged with that.
    """
    files, lines = {**merged.files}, {}
    for path, stood in held.items():
        comes = merged.files.get(path)
        plain = sum_of((comes.theirs, comes.theirs)) if comes else 0
        if always or plain == stood.instead:
            files[path] = MergedFile(text=stood.text, theirs=stood.text)
        if path in files and files[path].text != (comes.theirs if comes else ""):
            there = comes.theirs.splitlines() if comes else []
            text = files[path].text.splitlines()
            lines[path] = tuple(
                one for one in stood.text.splitlines() if one in text and one not in there
            )
    return replace(merged, files=files), lines


def without_conflicts(merged: MergedManifest) -> MergedManifest:
    """A merged manifest whose conflicts are none."""
    file = replace(merged.files[NAME], conflicts=())
    return replace(merged, files={**merged.files, NAME: file})


def as_notes(merged: MergedManifest) -> MergedManifest:
    """A merged manifest in which what the user changed stays, and is no conflict.

    Nobody wants it otherwise: only another manager's own value would be another one.
    """
    file = merged.files[NAME]
    kept = [named(one.path) for one in file.conflicts if one != WHOLE]
    if len(kept) < len(file.conflicts):
        return merged
    note = f"{', '.join(kept)}: your own value stays, although the new manager's would differ"
    notes = (*file.notes, *([note] if kept else []))
    file = replace(file, notes=notes, theirs=file.text, conflicts=())
    return replace(merged, files={**merged.files, NAME: file})


def texts_of(merged: MergedManifest) -> dict[str, str]:
    """The texts of its files, by path."""
    return {path: file.text for path, file in merged.files.items()}


def manifest_sum(dialect: Dialect, files: Files) -> int:
    """The checksum of a manifest."""
    return sum_of([(path, files[path]) for path in sorted(files) if dialect.is_manifest(path)])


def file_sum(file: MergedFile | None) -> int:
    """The checksum of what becomes of a file; 0 for none."""
    return sum_of((file.text, file.theirs)) if file else 0


def sum_of(value: object) -> int:
    """The checksum of a value."""
    return checksum(repr(value))


def is_file(file: MergedFile | None, text: str) -> bool:
    """Whether a file becomes just a text, without a conflict."""
    return file is not None and file.text == text and not file.conflicts
