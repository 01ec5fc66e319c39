"""Changes a manifest and lets its manager follow: all of it, or everything is put back."""

from __future__ import annotations

import os

from seedbed.commands.failing import as_it_was
from seedbed.errors import SeedbedError
from seedbed.host import journal
from seedbed.host.journal_moves import LAST
from seedbed.host.saved import Saved
from seedbed.host.unfinished import DUE
from seedbed.managers.here import lock_of
from seedbed.managers.shared.kept import switched_on
from seedbed.managers.shared.program import LOCKS
from seedbed.update.meanwhile import is_only_about
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Self

    from seedbed.host.journal import Step
    from seedbed.managers.base import Manager
    from seedbed.managers.protocols import Driver
    from seedbed.model.project import Dependency
    from seedbed.model.tree import File

WRITTEN = "The files were updated."


class AllOrNone:
    """A block that changes a project; where it fails, the files and the lock come back.

    A `SeedbedError` then says so. What somebody else wrote into the manifest meanwhile stays.

    Args:
        root: the project's folder.
        manager: its manager.
        written: what the block itself writes at each path below the folder, None for a file that
            goes. The lock and `pyproject.toml`, which the manager may write, needn't be there.
        manifest: the paths that the error names.
        items: the requirements that are to come or go.
        all_named: whether these are all; else the manager finds out the names of some.
    """

    def __init__(
        self,
        root: str,
        manager: Manager,
        written: Mapping[str, File | None],
        manifest: Iterable[str],
        items: Sequence[Dependency] = (),
        *,
        all_named: bool = True,
    ) -> None:
        self._lock = lock_of(root, manager)
        self._names = [NAME, *sorted({*manifest} - {NAME})]
        self._items = items
        self._about = {item.name for item in items} if all_named else None
        self.is_done = False
        # a workspace of uv's lists its members, and gets the lock
        home = os.path.join(os.path.dirname(self._lock), NAME)
        aside = f"{LOCKS}/{manager.lock_file}"
        self._written = {_below(root, path): file for path, file in written.items()}
        self._manifests = {_below(root, NAME), home}
        free = {_below(root, path) for path in (aside, DUE)}
        paths = {*self._written, *self._manifests, *free, self._lock}
        self._saved = Saved(paths, [_below(root, LAST)])
        self._any = {*free, self._lock}

    def __enter__(self) -> Self:
        return self

    def done(self) -> None:
        """Say, at the end of the block, that all of it was done: what comes then undoes nothing."""
        self.is_done = True

    def __exit__(self, _kind: object, error: BaseException | None, _: object) -> None:
        if self.is_done:
            return
        theirs = self._saved.restore(self._is_ours)
        if isinstance(error, SeedbedError):
            has_lock = os.path.exists(self._lock)
            names = [*self._names, *([os.path.basename(self._lock)] if has_lock else [])]
            left = {os.path.basename(path) for path in theirs}
            raise as_it_was(error, names, self._items, left) from None

    def _is_ours(self, path: str, before: bytes, now: bytes) -> bool:
        """Whether what stands at a path is what the block or the manager wrote."""
        written = self._written.get(path)
        if path in self._any or now == (written.data if written else b""):
            return True
        if path not in self._manifests:
            return False
        return is_only_about(_text(written.data if written else before), _text(now), self._about)


def write_all(root: str, steps: Mapping[str, Step]) -> None:
    """Write files, all or none of them; what ends it says so where all of them were written.

    Raises:
        SeedbedError: when it cannot be done; nothing was changed.
    """
    try:
        journal.apply(root, steps, undoable=True)
    except KeyboardInterrupt as cause:
        if journal.is_applied(root, steps):
            cause.add_note(f". {WRITTEN}")
        raise


def _below(root: str, path: str) -> str:
    return os.path.join(root, *path.split("/"))


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").replace("\r\n", "\n")


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
