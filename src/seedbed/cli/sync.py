"""`seedbed sync` on the command line."""

from __future__ import annotations

from seedbed.commands.sync import exec_sync, sync

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.status_checks import Answer


def main(values: dict[str, Any]) -> int:
    """Sync; for people, the manager says what it does, and its exit status is seedbed's."""
    if "check" in values:
        return _check(as_json="json" in values)
    if "verify" in values:
        return _verified(as_json="json" in values)
    if "json" not in values:
        exec_sync(_note)
    from seedbed.cli import report

    path, remarks = sync()
    report.print_envelope("sync", {"path": path, "synced": True, "verified": None}, remarks)
    return 0


def _verified(*, as_json: bool) -> int:
    """Sync, then verify; the status is that of the verification."""
    from seedbed.cli import report, verify

    path, remarks = sync()
    if not as_json:
        for text in remarks:
            report.note(text)
        return verify.main({})
    found, described = verify.described()
    result = {"path": path, "synced": True, "verified": described}
    report.print_envelope("sync", result, remarks)
    return found


def _check(*, as_json: bool) -> int:
    """Say whether a sync has something to do; the status tells it, too."""
    from seedbed.cli import report
    from seedbed.commands.sync_check import check_sync

    found = check_sync()
    if as_json:
        result = {
            "path": found.root,
            "due": list(found.due),
            "lock": _answer(found.lock),
            "environment": _answer(found.environment),
        }
        report.print_envelope("sync", result, list(found.remarks))
        return 1 if found.due else 0
    for text in found.remarks:
        report.note(text)
    for text in found.due:
        report.say(text)
    if found.due:
        report.say(f"Next: {found.then}")
    elif not found.remarks:
        report.say("The lock and the environment are up to date.")
    return 1 if found.due else 0


def _answer(one: Answer) -> dict[str, str | None]:
    return {"state": one.state, "detail": one.detail or None}


def _note(text: str) -> None:
    from seedbed.cli import report

    report.note(text)
