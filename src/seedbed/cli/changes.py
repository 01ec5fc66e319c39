"""What an update does, for people and as JSON."""

from __future__ import annotations

import sys

from seedbed.cli import report
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import to_table
from seedbed.update import conflicts as reports
from seedbed.update.aside import PATH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from seedbed.commands.update_plan import UpdatePlan
    from seedbed.update.change import Change
    from seedbed.update.row import Row

_MOST = 12
"""Lines that are said of one file."""


def print_plan(plan: UpdatePlan) -> None:
    """Print what an update does to each file, and what a switch does."""
    old, new = (MANAGERS[name].title for name in plan.managers)
    if old != new:
        report.say(f"From {old} to {new}.")
    if plan.finished:
        names = ", ".join(plan.finished)
        report.say(f"Finished an interrupted update, which changed {names}.")
    elif plan.due:
        report.say("The lock and the environment do not match the last update yet.")
    if plan.settled:
        report.say("The conflicts of the last update are resolved.")
    if plan.fault:
        missing = PATH if plan.fault.code.startswith("aside") else "a base"
        report.say(f"Without {missing}, seedbed cannot merge anything.")
    elif not plan.changes and not plan.settled:
        other = "The files are up to date." if plan.due else "Everything is up to date."
        report.say("Everything but the base is up to date." if plan.steps else other)
        lock = MANAGERS[plan.managers[1]].lock_file
        if not plan.has_lock:
            report.note(f"There is no {lock} yet: 'seedbed sync' creates it, and the environment.")
    width = 11 if plan.rows else 9  # the rows of a switch have longer words
    for change in plan.changes:
        kind = _kind(change) if plan.fault is None else _difference(change)
        report.say_raw(f"  {_marked(kind, width)} {report.visible(change.path)}\n")
        found = [reports.named(conflict.path) or "the whole file" for conflict in change.conflicts]
        _print_some(
            [*change.notes, *(f"changed by you and seedbed: {what}" for what in found)], width
        )
    _print_switch(plan)


def _print_switch(plan: UpdatePlan) -> None:
    """Print what a switch does with what the project says."""
    if not plan.rows:
        return
    from seedbed.update.fate import LEFT_OUT, SET_ASIDE
    from seedbed.update.row import EDITED, NOTE, RESTORED, WARNING

    for row in plan.rows:
        what = list(row.what)
        if row.kind in {WARNING, NOTE}:
            say = report.warn if row.kind == WARNING else report.note
            say(f"{MANAGERS[plan.managers[1]].title} cannot hold {what[0]}.")
            continue
        if row.kind in {RESTORED, LEFT_OUT}:
            for start, one in zip((row.kind, *[""] * len(what)), what, strict=False):
                _say_row(start, one)
            continue
        where = f"{row.source} → {row.target}" if row.source else ""
        if row.kind == SET_ASIDE and row.target != PATH:
            where = f"stays in {row.target}, unused"
            what = [one.removeprefix(f"{row.target}: ") for one in what]
        if len(what) > _MOST:
            what[_MOST:] = [f"… and {len(what) - _MOST} more (--json lists all)"]
        _say_row(row.kind, ": ".join(filter(None, (where, ", ".join(what)))))
    if any(row.keys for row in plan.rows):
        report.say(_counted(plan.rows))
    kinds = {row.kind for row in plan.rows}
    if any(row.kind == SET_ASIDE and row.target == PATH for row in plan.rows):
        old = MANAGERS[plan.managers[0]].title
        report.say(
            f"What is set aside goes into {PATH} and comes back when you switch back to {old}."
        )
    if EDITED in kinds:
        report.say(f"What isn't restored stays in {PATH}; remove the file if you don't need it.")


def _counted(rows: Sequence[Row]) -> str:
    """How many settings go where."""
    keys: dict[str, set[str]] = {}
    for row in rows:
        keys.setdefault(row.kind, set()).update(row.keys)
    counts = [f"{len(those)} {kind}" for kind, those in keys.items() if those]
    total = sum(map(len, keys.values()))
    return f"Of {total} settings: {', '.join(counts)}."


def _say_row(kind: str, text: str) -> None:
    """Print one row; on a terminal, the rest of a long one stands below its beginning."""
    row = f"  {kind:<11} {text}"
    if sys.stdout.isatty():
        import textwrap

        row = textwrap.fill(
            row,
            report.columns(),
            subsequent_indent=" " * 14,
            break_long_words=False,
            break_on_hyphens=False,
        )
    report.say(row)


def _print_some(remarks: list[str], width: int) -> None:
    if len(remarks) > _MOST:
        remarks = [*remarks[:_MOST], f"… and {len(remarks) - _MOST} more (--json lists all)"]
    for remark in remarks:
        report.say(f"{' ' * (width + 3)}{remark}")


def _kind(change: Change) -> str:
    return "conflict" if change.conflicts else change.kind


def _marked(kind: str, width: int) -> str:
    """What happens to a file, as wide as the column; a conflict stands out."""
    shown = f"{kind:<{width}}"
    return report.style(shown, report.ERROR, sys.stdout) if kind == "conflict" else shown


def _difference(change: Change) -> str:
    return "missing" if change.before is None else "differs"


def _entry(key: str, value: object) -> dict[str, str]:
    """A key with its value as TOML writes it; without, where the key goes."""
    from seedbed.formats import toml
    from seedbed.merge3.values import MISSING

    return {"key": key} if value is MISSING else {"key": key, "value": toml.inline(value)}


def describe(plan: UpdatePlan, *, written: bool, synced: bool) -> dict[str, Any]:
    """The `result` of the JSON envelope."""
    return {
        "path": plan.root,
        "choices": to_table(plan.choices),
        "managers": list(plan.managers),
        "files": [
            {
                "path": change.path,
                "change": _kind(change) if plan.fault is None else _difference(change),
                "notes": list(change.notes),
                "conflicts": [reports.named(conflict.path) for conflict in change.conflicts],
            }
            for change in plan.changes
        ],
        "switch": [
            {
                "kind": row.kind,
                "what": list(row.what),
                "from": row.source,
                "to": row.target,
                "keys": list(row.keys),
                "values": [_entry(key, value) for key, value in row.values.items()],
            }
            for row in plan.rows
        ],
        "finished": list(plan.finished),
        "due": plan.is_due,
        "written": written,
        "synced": synced,
    }
