"""Files that a program gets for one call, and the turn of one sync after another."""

from __future__ import annotations

import os
import time

from seedbed.errors import SeedbedError
from seedbed.host import folders
from seedbed.host.disk import SaidPlainly, remove_if_empty
from seedbed.host.lock import Lock
from seedbed.host.paths import inside
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


class Turn:
    """While the block runs, no other sync is at work in the project: that one waits."""

    def __init__(self, root: str) -> None:
        path = inside(root, _BUSY)
        self._folder = os.path.dirname(path)
        self._lock = Lock(path, root)

    def __enter__(self) -> None:
        with SaidPlainly(self._folder):
            folders.make(self._folder)
            waits = False
            while not self._is_mine():
                if not waits:
                    say("Another sync is running in this project; waiting for it to finish.")
                waits = True
                time.sleep(0.2)

    def __exit__(self, *_: object) -> None:
        self._lock.__exit__()
        remove_if_empty(self._folder)

    def _is_mine(self) -> bool:
        try:
            folders.make(self._folder)  # the other one may just have removed it
            self._lock.__enter__()
        except SeedbedError as error:
            if error.code != "locked":
                raise
            return False
        except FileNotFoundError:
            return False
        return True
