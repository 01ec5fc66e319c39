"""Which manager a folder is for that seedbed did not make."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_FILES = (
    ("pixi", ("pixi.lock",)),
    ("uv", ("uv.lock",)),
    ("poetry", ("poetry.lock",)),
    ("conda", ("conda-lock.yml", "environment.yml")),
)


def guess_manager(root: str, manifest: Mapping[str, Any]) -> str:
    """The manager whose lock or tables a folder has; empty where none or several have some.

    Args:
        root: the folder.
        manifest: what `pyproject.toml` holds, if anything.
    """
    # Pixi reads `pixi.toml` first; all that is known here is about `pyproject.toml`
    if os.path.isfile(os.path.join(root, "pixi.toml")):
        return ""
    found = [
        name
        for name, files in _FILES
        if any(os.path.isfile(os.path.join(root, file)) for file in files)
    ]
    if not found and isinstance(tools := manifest.get("tool"), dict):
        found = [name for name in ("pixi", "uv", "poetry") if name in tools]
    return found[0] if len(found) == 1 else ""
