"""Shows on a terminal how much `seedbed verify` has read so far."""

from __future__ import annotations

import sys
import threading
from time import monotonic

_PATIENCE = 2.0
"""Seconds before anything is shown."""
_PAUSE = 0.2
_MB = 1_000_000


class Progress:
    """Counts bytes that were read, and bytes that were downloaded.

    Args:
        shown: whether people look on; nothing is shown where standard error is no terminal.
    """

    def __init__(self, *, shown: bool) -> None:
        self._shown = shown and sys.stderr.isatty()
        self._begun = self._last = monotonic()
        self._lock = threading.Lock()
        self._counts = {"read": 0, "downloaded": 0}
        self._drawn = False

    def __call__(self, number: int, what: str = "read") -> None:
        """Count some more bytes, of what was `read` or `downloaded`."""
        with self._lock:
            self._counts[what] += number
            now = monotonic()
            if self._shown and now - self._begun > _PATIENCE and now - self._last > _PAUSE:
                self._last, self._drawn = now, True
                sys.stderr.write(f"\r\033[K{self._line()}")
                sys.stderr.flush()

    def end(self) -> None:
        """Remove the line."""
        if self._drawn:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()

    def _line(self) -> str:
        parts = [f"{self._counts['read'] / _MB:,.0f} MB read"]
        if self._counts["downloaded"]:
            parts.append(f"{self._counts['downloaded'] / _MB:,.0f} MB downloaded")
        return f"Verifying: {', '.join(parts)}"
