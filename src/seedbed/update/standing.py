"""What became of a file or a value since seedbed wrote it; pure."""

from __future__ import annotations

from seedbed.merge3.values import MISSING, is_same
from seedbed.model.tree import LINK, File
from seedbed.update.plan import same_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

AS_WRITTEN, EDITED, DUE, EDITED_DUE = "as-written", "edited", "update-due", "edited-update-due"
REMOVED, MISSING_YET, DROPPED, DROPPED_EDITED = "removed", "not-yet", "dropped", "dropped-edited"
LINKED, DIFFERS, YOURS = "link", "differs", "yours"
STATES = {
    AS_WRITTEN: "as seedbed wrote it",
    EDITED: "edited since seedbed wrote it",
    DUE: "as seedbed wrote it; an update brings a newer version",
    EDITED_DUE: "edited since seedbed wrote it; an update merges your edits with a newer version",
    REMOVED: "removed; updates don't bring it back",
    MISSING_YET: "not created yet; an update adds it",
    DROPPED: "as seedbed wrote it, but no longer needed; an update removes it",
    DROPPED_EDITED: "edited, and no longer generated; updates leave it as it is",
    LINKED: "a symbolic link; updates leave it as it is",
    DIFFERS: "not what seedbed would write today",
    YOURS: "yours, not from seedbed; updates leave it as it is",
}
"""The states, and what each means."""


def state_of_file(
    base: File | None, ours: File | None, theirs: File | None, *, known: bool = True
) -> str:
    """What became of a file: one of `STATES`.

    Args:
        base: the file as generated last.
        ours: what stands there.
        theirs: the file as it would be generated now.
        known: whether the files as generated last are known.
    """
    if ours is not None and ours.layer == LINK:
        return LINKED
    if not known and base is None:
        return _state(ours is None, theirs is None, same_file(ours, theirs))
    return _state_of_three(
        tuple(one is None for one in (base, ours, theirs)),
        (same_file(base, ours), same_file(base, theirs), same_file(ours, theirs)),
    )


def state_of_value(base: Any, ours: Any, theirs: Any, *, known: bool = True) -> str:
    """The same for a value in a file; each may be `MISSING`."""
    if not known:
        return _state(ours is MISSING, theirs is MISSING, is_same(ours, theirs))
    return _state_of_three(
        tuple(one is MISSING for one in (base, ours, theirs)),
        (is_same(base, ours), is_same(base, theirs), is_same(ours, theirs)),
    )


def _state(gone: bool, dropped: bool, same: bool) -> str:
    """The state where nobody knows what was generated last."""
    if same:
        return AS_WRITTEN
    if dropped:
        return YOURS
    return MISSING_YET if gone else DIFFERS


def _state_of_three(absent: tuple[bool, ...], same: tuple[bool, bool, bool]) -> str:
    no_base, gone, dropped = absent
    unedited, current, settled = same
    if no_base and dropped:
        return YOURS
    if gone:
        return MISSING_YET if no_base else REMOVED
    if dropped:
        return DROPPED if unedited else DROPPED_EDITED
    if settled:
        return AS_WRITTEN
    if unedited:
        return DUE
    return EDITED if current else EDITED_DUE
