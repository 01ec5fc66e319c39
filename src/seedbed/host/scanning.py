"""Reads all files of an environment: what stands where, and the digests of the bytes.

No link is followed, but those that lead into the cache of a manager that links its files.
"""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from contextlib import suppress

from seedbed.host.signals import Raised
from seedbed.model.found import FILE, LINK, OTHER, Found
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)
_SMALL = 1 << 16
"""Bytes up to which reading a file takes longer than its digest, so that threads do not help."""
_CHUNK = 1 << 20
_ARCHIVE = "archive-v"
"""How the folder of uv's cache begins that has unpacked archives."""
HUGE = 1 << 28
"""Bytes from which on a file is only read if it may have that size."""
LARGEST_KEPT = 1 << 24
"""Bytes of the largest file whose bytes are kept."""
_MOST_KEPT = 1 << 28
"""Bytes that are kept of all files together."""


def paths_in(
    root: str,
    skip: Callable[[str], bool] = lambda _: False,
    folders: list[str] | None = None,
) -> dict[str, str]:
    """All that is in a folder, but folders: the path of each, and what it is.

    Args:
        root: the folder, absolute.
        skip: whether a folder is left out, by its path in `root`.
        folders: gets the paths of all folders, with `root` itself, as an empty text.

    Returns:
        Paths with forward slashes, to one of the kinds of `Found`.

    Raises:
        OSError: when a folder cannot be listed.
    """
    found: dict[str, str] = {}
    waiting = [""]
    while waiting:
        inner = waiting.pop()
        if folders is not None:
            folders.append(inner)
        with os.scandir(os.path.join(root, inner) if inner else root) as entries:
            for entry in entries:
                path = f"{inner}/{entry.name}" if inner else entry.name
                if entry.is_symlink():
                    found[path] = LINK
                elif entry.is_dir(follow_symlinks=False):
                    if not skip(path):
                        waiting.append(path)
                else:
                    found[path] = FILE if entry.is_file(follow_symlinks=False) else OTHER
    return found


def open_folders(root: str, folders: Iterable[str]) -> dict[str, int]:
    """The folders that everybody may put files into, by their paths, with their permission bits.

    Args:
        root: the folder that the paths are in, absolute.
        folders: the paths.
    """
    if os.name == "nt":
        return {}
    found = {}
    for path in folders:
        with suppress(OSError):  # one that is gone, another look tells
            mode = stat.S_IMODE(os.lstat(os.path.join(root, path)).st_mode)
            if mode & stat.S_IWOTH:
                found[path or "."] = mode
    return found


class Reader:
    """Reads files in as many threads as there are processors.

    Args:
        root: the folder that the paths are in, absolute.
        keep: whether the bytes of a file are kept, by its path.
        cache: gives the folder of a manager's cache that links may lead to; empty for none.
        told: is called with the bytes that were read since the last call.
        texts: whether the bytes of large files are kept only if they are texts.
        fits: whether a huge file may have its size, by its path; of others, no bytes are read.
    """

    def __init__(
        self,
        root: str,
        keep: Callable[[str], bool] = lambda _: False,
        cache: Callable[[], str] = str,
        told: Callable[[int], None] = lambda _: None,
        *,
        texts: bool = False,
        fits: Callable[[str, int], bool] = lambda *_: True,
    ) -> None:
        self._texts, self._fits = texts, fits
        self._root = root
        self._keep = keep
        self._ask_cache = cache
        self._told = told
        self._cache: str | None = None
        self._kept = 0

    def read(self, kinds: Mapping[str, str]) -> dict[str, Found]:
        """What stands at some paths.

        Args:
            kinds: the paths, with what `paths_in` says they are.

        Raises:
            KeyboardInterrupt: when a signal asked seedbed to end.
        """
        found: dict[str, Found] = {}
        large: list[str] = []
        stopped = threading.Event()
        threads: list[threading.Thread] = []
        with Raised():
            try:
                for path, kind in kinds.items():
                    one = self._look(path, kind, large)
                    if one is not None:
                        found[path] = one
                large.sort(key=self._size)  # the largest is taken first
                threads = [
                    threading.Thread(target=self._work, args=(large, found, stopped), daemon=True)
                    for _ in range(min(os.cpu_count() or 1, len(large)))
                ]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    while thread.is_alive():
                        thread.join(0.2)
            finally:
                stopped.set()
        return found

    def _size(self, path: str) -> int:
        try:
            return os.lstat(os.path.join(self._root, path)).st_size
        except OSError:
            return 0

    def _work(self, large: list[str], found: dict[str, Found], stopped: threading.Event) -> None:
        buffer = memoryview(bytearray(_CHUNK))
        while not stopped.is_set():
            try:
                path = large.pop()
            except IndexError:
                return
            if one := self._file(path, os.path.join(self._root, path), buffer=buffer):
                found[path] = one

    def _look(self, path: str, kind: str, large: list[str]) -> Found | None:
        """What stands there; None for a large file, which then waits for a thread."""
        place = f"{self._root}{os.sep}{path}"
        if kind == FILE:
            return self._file(path, place, large)
        return self._link(path, place) if kind == LINK else Found(kind=OTHER)

    def _link(self, path: str, place: str) -> Found:
        try:
            target = os.readlink(place)
            if _ARCHIVE in target:
                real = os.path.realpath(place)
                is_there = self._is_cached(real) and os.path.isfile(real)
                if is_there and (one := self._file(path, real)):
                    return replace(one, target=target, cached=True)
        except OSError as error:
            return Found(kind=LINK, error=error.strerror or str(error))
        return Found(kind=LINK, target=target)

    def _is_cached(self, path: str) -> bool:
        """Whether a path is one of the manager's cache, which is asked for once."""
        if self._cache is None:
            named = self._ask_cache()
            self._cache = os.path.join(os.path.realpath(named), "") if named else ""
        return bool(self._cache) and path.startswith(self._cache)

    def _file(
        self,
        path: str,
        place: str,
        large: list[str] | None = None,
        buffer: memoryview | None = None,
    ) -> Found | None:
        try:
            descriptor = os.open(place, _FLAGS)
            try:
                return self._open_file(path, descriptor, large, buffer)
            finally:
                os.close(descriptor)
        except OSError as error:
            return Found(kind=FILE, error=error.strerror or str(error))

    def _open_file(
        self, path: str, descriptor: int, large: list[str] | None, buffer: memoryview | None
    ) -> Found | None:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            return Found(kind=OTHER)
        size = before.st_size
        if size >= HUGE and not self._fits(path, size):
            return _unread(before)
        keep = size <= LARGEST_KEPT and self._keep(path)
        if keep and self._texts and size > _SMALL:
            keep = _is_text(descriptor)
        if keep and self._kept + size > _MOST_KEPT:
            return Found(kind=FILE, error="the environment has too many of this kind")
        data = None
        if size <= _SMALL or keep:
            data = _all(descriptor, size)
            self._kept += len(data) if keep else 0
            digest = hashlib.sha256(data).hexdigest()
        elif large is not None:
            large.append(path)
            return None
        else:
            digest = _digest(descriptor, buffer or memoryview(bytearray(_CHUNK)))
        self._told(size)
        changed = os.fstat(descriptor)
        same = (before.st_mtime_ns, size) == (changed.st_mtime_ns, changed.st_size)
        return Found(
            kind=FILE,
            mode=stat.S_IMODE(before.st_mode),
            size=size,
            mtime=before.st_mtime_ns,
            sha256=digest,
            data=data if keep else None,
            error="" if same else "it changed while it was read",
        )


def _unread(about: os.stat_result) -> Found:
    """A file whose size alone tells that it isn't as it should be."""
    mode = stat.S_IMODE(about.st_mode)
    return Found(kind=FILE, mode=mode, size=about.st_size, mtime=about.st_mtime_ns)


def bytes_in(root: str) -> Callable[[str], bytes]:
    """What gives the bytes of a file in a folder, by its path; none where it cannot be read."""

    def read(path: str) -> bytes:
        try:
            descriptor = os.open(os.path.join(root, path), _FLAGS)
        except OSError:
            return b""
        try:
            return _all(descriptor, os.fstat(descriptor).st_size)
        except OSError:
            return b""
        finally:
            os.close(descriptor)

    return read


def _is_text(descriptor: int) -> bool:
    """Whether a file seems to be text, as metadata and scripts are, by its first bytes."""
    first = os.read(descriptor, 512)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return b"\0" not in first


def _all(descriptor: int, size: int) -> bytes:
    data = os.read(descriptor, size + 1)
    if len(data) >= size:
        return data
    parts = [data]
    while part := os.read(descriptor, _CHUNK):
        parts.append(part)
    return b"".join(parts)


def _digest(descriptor: int, buffer: memoryview) -> str:
    found = hashlib.sha256()
    with open(descriptor, "rb", buffering=0, closefd=False) as file:
        while number := file.readinto(buffer):
            found.update(buffer[:number])
    return found.hexdigest()
