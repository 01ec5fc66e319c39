"""`seedbed sync` on the command line."""

from __future__ import annotations

from seedbed.commands.sync import exec_sync, sync

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(values: dict[str, Any]) -> int:
    """Sync; for people, the manager says what it does, and its exit status is seedbed's."""
    if "json" not in values:
        exec_sync(_note)
    from seedbed.cli import report

    path, remarks = sync()
    report.print_envelope("sync", {"path": path, "synced": True}, remarks)
    return 0


def _note(text: str) -> None:
    from seedbed.cli import report

    report.note(text)
