"""Opens the user's browser, where there is a screen for it."""

from __future__ import annotations

import os
import sys


def has_screen() -> bool:
    """Whether a browser that is opened here can be seen by who runs this."""
    if any(name in os.environ for name in ("SSH_CONNECTION", "SSH_TTY")):
        return False
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def show(url: str) -> bool:
    """Open a page; False where no browser could be started."""
    import webbrowser

    return webbrowser.open(url)
