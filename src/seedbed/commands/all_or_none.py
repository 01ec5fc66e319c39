"""Changes a manifest and lets its manager follow: all of it, or everything is put back."""

from __future__ import annotations

import os

from seedbed.commands.failing import as_it_was
from seedbed.errors import SeedbedError
from seedbed.host.journal_moves import LAST
from seedbed.host.saved import Saved
from seedbed.host.unfinished import DUE
from seedbed.managers.here import lock_of
from seedbed.managers.shared.kept import switched_on
from seedbed.managers.shared.program import LOCKS
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Self

    from seedbed.managers.base import Manager
    from seedbed.managers.protocols import Driver
    from seedbed.model.project import Dependency


class AllOrNone:
    """A block that changes a project; where it fails, the files and the lock come back.

    A `SeedbedError` then says so.

    Args:
        root: the project's folder.
        manager: its manager.
        paths: the files that the block may change, below the folder; the lock is one by itself.
        manifest: those of them that the error names.
        items: the requirements that were to come.
    """

    def __init__(
        self,
        root: str,
        manager: Manager,
        paths: Iterable[str],
        manifest: Iterable[str],
        items: Iterable[Dependency] = (),
    ) -> None:
        self._lock = lock_of(root, manager)
        self._names = [NAME, *sorted({*manifest} - {NAME})]
        self._items = items
        # a workspace of uv's lists its members, and gets the lock
        home = os.path.join(os.path.dirname(self._lock), NAME)
        aside = f"{LOCKS}/{manager.lock_file}"
        below = (os.path.join(root, *path.split("/")) for path in {*paths, aside, NAME, DUE})
        self._saved = Saved({*below, self._lock, home}, [os.path.join(root, *LAST.split("/"))])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, _: object) -> None:
        if kind is None:
            return
        self._saved.restore()
        if isinstance(error, SeedbedError):
            has_lock = os.path.exists(self._lock)
            names = [*self._names, *([os.path.basename(self._lock)] if has_lock else [])]
            raise as_it_was(error, names, self._items) from None


def ready(make: Callable[[], Driver], manager: Manager) -> Driver:
    """The driver of a project, whose program is there and may lock.

    Args:
        make: gives the driver.
        manager: the project's manager.

    Raises:
        SeedbedError: says that nothing was changed, and how to do without.
    """
    try:
        driver = make()
        driver.program()
    except SeedbedError as error:
        raise SeedbedError(
            f"Nothing was changed: {error.message}",
            f"{error.hint} To change only the manifest, add --no-sync.",
            code=error.code,
            status=error.status,
        ) from None
    if name := switched_on(driver.keepers):
        raise SeedbedError(
            f"Nothing was changed: {name} is set, so {manager.title} would not renew its lock.",
            f"Unset {name}, or add --no-sync to change only the manifest.",
            code="lock-kept",
        )
    return driver
