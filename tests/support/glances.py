"""Environments at a quick look, as doctor takes it."""

from __future__ import annotations

import time
from pathlib import Path

import verify_wheels

from seedbed.commands.verifying.glance import glance


def synced(root: Path, cache: Path) -> Path:
    """Let uv install a project."""
    verify_wheels.sync(root, cache)
    time.sleep(0.02)  # the clock of files has ticks: what changes from now on is newer
    return root


def site_of(root: Path) -> Path:
    """Where its packages are."""
    return next(root.glob(".venv/lib/*/site-packages"))


def told(root: Path) -> list[str]:
    """What differs, by the paths in the folder of packages."""
    start = f"lib/{site_of(root).parent.name}/site-packages/"
    found = glance(str(root / ".venv")).differences
    return [f"{one.path.removeprefix(start)} {one.what}" for one in found]
