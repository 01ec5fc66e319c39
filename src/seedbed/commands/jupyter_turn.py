"""One at a time: who starts or stops a project's server holds its lock."""

from __future__ import annotations

import time
from contextlib import contextmanager

from seedbed.errors import SeedbedError
from seedbed.host.lock import Lock
from seedbed.host.private import make_private

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from seedbed.jupyter.places import Place

_TURN = 180.0
"""Seconds to wait for another seedbed that starts or stops the same server."""
_STEP = 0.1


@contextmanager
def turn(place: Place, root: str, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of a project's server; wait for another seedbed that holds it.

    Args:
        place: where the server is recorded.
        root: the project's folder.
        waiting: called now and then meanwhile.

    Raises:
        SeedbedError: when that takes too long.
    """
    make_private(place.top)
    make_private(place.folder)
    end = time.monotonic() + _TURN
    while True:
        lock = Lock(place.lock, root)
        try:
            lock.__enter__()
            break
        except SeedbedError as error:
            if error.code != "locked" or time.monotonic() > end:
                raise
        waiting()
        time.sleep(_STEP)
    try:
        yield
    finally:
        lock.__exit__()
