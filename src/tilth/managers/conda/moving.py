"""Makes an environment anew while the old one waits beside it, and comes back if that fails.

Programs that make one remove the old one first; then a range that cannot be met, or a lost network,
would leave none. Only renames are used, in which an environment loses nothing.
"""

from __future__ import annotations

import os

from tilth.disk import SaidPlainly, remove
from tilth.errors import ENVIRONMENT, TilthError
from tilth.managers.conda.prefix import FOLDER
from tilth.paths import inside

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

_WAITING = "before"
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
        _, waiting = _places(self._root)
        with SaidPlainly(waiting):
            _move(self._root, to_waiting=True)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        place, waiting = _places(self._root)
        with SaidPlainly(place):
            if kind is not None:
                bring_back(self._root)
            elif self._keep:
                self.kept = _free(waiting.removesuffix(_WAITING) + _KEPT)
                os.rename(waiting, self.kept)
            else:
                remove(waiting)


def bring_back(root: str) -> None:
    """Bring back an environment that waits: whatever was to replace it was not finished.

    Raises:
        TilthError: when it cannot be moved.
    """
    place, waiting = _places(root)
    if os.path.isdir(waiting):
        with SaidPlainly(place):
            _move(root, to_waiting=False)


def check_place(root: str) -> None:
    """Refuse a `.conda` that is no folder, or a link that a clone brought.

    Raises:
        TilthError: says what it is instead.
    """
    prefix = os.path.join(root, FOLDER)
    if not os.path.lexists(prefix):
        return
    if not os.path.isdir(prefix):
        what = "is no folder"
        if os.path.islink(prefix):
            what = f"is a link to {os.readlink(prefix)}, which is not there"
        raise TilthError(
            f"{prefix} {what}.", "Remove it, then run 'tilth sync'.", code="target-blocked",
            status=ENVIRONMENT,
        )  # fmt: skip
    if os.path.islink(prefix):
        from tilth.git import tracked

        if tracked(root, [FOLDER]):
            raise TilthError(
                f"{prefix} is a link that came with the clone, to {os.path.realpath(prefix)}: "
                "what is there would be changed.",
                f"If you want that, take it out of git first: git rm --cached {FOLDER}",
                code="target-blocked",
                status=ENVIRONMENT,
            )


def _places(root: str) -> tuple[str, str]:
    """The environment's own folder, and where it waits: on the same disk, and ignored by git."""
    prefix = os.path.join(root, FOLDER)
    if os.path.islink(prefix):
        place = os.path.realpath(prefix)
        return place, f"{place}-{_WAITING}"
    return prefix, inside(root, f".tilth/conda-{_WAITING}")


def _move(root: str, *, to_waiting: bool) -> None:
    place, waiting = _places(root)
    if to_waiting:
        os.makedirs(os.path.dirname(waiting), exist_ok=True)
        remove(waiting)
        os.rename(place, waiting)
        if os.path.islink(os.path.join(root, FOLDER)):
            os.mkdir(place)  # or the link would lead nowhere
    else:
        remove(place)
        os.rename(waiting, place)


def _free(path: str) -> str:
    """A path at which nothing stands yet."""
    number = 1
    free = path
    while os.path.lexists(free):
        number += 1
        free = f"{path}-{number}"
    return free
