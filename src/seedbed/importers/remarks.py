"""Remarks in the order in which people look for them; pure."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from seedbed.importers.imported import Remark


def in_order(remarks: Iterable[Remark], paths: Iterable[str]) -> tuple[Remark, ...]:
    """Remarks by their places, those on files that were read first; none twice.

    Args:
        remarks: the remarks.
        paths: the files that were read, in their order.
    """
    rank = {path: number for number, path in enumerate(paths)}
    single = dict.fromkeys(remarks)
    last = len(rank)
    return tuple(sorted(single, key=lambda one: (rank.get(one.path, last), one.path, one.line)))
