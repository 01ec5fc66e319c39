"""Differences between locks on a terminal."""

from __future__ import annotations

import sys
import textwrap

from seedbed.cli import lock_words, report
from seedbed.locks import differences as kinds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from seedbed.commands.lock_diff import LockDiff
    from seedbed.locks.differences import Change

_WIDEST = 30
"""Columns of the names; longer ones push the rest of their row to the right."""
_COLORS = {kinds.HASH: report.ERROR, kinds.MAJOR: report.REMARK}
"""The colors of the headings; the others are bold."""


def print_difference(found: LockDiff) -> None:
    """Print what differs, one section after the other."""
    difference = found.difference
    report.say(lock_words.heading(found))
    if not difference:
        report.say(lock_words.SAME)
    _say_lines(lock_words.summary(difference))
    for sentence in lock_words.place_sentences(difference):
        _say_lines(sentence)
    changes = difference.changes
    width = min(_WIDEST, max((len(one.name) for one in changes), default=0))
    for section in kinds.SECTIONS:
        rows = [one for one in changes if one.section == section]
        if rows:
            _say_title(section)
            _SECTIONS.get(section, _say_rows)(rows, width)
    if any(one.direct for one in changes):
        report.say("")
        report.say(lock_words.DIRECT)
    for remark in found.remarks:
        report.note(remark)


def _say_title(section: str) -> None:
    report.say("")
    color = _COLORS.get(section, "1")
    report.say_raw(report.style(lock_words.TITLES[section], color, sys.stdout) + "\n")


def _say_rows(changes: Sequence[Change], width: int) -> None:
    for change in changes:
        text = ", ".join((lock_words.versions(change), *lock_words.notes(change)))
        _say_row(change, text, width)


def _say_row(change: Change, text: str, width: int) -> None:
    mark = "*" if change.direct else " "
    head = f"{mark} {report.visible(change.name):<{width}}  "
    _say_lines(text, head=head, indent=width + 4)


def _say_hashes(changes: Sequence[Change], width: int) -> None:
    """Print each file with its old and its new hash, in red."""
    for line in textwrap.wrap(lock_words.WARNING, report.columns() - 2):
        _say_red(f"  {line}")
    for change in changes:
        text = ", ".join((lock_words.versions(change), *lock_words.notes(change)))
        _say_row(change, text, width)
        for file, old, new in change.hashes:
            if file:
                _say_red(f"      {file}")
            _say_red(f"      - {old}")
            _say_red(f"      + {new or 'no hash'}")


def _say_moved(changes: Sequence[Change], _: int) -> None:
    """Print what came from one place and comes from another: once for all packages."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(lock_words.movement(change), []).append(change)
    for movement, moved in found.items():
        _say_lines(movement, head="  ", indent=2)
        named = []
        for change in moved:
            others = lock_words.notes(change, moved=False)
            about = f" ({', '.join(others)})" if others else ""
            mark = "*" if change.direct else ""
            named.append(f"{mark}{change.name} {lock_words.versions(change)}{about}")
        _say_lines(", ".join(named), head="      ", indent=6)


_SECTIONS = {kinds.HASH: _say_hashes, kinds.SOURCE: _say_moved}


def _say_red(line: str) -> None:
    report.say_raw(report.style(report.visible(line), report.BAD, sys.stdout) + "\n")


def _say_lines(text: str, head: str = "", indent: int = 0) -> None:
    """Print a text in as many lines as it takes, each further one below its beginning."""
    lines = textwrap.wrap(
        report.visible(text),
        report.columns(),
        initial_indent=head,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    for line in lines:
        report.say_raw(f"{line.rstrip()}\n")
