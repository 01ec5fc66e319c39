"""One at a time: who starts or stops a project's server holds its lock."""

from __future__ import annotations

from seedbed.host.lock import Lock
from seedbed.host.private import make_private
from seedbed.host.turn import Turn

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from seedbed.jupyter.places import Place

_TURN = 180.0
"""Seconds to wait for another seedbed that starts or stops the same server."""


def turn(place: Place, root: str, waiting: Callable[[], None]) -> Turn:
    """The turn of a project's server.

    Args:
        place: where the server is recorded.
        root: the project's folder.
        waiting: called now and then until it is there.

    Raises:
        SeedbedError: when the folder of the records is not to be trusted.
    """
    make_private(place.top)
    make_private(place.folder)
    return Turn(Lock(place.lock, root), waiting, patience=_TURN)
