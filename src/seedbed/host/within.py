"""Lets something that may wait for a network take a number of seconds in all, and no more."""

from __future__ import annotations

import threading
from time import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_STEP = 0.2
"""Seconds after which a signal counts at the latest."""


def within(seconds: float, work: Callable[[], Any]) -> Any:
    """What some work gives, in a thread of its own, which is left alone when it takes too long.

    Looking up a name has no limit, and connecting has one for each address of a server.

    Args:
        seconds: after how long it is given up.
        work: gives something that can be closed, which is done where it comes too late.

    Raises:
        TimeoutError: when it takes longer.
        Exception: what the work raises.
    """
    doing = _Doing(work)
    thread = threading.Thread(target=doing.run, daemon=True)
    thread.start()
    end = monotonic() + seconds
    while thread.is_alive() and (left := end - monotonic()) > 0:
        thread.join(min(_STEP, left))
    return doing.taken()


class Rate:
    """Whether enough bytes come: not at each moment, but in each stretch of time.

    Args:
        seconds: how long a stretch is.
        least: bytes that have to come in one, for each second.
    """

    def __init__(self, seconds: float, least: float) -> None:
        self._seconds, self._least = seconds, least
        self._since, self._had = monotonic(), 0

    def add(self, number: int) -> None:
        """Take note of bytes that came.

        Raises:
            TimeoutError: when too few came in a stretch that is over now.
        """
        self._had += number
        passed = monotonic() - self._since
        if passed < self._seconds:
            return
        if self._had < self._least * passed:
            raise TimeoutError(f"only {self._had} bytes came in {passed:.0f} seconds")
        self._since, self._had = monotonic(), 0


class _Doing:
    """Some work that is waited for, or not any more."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._given: Any = None
        self._error: Exception | None = None
        self._is_done = self._is_late = False

    def run(self) -> None:
        """Do it."""
        try:
            given = self._work()
        except Exception as error:  # noqa: BLE001  # whoever waits has it
            self._error, given = error, None
        with self._lock:
            self._given, self._is_done = given, True
            is_late = self._is_late
        if is_late and given is not None:
            given.close()

    def taken(self) -> Any:
        """What came of it so far."""
        with self._lock:
            self._is_late = not self._is_done
        if self._is_late:
            raise TimeoutError("the server takes too long to answer")
        if self._error is not None:
            raise self._error
        return self._given
