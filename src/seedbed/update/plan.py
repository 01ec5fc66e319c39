"""What an update would do to each file; pure."""

from __future__ import annotations

from seedbed.formats import encodings
from seedbed.merge3.values import NOTHING_SHARED, WHOLE
from seedbed.model.record import replace
from seedbed.model.tree import LINK, File
from seedbed.update.change import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seedbed.managers.protocols import Dialect
    from seedbed.merge3.values import Conflict, MergedFile
    from seedbed.update.stated import Sides
    from seedbed.update.switch import Switching

    Files = Mapping[str, File]

MERGED = "merged"
"""What is named as the giver of a file that neither was generated nor stood there."""

KEPT = "kept"
"""What the base names as the giver of a file that is generated no more, and stayed as the user's.

Should it be generated again, that one is merged with the user's by what the base still knows.
"""
UNMERGED = "unmerged"
"""What the base names as the giver of a file that was never made to say what was generated.

It stayed as the user's in a conflict, or is a link; what it lacks was not removed from it."""
DERIVED = ("flake.lock",)
"""Files that a program makes: one that the user let it make again is no edit to be merged."""


def plan_files(
    base: Files,
    ours: Files,
    theirs: Files,
    dialects: tuple[Dialect, Dialect],
    switching: Switching | None = None,
) -> list[Change]:
    """What an update does to each file that it is about.

    Args:
        base: the files as generated last, by path.
        ours: those of them, and of the fresh ones, that stand there now, and what else looks like
            a file of a manifest.
        theirs: the files as they would be generated now.
        dialects: that of the manager that the project has, and of the one that it is to have.
        switching: takes what a switch sets aside, and gives what comes back.
    """
    changes = _plan_manifest(base, ours, theirs, dialects, switching)
    for path in {*base, *theirs} - changes.keys():
        changes[path] = _plan_file(path, base.get(path), ours.get(path), theirs.get(path))
    return [changes[path] for path in sorted(changes)]


def next_base(
    base: Files, ours: Files, theirs: Files, changes: Iterable[Change], dialect: Dialect
) -> dict[str, File]:
    """The base after an update: the fresh files, and those of before that stay as the user's.

    Args:
        base: the files as generated last, by path.
        ours: those of them that stand there before the update.
        theirs: the files as they are generated now.
        changes: what the update does.
        dialect: that of the project's manager until now, which merges its manifest by itself.
    """
    after = {**ours, **{change.path: change.after for change in changes}}
    kept = {
        path: replace(file, layer=KEPT)
        for path, file in base.items()
        if after.get(path) is not None and path not in theirs and not dialect.is_manifest(path)
    }
    whole = {change.path for change in changes if WHOLE in change.conflicts}
    unmerged = {
        path: replace(file, layer=UNMERGED)
        for path, file in theirs.items()
        if (stands := after.get(path)) is not None
        and (path in whole or _is_unmerged(base.get(path), stands))
    }
    return dict(sorted({**kept, **theirs, **unmerged}.items()))


def _is_unmerged(base: File | None, stands: File) -> bool:
    """Whether a file is a link, or still lacks lines that were generated and never stood in it."""
    if stands.layer == LINK or base is None or base.layer != UNMERGED:
        return stands.layer == LINK
    lines, generated = (set(map(bytes.strip, file.data.splitlines())) for file in (stands, base))
    return not generated <= lines


def _plan_manifest(
    base: Files,
    ours: Files,
    theirs: Files,
    dialects: tuple[Dialect, Dialect],
    switching: Switching | None,
) -> dict[str, Change]:
    """What becomes of the files of a manifest, where they have to be merged together.

    They are when one of them was changed by the user, and one is to be changed by seedbed: what was
    added to one of them stands in the others too then.
    """
    old, new = dialects
    paths = {path for path in base if old.is_manifest(path)}
    paths |= {path for path in theirs if new.is_manifest(path)}
    due = any(not same_file(base.get(path), theirs.get(path)) for path in paths)
    edited = any(not same_file(base.get(path), ours.get(path)) for path in paths & base.keys())
    edited |= any(
        not same_file(theirs[path], ours[path]) for path in paths - base.keys() if path in ours
    )
    edited |= old is not new and any(old.is_manifest(path) for path in ours.keys() - paths)
    if not due or not (edited or (switching and switching.is_due)):
        return {}
    from seedbed.update.manifest import merge_manifest  # only when both changed one

    held = {path: file for path, file in ours.items() if old.is_manifest(path)}
    held |= {path: file for path, file in ours.items() if new.is_manifest(path) or path in paths}
    sides = _sides(base, held, {path: theirs[path] for path in paths & theirs.keys()}, dialects)
    if sides is None:
        return {}
    if switching:
        sides = switching.known(sides)
    merged = merge_manifest(old, new, sides)
    if switching:
        merged = switching.finish(sides, merged)
    closed = {path for path, file in held.items() if path not in sides.ours or file.layer == LINK}
    changes = {}
    for path in {*merged.files, *merged.gone} - closed:
        kept = Change(path=path, before=ours.get(path), after=ours.get(path))
        if path in merged.gone:
            changes[path] = replace(kept, after=None, notes=merged.gone[path])
        else:
            changes[path] = _merged(kept, base.get(path), theirs.get(path), merged.files[path])
    return changes


def _sides(
    base: Files, held: Files, theirs: Files, dialects: tuple[Dialect, Dialect]
) -> Sides | None:
    """The texts of a manifest, to be merged; None when `pyproject.toml` is not among them.

    Raises:
        SeedbedError: when one cannot be read: that is no removal of what it says.
    """
    from seedbed.update.stated import Sides, paths_of
    from seedbed.update.texts import NAME

    old, new = dialects
    known = {path: file for path, file in base.items() if old.is_manifest(path) or path in theirs}
    texts = [
        {path: text for path, file in side.items() if (text := _text(file)) is not None}
        for side in (known, held, theirs)
    ]
    if NAME not in texts[1] or NAME not in theirs or held[NAME].layer == LINK:
        return None
    unmerged = {path for path, file in held.items() if _is_unmerged(base.get(path), file)}
    sides = Sides(
        base=texts[0], ours=texts[1], theirs=texts[2], unmerged=unmerged, switching=old is not new
    )
    needed = {*known, *theirs, *paths_of(old, sides)}
    _check_texts(held, needed & held.keys() - texts[1].keys())
    return sides


def _merged(kept: Change, base: File | None, theirs: File | None, merged: MergedFile) -> Change:
    """The change that a merge makes of a file."""
    ours = kept.before
    like = theirs or ours or File(data=b"", layer=MERGED)
    executable = like.executable
    if ours is not None and base is not None and base.executable == executable:
        executable = ours.executable
    data = encodings.write(merged.text, ours.data if ours else None)
    after: File | None = File(data=data, layer=like.layer, executable=executable)
    if ours is not None and after == replace(ours, layer=like.layer):
        after = ours
    change = replace(kept, after=after, notes=merged.notes)
    if not merged.conflicts:
        return change
    was = base.data if base else b""
    offered = encodings.write(merged.theirs, ours.data if ours else None)
    return _conflicting(change, merged.conflicts, offered, was)


def _plan_file(path: str, base: File | None, ours: File | None, theirs: File | None) -> Change:
    kept = Change(path=path, before=ours, after=ours)
    if same_file(ours, theirs) or same_file(base, theirs):
        return kept
    if base is not None and base.layer == KEPT and theirs is None and not same_file(base, ours):
        return kept  # as it was told when it was generated no more
    if ours is not None and ours.layer == LINK:
        return _noted(kept, "it is a symbolic link, so it stays as it is")
    if same_file(base, ours):
        return Change(path=path, before=ours, after=_written_like(ours, theirs))
    if ours is None:
        return _noted(kept, "you removed it, so it stays removed")
    if theirs is None:
        return _noted(kept, "it is no longer generated, but you changed it, so it stays")
    if path.rpartition("/")[2] in DERIVED:
        return _noted(kept, "you created it again, so it stays")
    if _is_unmerged(base, ours) and not can_unite(path):
        return _noted(kept, "it was yours before seedbed wrote one, so it stays")
    return _merge(kept, base, ours, theirs)


def _merge(kept: Change, base: File | None, ours: File, theirs: File) -> Change:
    was = base.data if base else b""
    texts = [encodings.read(data) for data in (was, ours.data, theirs.data)]
    if None in texts:
        return _noted(_conflicting(kept, (WHOLE,), theirs.data, was), "it is not text")
    if base is None and not can_unite(kept.path):
        return _noted(_conflicting(kept, (WHOLE,), theirs.data, was), NOTHING_SHARED)
    from seedbed.update.files import merge_file

    merged = merge_file(kept.path, *(text or "" for text in texts))
    notes = (*merged.notes, *encodings.remarks(ours.data))
    return _merged(kept, base, theirs, replace(merged, notes=notes))


def _conflicting(
    change: Change, conflicts: tuple[Conflict, ...], theirs: bytes, base: bytes
) -> Change:
    return replace(change, conflicts=conflicts, theirs=theirs, base=base)


def _noted(change: Change, note: str) -> Change:
    return replace(change, notes=(*change.notes, note))


def same_file(one: File | None, other: File | None) -> bool:
    """Whether two files are the same, but for how an editor or git writes them."""
    if one is None or other is None:
        return one is other
    return one.executable == other.executable and encodings.same(one.data, other.data)


def can_unite(path: str) -> bool:
    """Whether two files of that name can be united without a common ancestor."""
    name = path.rpartition("/")[2]
    return name.endswith((".json", ".toml")) or name in {".gitignore", ".gitattributes"}


def _written_like(ours: File | None, theirs: File | None) -> File | None:
    """A fresh file, written as the one that it replaces."""
    if ours is None or theirs is None:
        return theirs
    text = encodings.read(theirs.data)
    if text is None or encodings.read(ours.data) is None:
        return theirs
    return replace(theirs, data=encodings.write(text, ours.data))


def _text(file: File) -> str | None:
    """A file's text, with plain line ends; None when it is not UTF-8."""
    try:
        return file.data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def _check_texts(files: Files, paths: Iterable[str]) -> None:
    """Refuse files that are no text."""
    for path in sorted(paths):
        encodings.utf8(path, files[path].data)
