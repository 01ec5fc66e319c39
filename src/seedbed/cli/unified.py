"""Unified diffs, in color where somebody sees it."""

from __future__ import annotations

import sys
from difflib import unified_diff

from seedbed.cli.report import BAD, GOOD, REMARK, say, say_raw, style, visible
from seedbed.commands.settling import LOCKS as KEPT
from seedbed.managers.base import MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seedbed.model.tree import File
    from seedbed.update.change import Change

_LOCKS = frozenset(manager.lock_file for manager in MANAGERS.values())
_COLORS = {"+": GOOD, "-": BAD, "@": REMARK}


def print_diff(changes: Iterable[Change]) -> None:
    """Print how each file would change, as `diff --unified` does."""
    for change in changes:
        if change.before == change.after:
            continue
        say("")
        print_lines(_lines(change))


def print_lines(lines: Iterable[str]) -> None:
    """Print the lines of a diff."""
    for line in lines:
        color = _COLORS.get(line[:1], "")
        shown = visible(line[:1]) + visible(line[1:])  # the sign is no part of an address
        say_raw(f"{style(shown, color, sys.stdout) if color else shown}\n")


def _lines(change: Change) -> Iterator[str]:
    if change.after is None and change.path in _LOCKS:
        yield f"{change.path} is removed; a copy stays in {KEPT}"
        return
    texts = [_text(change.before), _text(change.after)]
    if None in texts:
        yield f"Binary file {change.path} differs"
        return
    names = [
        f"{side}/{change.path}" if file else "/dev/null"
        for side, file in (("a", change.before), ("b", change.after))
    ]
    before, after = (str(text).splitlines(keepends=True) for text in texts)
    for line in unified_diff(before, after, names[0], names[1]):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"


def _text(file: File | None) -> str | None:
    try:
        return file.data.decode() if file else ""
    except UnicodeDecodeError:
        return None
