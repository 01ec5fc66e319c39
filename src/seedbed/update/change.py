"""What becomes of one file; pure."""

from __future__ import annotations

from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.merge3.values import Conflict
    from seedbed.model.tree import File


@record
class Change:
    """What becomes of one file.

    Attributes:
        path: its path in the project.
        before: the file as it stands there, or None.
        after: the file as it will stand there, or None when it goes.
        conflicts: what both sides changed in it.
        theirs: its text with the generated values at the conflicts.
        base: its text as generated last; empty when it was not.
        notes: what else is to be said of it.
    """

    path: str
    before: File | None
    after: File | None
    conflicts: tuple[Conflict, ...] = ()
    theirs: bytes = b""
    base: bytes = b""
    notes: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """One word for it: added, removed, merged, changed, kept, or an empty string for none."""
        if self.before == self.after:
            return "kept" if self.notes or self.conflicts else ""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"
