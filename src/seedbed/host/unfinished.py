"""What an interrupted update left to do: files, the lock, and the environment."""

from __future__ import annotations

import os
import stat

from seedbed.errors import SeedbedError
from seedbed.host import folders, journal
from seedbed.host.disk import SaidPlainly
from seedbed.host.paths import inside
from seedbed.model.tree import File

DUE = ".seedbed/due"
"""Stands there from the moment a manifest is changed until the environment has followed."""
_TEXT = "The manifest was changed, and the lock and the environment have not followed yet.\n"


def finish(root: str, *, mend: bool = True) -> tuple[str, ...]:
    """Finish what an interrupted run left in a project; whoever updates has to tell it.

    Args:
        root: the project's folder.
        mend: whether it may write; else there must be nothing to finish.

    Returns:
        The project's files that the run changed; empty when there was nothing to finish.

    Raises:
        SeedbedError: when it cannot be finished, or may not be.
    """
    if not mend:
        check_finished(root)
        return ()
    return tuple(path for path in journal.recover(root) if not path.startswith(".seedbed/"))


def check_finished(root: str) -> None:
    """Refuse a project whose files an interrupted run has changed halfway.

    Raises:
        SeedbedError: says how to finish it.
    """
    if journal.is_half_done(root):
        raise SeedbedError(
            f"An update of {root} was interrupted, and some files are not written yet.",
            "Run 'seedbed update' there: it finishes that first.",
            code="journal-pending",
        )


def is_due(root: str) -> bool:
    """Whether seedbed changed the manifest, and the environment has not followed."""
    try:
        return stat.S_ISREG(os.lstat(os.path.join(root, DUE)).st_mode)
    except OSError:
        return False


def due_step() -> dict[str, journal.Step]:
    """The step that takes note of it, together with the change itself."""
    return {DUE: journal.Step(before=None, after=File(data=_TEXT.encode(), layer="base"))}


def note_due(root: str) -> None:
    """Take note of it before another program changes the manifest."""
    if not is_due(root):
        path = inside(root, DUE)
        with SaidPlainly(root):
            folders.make(os.path.dirname(path))
            folders.write_new(path, _TEXT)


def followed(root: str) -> None:
    """Take note that lock and environment are renewed, or that the user was told to renew them."""
    if is_due(root):
        os.unlink(inside(root, DUE))
