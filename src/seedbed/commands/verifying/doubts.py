"""Settles what a quick look leaves in doubt, by the bytes, as `verify --level record` does."""

from __future__ import annotations

import os

from seedbed.commands.verifying.layout import is_kept, pythons
from seedbed.commands.verifying.reading import modes_of
from seedbed.host.mounts import keeps_permissions
from seedbed.host.reading import LARGEST, standing
from seedbed.host.scanning import Reader
from seedbed.model.found import FILE, LINK, OTHER, Found
from seedbed.verify.claims import of_record
from seedbed.verify.judging import Judge
from seedbed.verify.record_file import rows, sizes
from seedbed.verify.values import METADATA, Difference, Glance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from seedbed.commands.verifying.looking import Doubt, Looking
    from seedbed.verify.distributions import Distribution
    from seedbed.verify.values import Claim

MOST_BYTES, MOST_FILES = 1 << 25, 1000
"""How much is read at most, the smallest files first: those are what people edit."""


def settled(
    looking: Looking,
    most_bytes: int = MOST_BYTES,
    most_files: int = MOST_FILES,
) -> Glance:
    """What a quick look found, once the files that are in doubt have been read.

    Args:
        looking: what was looked at.
        most_bytes: of how many bytes the files are that are read at most.
        most_files: how many files are read at most.
    """
    claims = _Claims(looking)
    doubts = {path: one for path, one in looking.doubts.items() if path in claims.found}
    files = sorted((one.size, path) for path, one in doubts.items() if one.is_file)
    chosen = _chosen(files, most_bytes, most_files)
    found = _read(looking, doubts, chosen)
    judged, unread = dict(claims.found), 0
    for size, path in files[len(chosen) :]:
        found[path] = Found(kind=FILE, size=size)
        if any(one.size in (-1, size) for one in judged[path]):  # only the bytes could tell
            del judged[path]
            unread += 1
    posix = keeps_permissions(looking.root, modes_of(found.values()))
    judge = Judge((looking.root,), pythons(looking.root, looking.layout), posix=posix)
    wrong = [*looking.wrong, *claims.wrong, *judge.differences(judged, found)]
    return Glance(
        differences=tuple(sorted(wrong, key=lambda one: (one.path, one.package))),
        files=looking.files,
        read=len(chosen),
        unread=unread,
        is_whole=looking.is_whole,
    )


def _chosen(files: Sequence[tuple[int, str]], most_bytes: int, most_files: int) -> list[str]:
    """The first files that may be read."""
    chosen = []
    for size, path in files[:most_files]:
        most_bytes -= size
        if most_bytes < 0:
            break
        chosen.append(path)
    return chosen


class _Claims:
    """What all packages say of the paths that are in doubt: of several, one has to be right.

    Args:
        looking: what was looked at.

    Attributes:
        found: the claims by path.
        wrong: the metadata that cannot be understood.
    """

    def __init__(self, looking: Looking) -> None:
        self.found: dict[str, list[Claim]] = {}
        self.wrong: list[Difference] = []
        self._looking = looking
        for one, text in looking.texts:
            self._add(one, text)

    def _add(self, one: Distribution, text: str) -> None:
        looking = self._looking
        site, root, doubts = looking.layout.site, looking.root, looking.doubts
        if not any(path in doubts for path, _ in sizes(text, site, root)):
            return
        try:
            listed = rows(text, site, root)
        except ValueError as error:
            self._damaged(one, "RECORD", error)
            return
        touched = {path: row for path, row in listed.items() if path in doubts}
        try:
            claims = of_record(one, touched, self._entries(one), looking.layout)
        except ValueError as error:
            self._damaged(one, "entry_points.txt", error)
            claims = of_record(one, touched, "", looking.layout)
        for path, claim in claims.items():
            if path in touched:
                self.found.setdefault(path, []).append(claim)

    def _entries(self, one: Distribution) -> str:
        path = os.path.join(self._looking.root, one.folder, "entry_points.txt")
        try:
            found = standing(path, LARGEST, follow=True)
        except OSError:
            return ""  # that file is judged itself
        return found.data.decode("utf-8", "replace") if found else ""

    def _damaged(self, one: Distribution, name: str, error: ValueError) -> None:
        what, path = f"is damaged: {error}", f"{one.folder}/{name}"
        self.wrong.append(Difference(kind=METADATA, path=path, package=one.title, what=what))


def _read(looking: Looking, doubts: Mapping[str, Doubt], chosen: Iterable[str]) -> dict[str, Found]:
    """What stands at the paths that hold no file, and at those of the files that were chosen."""
    kinds: dict[str, str] = {}
    for path in (*chosen, *(path for path, one in doubts.items() if not one.is_file)):
        place = os.path.join(looking.root, path)
        if os.path.islink(place):
            kinds[path] = LINK
        elif os.path.lexists(place):
            kinds[path] = FILE if os.path.isfile(place) else OTHER
    # uv is not asked where its cache lies: nothing is started for a quick look
    top = os.path.abspath(os.sep)
    reader = Reader(looking.root, lambda path: is_kept(path, looking.layout), lambda: top)
    closed = {path: Found(kind=FILE, error=one.error) for path, one in doubts.items() if one.error}
    return {**reader.read(kinds), **closed}
