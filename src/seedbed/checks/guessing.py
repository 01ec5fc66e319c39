"""Which manager a folder is for that seedbed did not make."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

PIXI = "pixi.toml"
"""Pixi's own manifest, which it reads before `pyproject.toml`."""
_FILES = (
    ("pixi", ("pixi.lock",)),
    ("uv", ("uv.lock",)),
    ("poetry", ("poetry.lock",)),
    ("conda", ("conda-lock.yml", "environment.yml")),
)


def guess_manager(root: str, manifest: Mapping[str, Any]) -> str:
    """The manager whose files or tables a folder has; empty where none or several have some.

    Args:
        root: the folder.
        manifest: what `pyproject.toml` holds, if anything.
    """
    if os.path.isfile(os.path.join(root, PIXI)):
        return "pixi"
    found = [
        name
        for name, files in _FILES
        if any(os.path.isfile(os.path.join(root, file)) for file in files)
    ]
    if len(found) != 1 and isinstance(tools := manifest.get("tool"), dict):
        # of several locks, most are left over from before a switch
        found = [name for name in found or ("pixi", "uv", "poetry") if name in tools]
    return found[0] if len(found) == 1 else ""
