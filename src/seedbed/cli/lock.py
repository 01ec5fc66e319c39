"""`seedbed lock` on the command line."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.cli.lock_options import ACTIONS
from seedbed.commands.lock_diff import HEAD, lock_diff
from seedbed.errors import nearest, usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.lock_diff import LockDiff
    from seedbed.commands.lock_sides import Side
    from seedbed.locks.contents import Locked
    from seedbed.locks.differences import Change


def main(values: dict[str, Any]) -> int:
    """Show what differs between two locks; the exit status is 1 if anything does."""
    action = values["action"]
    if action not in ACTIONS:
        meant = nearest(action, tuple(ACTIONS))
        raise usage_error(
            f"'seedbed lock' does not know {action!r}.",
            f"Did you mean '{meant}'?" if meant else "Write 'seedbed lock diff'.",
            code="bad-usage",
        )
    if {"json", "markdown"} <= values.keys():
        raise usage_error(
            "--json and --markdown exclude each other.", "Leave one of them out.", code="bad-usage"
        )
    found = lock_diff(values.get("old", HEAD), values.get("new", ""))
    if "json" in values:
        report.print_envelope("lock", described(found), list(found.remarks))
    elif "markdown" in values:
        from seedbed.cli.lock_markdown import markdown

        report.say_raw(markdown(found))
    else:
        from seedbed.cli.lock_text import print_difference

        print_difference(found)
    return 1 if found.difference else 0


def described(found: LockDiff) -> dict[str, Any]:
    """The result as JSON has it."""
    difference = found.difference
    return {
        "old": _side(found.old, difference.counts[0]),
        "new": _side(found.new, difference.counts[1]),
        "differs": bool(difference),
        "new-places": [_place(one) for one in difference.new_places],
        "lost-places": [_place(one) for one in difference.lost_places],
        "changes": [_change(one) for one in difference.changes],
    }


def _side(side: Side, count: int) -> dict[str, Any]:
    return {
        "file": side.name,
        "format": side.contents.format,
        "revision": side.revision or None,
        "commit": side.commit or None,
        "packages": count,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "section": change.section,
        "kind": change.kind,
        "level": change.level or None,
        "name": change.name,
        "direct": change.direct,
        "via": list(change.via),
        "moved": change.moved,
        "old": [_locked(one) for one in change.old],
        "new": [_locked(one) for one in change.new],
        "beside": list(change.beside),
        "hashes": [
            {"file": file or None, "old": old, "new": new or None}
            for file, old, new in change.hashes
        ],
        "where": change.where or None,
        "places": [_place(one) for one in change.places],
    }


def _locked(one: Locked) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": one.kind,
        "version": one.version or None,
        "build": one.build or None,
        "source": {"kind": one.source.kind, "address": one.source.address or None},
        "markers": list(one.markers),
    }


def _place(place: tuple[str, str]) -> dict[str, str | None]:
    return {"environment": place[0] or None, "platform": place[1] or None}
