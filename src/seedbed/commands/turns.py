"""One change of a project at a time: two at once would each undo what the other has written."""

from __future__ import annotations

from contextlib import nullcontext

from seedbed.host.journal_moves import JOURNAL
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
    return Turn(inside(root, f"{JOURNAL}/turn"), root, Once(_say))


def _say() -> None:
    say("Another seedbed is changing this project; waiting for it to finish.")
