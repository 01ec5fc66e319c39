"""A lock on a folder, so that two runs of seedbed do not change it at once."""

from __future__ import annotations

import os
import stat

from seedbed.errors import SeedbedError
from seedbed.host.disk import SaidPlainly
from seedbed.host.guarded import foreign
from seedbed.host.paths import is_link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self


class Lock:
    """Holds a lock file while its block runs; the system lets go of it when the process ends.

    Args:
        path: the lock file; its folder must exist. It goes with the lock.
        what: what is locked, for the error.

    Raises:
        SeedbedError: when another process holds it.
    """

    def __init__(self, path: str, what: str) -> None:
        self._path = path
        self._what = what

    def __enter__(self) -> Self:
        while True:
            self._file = _opened(self._path)
            try:
                _take(self._file)
            except BlockingIOError:
                os.close(self._file)
                raise _locked(self._what) from None
            if _is_at(self._file, self._path):
                return self
            os.close(self._file)  # the one who held it before took the file away

    def __exit__(self, *_: object) -> None:
        if os.name != "nt":  # Windows removes no file that is open
            os.unlink(self._path)
        os.close(self._file)
        if os.name == "nt":
            os.unlink(self._path)


class FolderLock:
    """Holds a folder itself while its block runs, and leaves no trace in it; not on Windows.

    The programs that seedbed runs meanwhile hold it, too (`held`): where seedbed is killed, nobody
    else gets the folder until they have ended.

    Args:
        path: the folder, which has to stay.

    Raises:
        SeedbedError: when another process holds it.
    """

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> Self:
        with SaidPlainly(self._path):
            self._file = os.open(self._path, os.O_RDONLY)
        try:
            _take(self._file)
        except BlockingIOError:
            os.close(self._file)
            raise _locked(self._path) from None
        _HELD.add(self._file)
        return self

    def __exit__(self, *_: object) -> None:
        _HELD.discard(self._file)
        _let_go(self._file)
        os.close(self._file)


_HELD: set[int] = set()


def held() -> tuple[int, ...]:
    """The descriptors that a program gets which changes what this process has locked."""
    return tuple(_HELD)


def _locked(what: str) -> SeedbedError:
    return SeedbedError(
        f"Another seedbed is running in {what}.",
        "Wait until it has finished, then run the same command again.",
        code="locked",
    )


def _opened(path: str) -> int:
    """The lock file, made where there is none; what a clone put in its place is not followed.

    Raises:
        SeedbedError: when it is a link, or no regular file.
    """
    fault = "is a symbolic link" if is_link(path) else ""
    if not fault:
        flags = os.O_RDWR | os.O_CREAT
        for name in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"):
            flags |= getattr(os, name, 0)
        file = os.open(path, flags, 0o666)
        if stat.S_ISREG(os.fstat(file).st_mode):
            return file
        os.close(file)
        fault = "is not a regular file"
    raise foreign(path, fault)


def _take(file: int) -> None:
    """Lock a file that is open.

    Raises:
        BlockingIOError: when another process has.
    """
    if os.name == "nt":
        import msvcrt

        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError as error:
            raise BlockingIOError(str(error)) from None
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:
        return  # a file system without locks: better unguarded than useless


def _let_go(file: int) -> None:
    """Unlock a file that other programs may still have open."""
    import fcntl
    from contextlib import suppress

    with suppress(OSError):  # a file system without locks
        fcntl.flock(file, fcntl.LOCK_UN)


def _is_at(file: int, path: str) -> bool:
    try:
        return os.path.samestat(os.fstat(file), os.stat(path))
    except FileNotFoundError:
        return False
