"""Where the managers keep what they have downloaded, to link it into environments."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

COPIES = frozenset(("copy", "symlink"))
"""Values of uv's `link-mode` with which it makes no hard links."""


def cache_of(
    manager: str, variables: Mapping[str, str], home: str, settings: Mapping[str, Any]
) -> str:
    """The folder that a manager links packages from; empty where it copies them, or nothing tells.

    Only variables and the project's own settings are looked at.

    Args:
        manager: its name.
        variables: the environment variables.
        home: the user's home folder.
        settings: the manager's table in `pyproject.toml`.
    """
    if os.name == "nt":
        return ""  # where folders are hidden behind others
    caches = variables.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    if manager == "uv":
        mode = variables.get("UV_LINK_MODE") or settings.get("link-mode")
        if mode in COPIES or sys.platform == "darwin":  # there, it clones
            return ""
        named = settings.get("cache-dir")
        own = named if isinstance(named, str) else os.path.join(caches, "uv")
        return variables.get("UV_CACHE_DIR") or own
    if manager == "pixi":
        # https://pixi.sh/latest/reference/environment_variables/
        named = variables.get("PIXI_CACHE_DIR") or variables.get("RATTLER_CACHE_DIR")
        base = caches if sys.platform != "darwin" else os.path.join(home, "Library", "Caches")
        return named or os.path.join(base, "rattler", "cache")
    if manager == "conda":
        named = variables.get("CONDA_PKGS_DIRS", "").split(",")[0].strip()
        root = variables.get("MAMBA_ROOT_PREFIX") or variables.get("CONDA_ROOT", "")
        return named or (os.path.join(root, "pkgs") if root else "")
    return ""
