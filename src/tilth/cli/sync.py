"""`tilth sync` on the command line."""

from __future__ import annotations

from tilth.cli import report
from tilth.commands.sync import sync

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(values: dict[str, Any]) -> int:
    """Sync; the manager has said what it did."""
    root = sync()
    if "json" in values:
        report.print_envelope("sync", {"path": str(root), "synced": True}, [])
    return 0
