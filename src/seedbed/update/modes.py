"""Meaningless executable bits, as on drives that don't store any; pure."""

from __future__ import annotations

from seedbed.model.record import replace
from seedbed.model.tree import LINK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from seedbed.model.tree import File


def without_noise(
    ours: dict[str, File], known: Mapping[str, File], kept: Callable[[], bool | None]
) -> dict[str, File]:
    """The files as they stand there, with the bits as generated where these say nothing.

    They say nothing where every file is executable, where git takes no note of them, and outside a
    repository where none is, though some were generated so.

    Args:
        ours: the files as they stand there, by path.
        known: the files as they were generated last, or would be now.
        kept: whether git takes note of the bits; None without a repository.
    """
    bits = {path: file.executable for path, file in ours.items() if file.layer != LINK}
    there = {path: known[path].executable for path in bits if path in known}
    if all(bits[path] == executable for path, executable in there.items()):
        return ours
    if not (len(bits) > 1 and all(bits.values())):
        noted = kept()
        if noted or (noted is None and any(bits.values())):
            return ours
    return {
        path: replace(file, executable=there.get(path, file.executable))
        for path, file in ours.items()
    }
