"""Differences between locks as Markdown (GitHub's), for a pull request."""

from __future__ import annotations

import re

from seedbed.cli import lock_words
from seedbed.formats.markdown import escape
from seedbed.locks import differences as kinds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seedbed.commands.lock_diff import LockDiff
    from seedbed.locks.differences import Change

_OPEN = 10
"""Rows of a table that is not folded."""
_ALWAYS_OPEN = frozenset((kinds.HASH, kinds.MAJOR))
_LONGEST = 60_000
"""Characters of the whole: GitHub takes 65,536 in a comment."""
_PLAIN = re.compile(r"[A-Za-z0-9.+!-]+")


def markdown(found: LockDiff) -> str:
    """What differs, with a table for each section; long ones are folded."""
    from seedbed.cli.report import visible

    difference = found.difference
    parts = [f"## {_inline(lock_words.heading(found))}"]
    said = [lock_words.summary(difference) if difference.changes else ""]
    said += [_inline(one) for one in lock_words.place_sentences(difference)]
    parts += filter(None, said if difference else [lock_words.SAME])
    room = _LONGEST - sum(map(len, parts))
    for section in kinds.SECTIONS:
        rows = [one for one in difference.changes if one.section == section]
        if rows:
            text = _section(section, rows, room)
            room -= len(text)
            parts.append(text)
    if any(one.direct for one in difference.changes):
        parts.append("The project itself asks for packages in **bold**.")
    parts += [f"*{_inline(remark)}*" for remark in found.remarks]
    return visible("\n\n".join(parts)) + "\n"


def _section(section: str, changes: Sequence[Change], room: int) -> str:
    title = lock_words.TITLES[section]
    lines = list(_hash_rows(changes) if section == kinds.HASH else _rows(changes))
    head = ["| Package | File | Before | After |" if section == kinds.HASH
            else "| Package | Before | After | Notes |", "|---|---|---|---|"]  # fmt: skip
    kept = []
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            break
        kept.append(line)
    table = "\n".join([*head, *kept])
    if len(kept) < len(lines):
        table += f"\n\n… and {len(lines) - len(kept)} more: `seedbed lock diff` lists all."
    if section == kinds.HASH:
        warning = f"> [!CAUTION]\n> {escape(lock_words.WARNING)}"
        return f"### {title}\n\n{warning}\n\n{table}"
    if len(lines) <= _OPEN or section in _ALWAYS_OPEN:
        return f"### {title}\n\n{table}"
    summary = f"<summary><b>{title}</b>: {len(lines)}</summary>"
    return f"<details>\n{summary}\n\n{table}\n\n</details>"


def _rows(changes: Sequence[Change]) -> Iterator[str]:
    for one in changes:
        cells = (_package(one), _cell(lock_words.old_version(one)),
                 _cell(lock_words.new_version(one)),
                 ", ".join(_note(note) for note in lock_words.notes(one)))  # fmt: skip
        yield f"| {' | '.join(cells)} |"


def _hash_rows(changes: Sequence[Change]) -> Iterator[str]:
    for one in changes:
        package = f"{_package(one)} {_cell(lock_words.new_version(one))}"
        notes = "".join(f", {_note(note)}" for note in lock_words.notes(one))
        for file, old, new in one.hashes:
            cells = (package + notes, _cell(file), _cell(old), _cell(new) or "no hash")
            yield f"| {' | '.join(cells)} |"


def _package(change: Change) -> str:
    name = _cell(change.name)
    return f"**{name}**" if change.direct else name


def _note(note: str) -> str:
    return " ".join(part if part == "→" else _cell(part) for part in note.split(" "))


def _cell(text: str) -> str:
    """A text in a table: as it is if it is plain; else as code, in which nothing has a meaning."""
    if not text or _PLAIN.fullmatch(text.rstrip(",;")):
        return text
    shown = "".join(char if char.isprintable() else " " for char in text)
    return f"`{shown.replace('`', chr(39)).strip()}`".replace("|", "\\|")


def _inline(text: str) -> str:
    """A sentence without any markup, and without mentions of people."""
    return escape(text).replace("\n", " ").replace("@", "&#64;")
