"""Keeps Pixi from a `pixi.lock` that it cannot read.

Without `--locked`, Pixi takes a lock that a newer one has made for missing, and makes another. One
that is damaged it refuses, but does not say what to do.
"""

from __future__ import annotations

import os

from tilth.disk import SaidPlainly
from tilth.errors import ENVIRONMENT, TilthError
from tilth.managers import MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

KNOWN = 7
"""The newest format that the oldest Pixi reads for which projects are made; from 0.68.0 on."""
_NAME = MANAGERS["pixi"].lock_file


def check_lock(root: str, reads: Callable[[], bool]) -> None:
    """Refuse to let Pixi install or lock where it cannot read the lock that is there.

    Args:
        root: the project's folder.
        reads: whether the program reads the lock; it is asked only in doubt.

    Raises:
        TilthError: says what is wrong with the lock.
    """
    path = os.path.join(root, _NAME)
    with SaidPlainly(path):
        try:
            with open(path, "rb") as file:
                lock = file.read()
        except FileNotFoundError:
            return
    version = _version(lock)
    merging = lock.startswith(b"<<<<<<< ") or b"\n<<<<<<< " in lock
    if (0 < version <= KNOWN and not merging) or reads():
        return
    if version > KNOWN:
        message = (
            f"A newer Pixi has made {_NAME}, and this one cannot read it: it would replace it."
        )
        hint = f"Update Pixi ({MANAGERS['pixi'].home}), then run the same command again."
    elif merging:
        message = f"{_NAME} holds the markers of a merge that had conflicts."
        hint = f"Take either side with 'git checkout --ours -- {_NAME}', then run 'pixi lock'."
    else:
        message = f"{_NAME} is damaged: Pixi cannot read it."
        hint = f"Get it back with 'git checkout HEAD -- {_NAME}', then run the same command again."
    raise TilthError(message, hint, code="lock-unreadable", status=ENVIRONMENT)


def _version(lock: bytes) -> int:
    """The version in the first key of a lock; 0 where that says none."""
    lines = (line.strip() for line in lock[:10_000].split(b"\n"))
    first = next((line for line in lines if line and not line.startswith((b"#", b"---"))), b"")
    key, _, said = first.partition(b":")
    digits = said.strip()
    return int(digits) if key == b"version" and digits.isdigit() and len(digits) < 10 else 0
