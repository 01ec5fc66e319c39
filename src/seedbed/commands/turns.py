"""One change of a project at a time: two at once would each undo what the other has written."""

from __future__ import annotations

import os
from contextlib import nullcontext

from seedbed.host.lock import FolderLock, Lock
from seedbed.host.paths import inside
from seedbed.host.turn import Once, Turn
from seedbed.managers.shared.program import say
from seedbed.workspace import locate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextlib import AbstractContextManager


def turn_at(start: str = ".", *, dry: bool = False) -> AbstractContextManager[None]:
    """The turn of the project that a folder lies in, for who reads its manifest and changes it.

    Args:
        start: the folder.
        dry: whether nothing will be changed: then nobody has to wait.

    Raises:
        SeedbedError: when there is no project, or a link stands in the way.
    """
    return nullcontext() if dry else turn_of(locate(start).root)


def turn_of(root: str) -> Turn:
    """The turn of the project in a folder, whose manifest needn't be readable.

    Raises:
        SeedbedError: when a link stands in the way.
    """
    if os.name != "nt":
        return Turn(FolderLock(root), Once(_say))
    path = inside(root, ".seedbed/turn")  # Windows locks no folders
    return Turn(Lock(path, root), Once(_say), folder=os.path.dirname(path))


def _say() -> None:
    say("Another seedbed is changing this project; waiting for it to finish.")
