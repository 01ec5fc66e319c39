"""`seedbed diff` on the command line."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.cli.unified import print_lines
from seedbed.commands.diff import diff
from seedbed.model.credentials import masked
from seedbed.update.differences import ADDED, CHANGED, LINKED, REMOVED, counts, unified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.update.differences import Difference

_ALIKE = "says the same; only its layout, order, or comments differ"


def main(values: dict[str, Any]) -> int:
    """Print the differences, or how large they are; the status tells whether there are any."""
    root, found = diff(values.get("paths", []))
    rows = [(one, unified(one)) for one in found]
    if "json" in values:
        files = [_described(one, lines) for one, lines in rows]
        report.print_envelope("diff", {"path": root, "files": files}, [])
    elif "stat" in values:
        _say_stat(rows)
    else:
        for number, (one, lines) in enumerate(rows):
            if number:
                report.say("")
            _say(one, lines)
    if not found and "json" not in values:
        report.say("No differences: the files are as seedbed wrote them.")
    return 1 if found else 0


def _say(one: Difference, lines: list[str] | None) -> None:
    """Print the difference of one file."""
    if one.alike:
        report.say(f"{one.path} {_ALIKE}.")
    if one.kind == LINKED:
        report.say(f"{one.path} is a symbolic link now.")
    elif lines is None:
        report.say(f"{one.path}: {_words(one)}; it is no text, or too large to be shown.")
    else:
        print_lines(lines)


def _say_stat(rows: list[tuple[Difference, list[str] | None]]) -> None:
    """Print one row for each file, and a sum."""
    if not rows:
        return
    width = max(len(report.visible(one.path)) for one, _ in rows)
    plus = minus = 0
    for one, lines in rows:
        added, removed = counts(lines)
        plus, minus = plus + added, minus + removed
        size = "" if lines is None else f"+{added} -{removed}"
        row = f"{report.visible(one.path):<{width}}  {size:<10}  {_words(one)}"
        report.say_raw(f"{row.rstrip()}\n")
    files = "1 file differs" if len(rows) == 1 else f"{len(rows)} files differ"
    lines_added = "1 line" if plus == 1 else f"{plus} lines"
    report.say(f"{files}: {lines_added} added, {minus} removed.")


def _words(one: Difference) -> str:
    """What became of a file, in a few words."""
    words = {CHANGED: "changed", REMOVED: "removed", ADDED: "yours, not from seedbed",
             LINKED: "a symbolic link now"}[one.kind]  # fmt: skip
    if one.alike:
        words = "same meaning"
    if one.mode:
        words += ", executable now" if one.mode == "executable" else ", no longer executable"
    return words


def _masked(line: str) -> str:
    """A line without secrets; its sign is no part of an address."""
    return line[:1] + masked(line[1:])


def _described(one: Difference, lines: list[str] | None) -> dict[str, Any]:
    added, removed = counts(lines)
    return {
        "file": one.path,
        "change": one.kind,
        "mode": one.mode or None,
        "same_meaning": one.alike,
        "added": added,
        "removed": removed,
        "diff": None if lines is None else "".join(f"{_masked(line)}\n" for line in lines),
    }
