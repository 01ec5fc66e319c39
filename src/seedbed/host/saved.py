"""Files that another program is about to change, so that they can be put back as they were."""

from __future__ import annotations

import os

from seedbed.host.disk import SaidPlainly, remove, remove_if_empty, write_files
from seedbed.host.reading import standing
from seedbed.model.tree import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from seedbed.host.reading import Standing

_LARGEST = 256 * 1024 * 1024
"""Bytes of the largest file that is kept; locks hold some million."""


class Saved:
    """Some files as they are now; what isn't a regular file is left alone.

    Args:
        paths: their paths; nothing has to stand there.
        folders: paths of folders that come back with all that is in them; the same holds.

    Raises:
        SeedbedError: when one cannot be read.
    """

    def __init__(self, paths: Iterable[str], folders: Iterable[str] = ()) -> None:
        self._files: dict[str, Standing | None] = {}
        self._folders = {folder: _held(folder) for folder in folders}
        self._missing: set[str] = set()
        for path in paths:
            with SaidPlainly(path):
                found = standing(path, _LARGEST)
            if found is None or found.regular:
                self._files[path] = found
            if found is None:
                self._missing.update(_missing_above(path))

    def restore(
        self, is_ours: Callable[[str, bytes, bytes], bool] = lambda *_: True
    ) -> tuple[str, ...]:
        """Put all of them back, with their permissions; a file that was not there is removed.

        What came meanwhile, as Ctrl-C, comes again when it is done.

        Args:
            is_ours: whether what stands at a path now may go: it gets the path, the bytes that
                stood there (none for no file), and those that stand there now.

        Returns:
            The paths of the files that stay as they are, since somebody else has written them.

        Raises:
            SeedbedError: when one cannot be written.
        """
        try:
            return self._restore(is_ours)
        except KeyboardInterrupt:
            self._restore(is_ours)
            raise

    def _restore(self, is_ours: Callable[[str, bytes, bytes], bool]) -> tuple[str, ...]:
        staying = []
        for path, before in self._files.items():
            with SaidPlainly(path):
                if not _put_back(path, before, is_ours):
                    staying.append(path)
        for folder, held in self._folders.items():
            with SaidPlainly(folder):
                if _held(folder) != held:
                    _refill(folder, held)
        for folder in sorted(self._missing, key=len, reverse=True):
            with SaidPlainly(folder):
                remove_if_empty(folder)
        return tuple(staying)


def _missing_above(path: str) -> Iterator[str]:
    """The folders that would have to be made for a file."""
    folder = os.path.dirname(path)
    while not os.path.lexists(folder):
        yield folder
        folder = os.path.dirname(folder)


def _held(folder: str) -> dict[str, Standing]:
    """The files below a folder, by path; no links are followed."""
    found = {}
    for above, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(above, name)
            stands = standing(path, _LARGEST)
            if stands is not None and stands.regular:
                found[os.path.relpath(path, folder).replace(os.sep, "/")] = stands
    return found


def _refill(folder: str, files: dict[str, Standing]) -> None:
    remove(folder)
    if not files:
        remove_if_empty(os.path.dirname(folder))
        return
    os.makedirs(folder)
    write_files(folder, {path: File(data=one.data, layer="") for path, one in files.items()})
    for path, one in files.items():
        os.chmod(os.path.join(folder, path), one.mode & 0o7777)


def _put_back(
    path: str, before: Standing | None, is_ours: Callable[[str, bytes, bytes], bool]
) -> bool:
    """Let a path hold what it held; False where that is not ours to do."""
    now = standing(path, _LARGEST)
    old = before.data if before else b""
    if now is not None and now.regular and now.data != old and not is_ours(path, old, now.data):
        return False
    if before is None:
        if now is not None and now.regular:
            remove(path)
        return True
    if now is not None and now.regular and now.data == before.data:
        if now.mode != before.mode:
            os.chmod(path, before.mode & 0o7777)
        return True
    folder, name = os.path.split(path)
    new = f".{name}.seedbed-restored"
    remove(os.path.join(folder, new))
    write_files(folder, {new: File(data=before.data, layer="")})
    os.chmod(os.path.join(folder, new), before.mode & 0o7777)
    os.replace(os.path.join(folder, new), path)
    return True
