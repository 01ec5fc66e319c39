"""Keeps Pixi from a `pixi.lock` that it cannot read.

Without `--locked`, Pixi takes a lock that a newer one has made for missing, and makes another. One
that is damaged it refuses, but does not say what to do.
"""

from __future__ import annotations

import os
import stat

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.disk import SaidPlainly
from seedbed.managers.base import MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

KNOWN = 7
"""The newest format that the oldest Pixi reads for which projects are made; from 0.68.0 on."""
_NAME = MANAGERS["pixi"].lock_file
_LONGEST = 256 * 1024 * 1024
"""More bytes than any lock has; Pixi's own repository has half a million."""
_UNREAD = ("Failed to load lock file", "newer than supported", "Maximum supported version")
"""What Pixi 0.71 to 0.77 say of a lock that they cannot read."""


def check_lock(root: str, ask: Callable[[], str]) -> None:
    """Refuse to let Pixi install or lock where it cannot read the lock that is there.

    Args:
        root: the project's folder.
        ask: gives what the program says when it reads the lock; it is asked only in doubt.

    Raises:
        SeedbedError: says what is wrong with the lock.
    """
    lock = _read(os.path.join(root, _NAME))
    if lock is None:
        return
    version = _version(lock)
    merging = lock.startswith(b"<<<<<<< ") or b"\n<<<<<<< " in lock
    if 0 < version <= KNOWN and not merging:
        return
    said = ask()
    if not any(words in said for words in _UNREAD):
        return  # it reads the lock, or something else is wrong, which Pixi says itself
    if version > KNOWN:
        message = f"{_NAME} was made by a newer Pixi; yours cannot read it and would replace it."
        hint = f"Update Pixi ({MANAGERS['pixi'].home}), then run the same command again."
    elif merging:
        message = f"{_NAME} contains merge conflict markers."
        hint = f"Check out either side with 'git checkout --ours -- {_NAME}', then run 'pixi lock'."
    else:
        message = f"{_NAME} is damaged: Pixi cannot read it."
        hint = (
            f"Restore it with 'git checkout HEAD -- {_NAME}', or delete it and run 'pixi lock'; "
            "then run the same command again."
        )
    raise SeedbedError(message, hint, code="lock-unreadable", status=ENVIRONMENT)


def _read(path: str) -> bytes | None:
    """What a lock holds; None when there is none, or something else, which is left to Pixi."""
    with SaidPlainly(path):
        try:
            lock = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        except FileNotFoundError:
            return None
        found = os.fstat(lock)
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LONGEST:
            os.close(lock)
            return None
        with open(lock, "rb") as file:
            return file.read(_LONGEST)


def _version(lock: bytes) -> int:
    """The version in the first key of a lock; 0 where that says none."""
    lines = (line.strip() for line in lock[:10_000].split(b"\n"))
    first = next((line for line in lines if line and not line.startswith((b"#", b"---"))), b"")
    key, _, said = first.partition(b":")
    digits = said.partition(b" #")[0].strip()
    return int(digits) if key == b"version" and digits.isdigit() and len(digits) < 10 else 0
