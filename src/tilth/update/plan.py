"""What an update would do to each file; pure."""

from __future__ import annotations

from tilth.journal import LINK
from tilth.record import record, replace
from tilth.tree import File
from tilth.update.values import WHOLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from tilth.managers import Dialect
    from tilth.update.values import Conflict

MANIFEST = "pyproject.toml"


@record
class Change:
    """What becomes of one file.

    Attributes:
        path: its path in the project.
        before: the file as it stands there, or None.
        after: the file as it will stand there, or None when it goes.
        conflicts: what both sides changed in it.
        theirs: its text with the generated values at the conflicts.
        base: its text as generated last; empty when it was not.
        notes: what else is to be said of it.
    """

    path: str
    before: File | None
    after: File | None
    conflicts: tuple[Conflict, ...] = ()
    theirs: bytes = b""
    base: bytes = b""
    notes: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """One word for it: added, removed, merged, changed, kept, or an empty string for none."""
        if self.before == self.after:
            return "kept" if self.notes or self.conflicts else ""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


def plan_files(
    base: Mapping[str, File],
    disk: Mapping[str, File],
    fresh: Mapping[str, File],
    dialects: tuple[Dialect, Dialect],
) -> list[Change]:
    """What an update does to each file that it is about.

    Args:
        base: the files as generated last, by path.
        disk: those of them, and of the fresh ones, that stand there now.
        fresh: the files as they would be generated now.
        dialects: that of the manager that the project has, and of the one that it is to have.
    """
    changes = []
    for path in sorted({*base, *fresh}):
        sides = base.get(path), disk.get(path), fresh.get(path)
        changes.append(_plan_file(path, *sides, dialects))
    return changes


def _plan_file(
    path: str,
    base: File | None,
    disk: File | None,
    fresh: File | None,
    dialects: tuple[Dialect, Dialect],
) -> Change:
    kept = Change(path=path, before=disk, after=disk)
    if _same(disk, fresh) or _same(base, fresh):
        return kept
    if disk is not None and disk.layer == LINK:
        return _noted(kept, "it is a symbolic link, so it stays as it is")
    if _same(base, disk):
        return Change(path=path, before=disk, after=_ending_like(disk, fresh))
    if disk is None:
        return _noted(kept, "you removed it, and it stays so")
    if fresh is None:
        return _noted(kept, "it is generated no more; yours was changed, so it stays")
    return _merge(path, base, disk, fresh, dialects)


def _merge(
    path: str, base: File | None, disk: File, fresh: File, dialects: tuple[Dialect, Dialect]
) -> Change:
    executable = fresh.executable
    if base is not None and base.executable == fresh.executable:
        executable = disk.executable
    was = base.data if base else b""
    texts = _texts(was, disk.data, fresh.data)
    if texts is None or (base is None and not _is_structured(path)):
        conflict = Change(path=path, before=disk, after=disk)
        return _conflicting(conflict, (WHOLE,), fresh.data, was)
    ending = _ending(disk.data)
    if path == MANIFEST:
        from tilth.update.manifest import Sides, merge_manifest  # only when both sides changed

        sides = Sides(base=texts[0], disk=texts[1], fresh=texts[2])
        merged = merge_manifest(*dialects, sides)
    else:
        from tilth.update.files import merge_file

        merged = merge_file(path, *texts)
    after = File(data=_bytes(merged.text, ending), layer=fresh.layer, executable=executable)
    if after.data == disk.data and after.executable == disk.executable:
        after = disk
    change = Change(path=path, before=disk, after=after, notes=merged.notes)
    if not merged.conflicts:
        return change
    return _conflicting(change, merged.conflicts, _bytes(merged.theirs, ending), was)


def _conflicting(
    change: Change, conflicts: tuple[Conflict, ...], theirs: bytes, base: bytes
) -> Change:
    return replace(change, conflicts=conflicts, theirs=theirs, base=base)


def _noted(change: Change, note: str) -> Change:
    return replace(change, notes=(*change.notes, note))


def _same(one: File | None, other: File | None) -> bool:
    """Whether two files are the same, but for the line ends that git may have changed."""
    if one is None or other is None:
        return one is other
    return _plain(one.data) == _plain(other.data) and one.executable == other.executable


def _plain(data: bytes) -> bytes:
    return data if b"\0" in data else data.replace(b"\r\n", b"\n")


def _ending_like(disk: File | None, fresh: File | None) -> File | None:
    """A fresh file with the line ends of the one that it replaces."""
    if disk is None or fresh is None or b"\0" in disk.data:
        return fresh
    return replace(fresh, data=_plain(fresh.data).replace(b"\n", _ending(disk.data).encode()))


def _ending(data: bytes) -> str:
    """The end of most lines."""
    return "\r\n" if data.count(b"\r\n") * 2 > data.count(b"\n") else "\n"


def _is_structured(path: str) -> bool:
    """Whether two files of that name can be united without a common ancestor."""
    name = path.rpartition("/")[2]
    return name.endswith((".json", ".toml")) or name in {".gitignore", ".gitattributes"}


def _texts(*datas: bytes) -> tuple[str, ...] | None:
    """The texts, with plain line ends; None when one of them is no text."""
    try:
        return tuple(data.decode().replace("\r\n", "\n") for data in datas)
    except UnicodeDecodeError:
        return None


def _bytes(text: str, ending: str) -> bytes:
    return text.replace("\n", ending).encode()
