"""One at a time: who comes later waits until the one before has finished."""

from __future__ import annotations

import time

from seedbed.errors import SeedbedError
from seedbed.host import folders
from seedbed.host.disk import SaidPlainly, remove_if_empty

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from seedbed.host.lock import FolderLock, Lock

_STEP = 0.1
"""Seconds between two looks at whether it is our turn."""


class Turn:
    """While the block runs, no other one is in a block of the same lock: that one waits.

    Args:
        lock: the lock.
        waiting: called at each look that finds somebody else at work.
        patience: seconds to wait.
        folder: the folder of the lock, where that is made, and goes when nothing else is in it.

    Raises:
        SeedbedError: when that takes longer, or the lock is not to be trusted.
    """

    def __init__(
        self,
        lock: Lock | FolderLock,
        waiting: Callable[[], None],
        *,
        patience: float = float("inf"),
        folder: str = "",
    ) -> None:
        self._lock = lock
        self._waiting = waiting
        self._patience = patience
        self._folder = folder

    def __enter__(self) -> None:
        end = time.monotonic() + self._patience
        while not self._is_mine(end):
            self._waiting()
            time.sleep(_STEP)

    def __exit__(self, *_: object) -> None:
        self._lock.__exit__()
        if self._folder:
            remove_if_empty(self._folder)

    def _is_mine(self, end: float) -> bool:
        try:
            if self._folder:
                with SaidPlainly(self._folder):
                    folders.make(self._folder)  # the other one may just have removed it
            self._lock.__enter__()
        except SeedbedError as error:
            if error.code != "locked" or time.monotonic() > end:
                raise
            return False
        except FileNotFoundError:
            if self._folder:
                return False
            raise
        return True


class Once:
    """Calls a function once, however often it is called itself.

    Args:
        function: what to call.
    """

    def __init__(self, function: Callable[[], None]) -> None:
        self._function = function
        self._is_done = False

    def __call__(self) -> None:
        """Call the function, the first time."""
        if not self._is_done:
            self._is_done = True
            self._function()
