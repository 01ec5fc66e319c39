"""`seedbed lock diff`: how two locks differ."""

from __future__ import annotations

from seedbed.commands.lock_folder import Folder
from seedbed.commands.lock_sides import Side, sides_of
from seedbed.errors import usage_error
from seedbed.locks.differences.comparing import difference
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from seedbed.locks.differences import Difference

HEAD = "HEAD"


@record
class LockDiff:
    """How two locks differ.

    Attributes:
        old: the old one.
        new: the new one.
        difference: what differs.
        remarks: what else there is to say, as sentences.
    """

    old: Side
    new: Side
    difference: Difference
    remarks: tuple[str, ...] = ()


def lock_diff(old: str = HEAD, new: str = "", start: str = ".") -> LockDiff:
    """Compare two locks.

    Args:
        old: a file, a folder, a git revision, or `REVISION:PATH`.
        new: likewise; the lock of the project if left out.
        start: the folder that the command was run in.

    Raises:
        SeedbedError: when one of them is not there or cannot be read.
    """
    for word in (old, new):
        if word.startswith("-"):
            raise usage_error(
                f"{word!r} is neither a file nor a revision.",
                "See 'seedbed lock --help'.",
                code="bad-usage",
            )
    folder = Folder(start)
    before, after = sides_of(folder, old, new)
    found = difference(before.contents, after.contents, (before.asked, after.asked))
    remarks = [folder.remark] if folder.remark and not new else []
    remarks += _remarks(before, after)
    return LockDiff(old=before, new=after, difference=found, remarks=tuple(remarks))


def _remarks(old: Side, new: Side) -> Iterator[str]:
    for side in (old, new):
        yield from (f"{side.name}: {remark}." for remark in side.contents.remarks)
    hashed = [any(one.files for one in side.contents.packages) for side in (old, new)]
    if hashed == [True, False]:
        yield f"{new.name} has no hashes, so nothing proves that a file is the same."
