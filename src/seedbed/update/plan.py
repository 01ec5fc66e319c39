"""What an update would do to each file; pure."""

from __future__ import annotations

from seedbed.errors import SeedbedError
from seedbed.formats import encodings
from seedbed.merge3.values import NOTHING_SHARED, WHOLE
from seedbed.model.record import replace
from seedbed.model.tree import LINK, File
from seedbed.update.change import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seedbed.managers.base import Dialect
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
APART = "apart"
"""What the base names as the giver of a file that was never made to say what was generated.

It stayed as the user's in a conflict, or is a link; what it lacks was not removed from it."""
DERIVED = ("flake.lock",)
"""Files that a program makes: one that the user let it make again is no edit to be merged."""


def plan_files(
    base: Files,
    disk: Files,
    fresh: Files,
    dialects: tuple[Dialect, Dialect],
    switching: Switching | None = None,
) -> list[Change]:
    """What an update does to each file that it is about.

    Args:
        base: the files as generated last, by path.
        disk: those of them, and of the fresh ones, that stand there now, and what else looks like
            a file of a manifest.
        fresh: the files as they would be generated now.
        dialects: that of the manager that the project has, and of the one that it is to have.
        switching: takes what a switch sets aside, and gives what comes back.
    """
    changes = _plan_manifest(base, disk, fresh, dialects, switching)
    for path in {*base, *fresh} - changes.keys():
        changes[path] = _plan_file(path, base.get(path), disk.get(path), fresh.get(path))
    return [changes[path] for path in sorted(changes)]


def next_base(
    base: Files, disk: Files, fresh: Files, changes: Iterable[Change], dialect: Dialect
) -> dict[str, File]:
    """The base after an update: the fresh files, and those of before that stay as the user's.

    Args:
        base: the files as generated last, by path.
        disk: those of them that stand there before the update.
        fresh: the files as they are generated now.
        changes: what the update does.
        dialect: that of the project's manager until now, which merges its manifest by itself.
    """
    after = {**disk, **{change.path: change.after for change in changes}}
    kept = {
        path: replace(file, layer=KEPT)
        for path, file in base.items()
        if after.get(path) is not None and path not in fresh and not dialect.is_manifest(path)
    }
    whole = {change.path for change in changes if WHOLE in change.conflicts}
    apart = {
        path: replace(file, layer=APART)
        for path, file in fresh.items()
        if (stands := after.get(path)) is not None
        and (path in whole or _is_apart(base.get(path), stands))
    }
    return dict(sorted({**kept, **fresh, **apart}.items()))


def _is_apart(base: File | None, stands: File) -> bool:
    """Whether a file is a link, or still lacks lines that were generated and never stood in it."""
    if stands.layer == LINK or base is None or base.layer != APART:
        return stands.layer == LINK
    lines, generated = (set(map(bytes.strip, file.data.splitlines())) for file in (stands, base))
    return not generated <= lines


def _plan_manifest(
    base: Files,
    disk: Files,
    fresh: Files,
    dialects: tuple[Dialect, Dialect],
    switching: Switching | None,
) -> dict[str, Change]:
    """What becomes of the files of a manifest, where they have to be merged together.

    They are when one of them was changed by the user, and one is to be changed by seedbed: what was
    added to one of them stands in the others too then.
    """
    old, new = dialects
    paths = {path for path in base if old.is_manifest(path)}
    paths |= {path for path in fresh if new.is_manifest(path)}
    due = any(not _same(base.get(path), fresh.get(path)) for path in paths)
    edited = any(not _same(base.get(path), disk.get(path)) for path in paths & base.keys())
    edited |= any(
        not _same(fresh[path], disk[path]) for path in paths - base.keys() if path in disk
    )
    edited |= old is not new and any(old.is_manifest(path) for path in disk.keys() - paths)
    if not due or not (edited or (switching and switching.is_due)):
        return {}
    from seedbed.update.manifest import merge_manifest  # only when both changed one

    held = {path: file for path, file in disk.items() if old.is_manifest(path)}
    held |= {path: file for path, file in disk.items() if new.is_manifest(path) or path in paths}
    sides = _sides(base, held, {path: fresh[path] for path in paths & fresh.keys()}, dialects)
    if sides is None:
        return {}
    if switching:
        sides = replace(sides, conda=switching.conda)
    merged = merge_manifest(old, new, sides)
    if switching:
        merged = switching.finish(sides, merged)
    closed = {path for path, file in held.items() if path not in sides.disk or file.layer == LINK}
    changes = {}
    for path in {*merged.files, *merged.gone} - closed:
        kept = Change(path=path, before=disk.get(path), after=disk.get(path))
        if path in merged.gone:
            changes[path] = replace(kept, after=None, notes=merged.gone[path])
        else:
            changes[path] = _merged(kept, base.get(path), fresh.get(path), merged.files[path])
    return changes


def _sides(
    base: Files, held: Files, fresh: Files, dialects: tuple[Dialect, Dialect]
) -> Sides | None:
    """The texts of a manifest, to be merged; None when `pyproject.toml` is not among them.

    Raises:
        SeedbedError: when one cannot be read: that is no removal of what it says.
    """
    from seedbed.update.stated import Sides, paths_of
    from seedbed.update.texts import NAME

    old, new = dialects
    known = {path: file for path, file in base.items() if old.is_manifest(path) or path in fresh}
    texts = [
        {path: text for path, file in side.items() if (text := _text(file)) is not None}
        for side in (known, held, fresh)
    ]
    if NAME not in texts[1] or NAME not in fresh or held[NAME].layer == LINK:
        return None
    apart = {path for path, file in held.items() if _is_apart(base.get(path), file)}
    sides = Sides(
        base=texts[0], disk=texts[1], fresh=texts[2], apart=apart, switching=old is not new
    )
    needed = {*known, *fresh, *paths_of(old, sides)}
    _check_texts(held, needed & held.keys() - texts[1].keys())
    return sides


def _merged(kept: Change, base: File | None, fresh: File | None, merged: MergedFile) -> Change:
    """The change that a merge makes of a file."""
    disk = kept.before
    like = fresh or disk or File(data=b"", layer=MERGED)
    executable = like.executable
    if disk is not None and base is not None and base.executable == executable:
        executable = disk.executable
    data = encodings.write(merged.text, disk.data if disk else None)
    after: File | None = File(data=data, layer=like.layer, executable=executable)
    if disk is not None and after == replace(disk, layer=like.layer):
        after = disk
    change = replace(kept, after=after, notes=merged.notes)
    if not merged.conflicts:
        return change
    was = base.data if base else b""
    theirs = encodings.write(merged.theirs, disk.data if disk else None)
    return _conflicting(change, merged.conflicts, theirs, was)


def _plan_file(path: str, base: File | None, disk: File | None, fresh: File | None) -> Change:
    kept = Change(path=path, before=disk, after=disk)
    if _same(disk, fresh) or _same(base, fresh):
        return kept
    if base is not None and base.layer == KEPT and fresh is None and not _same(base, disk):
        return kept  # as it was told when it was generated no more
    if disk is not None and disk.layer == LINK:
        return _noted(kept, "it is a symbolic link, so it stays as it is")
    if _same(base, disk):
        return Change(path=path, before=disk, after=_written_like(disk, fresh))
    if disk is None:
        return _noted(kept, "you removed it, so it stays removed")
    if fresh is None:
        return _noted(kept, "it is no longer generated, but you changed it, so it stays")
    if path.rpartition("/")[2] in DERIVED:
        return _noted(kept, "you created it again, so it stays")
    return _merge(kept, base, disk, fresh)


def _merge(kept: Change, base: File | None, disk: File, fresh: File) -> Change:
    was = base.data if base else b""
    texts = [encodings.read(data) for data in (was, disk.data, fresh.data)]
    if None in texts:
        return _noted(_conflicting(kept, (WHOLE,), fresh.data, was), "it is not text")
    if base is None and not _is_structured(kept.path):
        return _noted(_conflicting(kept, (WHOLE,), fresh.data, was), NOTHING_SHARED)
    from seedbed.update.files import merge_file

    before, yours, theirs = (text or "" for text in texts)
    merged = merge_file(kept.path, before, yours, theirs)
    notes = (*merged.notes, *encodings.remarks(disk.data))
    return _merged(kept, base, fresh, replace(merged, notes=notes))


def _conflicting(
    change: Change, conflicts: tuple[Conflict, ...], theirs: bytes, base: bytes
) -> Change:
    return replace(change, conflicts=conflicts, theirs=theirs, base=base)


def _noted(change: Change, note: str) -> Change:
    return replace(change, notes=(*change.notes, note))


def _same(one: File | None, other: File | None) -> bool:
    """Whether two files are the same, but for how an editor or git writes them."""
    if one is None or other is None:
        return one is other
    return one.executable == other.executable and encodings.same(one.data, other.data)


def _written_like(disk: File | None, fresh: File | None) -> File | None:
    """A fresh file, written as the one that it replaces."""
    if disk is None or fresh is None:
        return fresh
    text = encodings.read(fresh.data)
    if text is None or encodings.read(disk.data) is None:
        return fresh
    return replace(fresh, data=encodings.write(text, disk.data))


def _is_structured(path: str) -> bool:
    """Whether two files of that name can be united without a common ancestor."""
    name = path.rpartition("/")[2]
    return name.endswith((".json", ".toml")) or name in {".gitignore", ".gitattributes"}


def _text(file: File) -> str | None:
    """A file's text, with plain line ends; None when it is not UTF-8."""
    try:
        return file.data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def _check_texts(files: Files, paths: Iterable[str]) -> None:
    """Refuse files that are no text."""
    for path in sorted(paths):
        try:
            files[path].data.decode()
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise SeedbedError(
                f"{path} is not UTF-8 (line {line}).",
                "Save it as UTF-8, then run the same command again.",
                code="not-utf8",
            ) from None
