"""Files that a program gets for one call, and the turn of one sync after another."""

from __future__ import annotations

import os

from seedbed.host import folders
from seedbed.host.disk import SaidPlainly
from seedbed.host.lock import Lock
from seedbed.host.paths import inside
from seedbed.host.turn import Once, Turn
from seedbed.managers.shared.program import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

_BUSY = ".seedbed/conda-busy"


class Given:
    """Files that are there while the block runs.

    Args:
        root: the project's folder.
        texts: by path; empty for a file of the project, which is there anyhow.
    """

    def __init__(self, root: str, texts: Mapping[str, str]) -> None:
        self._texts = {inside(root, path): text for path, text in texts.items()}

    def __enter__(self) -> list[str]:
        for path, text in self._own.items():
            with SaidPlainly(path):
                if os.path.lexists(path):  # of a run that was killed
                    folders.drop(path)
                folders.write_new(path, text)
        return list(self._texts)

    def __exit__(self, *_: object) -> None:
        for path in self._own:
            with SaidPlainly(path):
                if os.path.lexists(path):
                    folders.drop(path)

    @property
    def _own(self) -> dict[str, str]:
        return {path: text for path, text in self._texts.items() if text}


def turn_of(root: str) -> Turn:
    """The turn of a sync: while it lasts, no other one is at work in the project."""
    path = inside(root, _BUSY)
    return Turn(Lock(path, root), Once(_say), folder=os.path.dirname(path))


def _say() -> None:
    say("Another sync is running in this project; waiting for it to finish.")
