"""Makes an environment anew while the old one waits beside it, and comes back if that fails.

Programs that make one remove the old one first; then a range that cannot be met, or a lost network,
would leave none. Only renames are used, in which an environment loses nothing, and what is removed
is renamed before: a run may be killed at any moment.
"""

from __future__ import annotations

import os

from seedbed.host import folders
from seedbed.host.disk import SaidPlainly, remove
from seedbed.host.paths import inside, is_link
from seedbed.managers.conda.prefix import FOLDER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

_WAITING = "before"
_GONE = "gone"
_KEPT = "broken"


class Anew:
    """While its block runs, the old environment waits; it comes back unless the block succeeds.

    Args:
        root: the project's folder.
        keep: whether the old one stays there after a success, for the user to look at.
    """

    def __init__(self, root: str, *, keep: bool = False) -> None:
        self._root, self._keep = root, keep
        self.kept = ""
        """Where the old environment is, from a success on."""

    def __enter__(self) -> Self:
        place, waiting = _places(self._root, _WAITING)
        with SaidPlainly(waiting):
            folders.make(os.path.dirname(waiting))
            folders.move(place, waiting)
            if is_link(os.path.join(self._root, FOLDER)):
                folders.make_new(place)  # or the link would lead nowhere
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _, waiting = _places(self._root, _WAITING)
        with SaidPlainly(waiting):
            if kind is not None:
                bring_back(self._root)
            elif self._keep:
                kept = _free(_places(self._root, _KEPT)[1])
                folders.move(waiting, kept)
                self.kept = kept
            else:
                _let_go(self._root, waiting)


def bring_back(root: str) -> None:
    """Bring back an environment that waits: whatever was to replace it was not finished.

    Raises:
        SeedbedError: when it cannot be moved, or is nothing that a run has left.
    """
    place, waiting = _places(root, _WAITING)
    with SaidPlainly(place):
        _let_go(root, place if os.path.isdir(waiting) else "")
        if os.path.isdir(waiting):
            folders.move(waiting, place)


def waits(root: str) -> bool:
    """Whether an environment waits that a killed run has laid aside."""
    return os.path.isdir(_places(root, _WAITING)[1])


def _let_go(root: str, path: str) -> None:
    """Remove a folder, if any, with what was left of one by a run that was killed."""
    gone = _places(root, _GONE)[1]
    remove(gone)
    if path and os.path.lexists(path):
        folders.move(path, gone)
        remove(gone)


def _places(root: str, what: str) -> tuple[str, str]:
    """The environment's own folder, and one beside it: on the same disk, and ignored by git."""
    prefix = os.path.join(root, FOLDER)
    if is_link(prefix):
        folder, name = os.path.split(os.path.realpath(prefix))
        return os.path.join(folder, name), os.path.join(folder, f".{name}.seedbed-{what}")
    return prefix, inside(root, f".seedbed/conda-{what}")


def _free(path: str) -> str:
    """A path at which nothing stands yet."""
    number = 1
    free = path
    while os.path.lexists(free):
        number += 1
        free = f"{path}-{number}"
    return free
