"""What takes the last change of a project back; see `journal`, which keeps it."""

from __future__ import annotations

import os
import zlib

from seedbed.errors import SeedbedError
from seedbed.host.disk import SaidPlainly, remove
from seedbed.host.guarded import check_own
from seedbed.host.journal import Step, check_untracked, recover
from seedbed.host.journal_moves import JOURNAL, LAST, LAST_STEPS, listed
from seedbed.host.paths import inside
from seedbed.host.reading import standing
from seedbed.model.tree import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from seedbed.host.reading import Standing


def last_change(root: str, notes: Collection[str]) -> dict[str, Step]:
    """What takes the last change of a project back: path to a step, where nothing was edited since.

    Args:
        root: the project's folder.
        notes: paths of seedbed's own notes, which later runs write anew or remove.

    Raises:
        SeedbedError: when there was none, a file was edited since, or the journal is damaged or
            came with a clone.
    """
    check_own(root, JOURNAL)
    paths = listed(inside(root, LAST_STEPS))
    if not paths:
        raise SeedbedError(
            f"There is no update of {root} to undo.",
            f"seedbed keeps only the last one, in {JOURNAL}.",
            code="nothing-to-undo",
        )
    check_untracked(root)
    steps, edited = {}, []
    for path, sums in paths.items():
        stands = standing(inside(root, path))
        old = standing(os.path.join(inside(root, LAST), path))
        if not _is_as_written(old, sums.old):
            raise _damaged(root, path)
        if _is_as_written(stands, sums.new) or (path in notes and (stands or old)):
            steps[path] = Step(before=_file(stands), after=_file(old))
        elif path not in notes:
            edited.append(f"{path} (removed)" if stands is None else path)
    if edited:
        raise SeedbedError(
            f"You changed these files after the update: {', '.join(edited)}.",
            f"Nothing was undone. Either put them back, for example with 'git restore', or copy "
            f"what you need from {LAST}, which has the files from before the update.",
            code="edited-since",
        )
    return steps


def forget(root: str) -> None:
    """Remove what takes the last change back, in a folder that is no project of seedbed's now."""
    check_own(root, JOURNAL, deep=False)
    with SaidPlainly(root):
        remove(inside(root, LAST))
    recover(root)  # which removes folders that are empty


def _damaged(root: str, path: str) -> SeedbedError:
    return SeedbedError(
        f"The update can't be undone: {os.path.join(root, LAST, path)} is missing or damaged.",
        f"Nothing was changed. Restore {path} in another way, for example with 'git restore'.",
        code="journal-damaged",
    )


def _is_as_written(stands: Standing | None, number: int | None) -> bool:
    if stands is None or number is None:
        return stands is None and number is None
    return stands.regular and zlib.crc32(stands.data) == number


def _file(stands: Standing | None) -> File | None:
    if stands is None:
        return None
    return File(data=stands.data, executable=bool(stands.mode & 0o100), layer="")
