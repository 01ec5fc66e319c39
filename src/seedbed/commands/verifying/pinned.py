"""Environments on a Python that uv manages, and that was asked for by its whole version.

Such an environment names the folder of that version, `cpython-3.12.7-…`; all others name a link
to it, `cpython-3.12-…`, so that uv can exchange it. A fresh environment is always one of those.
"""

from __future__ import annotations

import os

from seedbed.verify.interpreters import KEY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def as_pinned(settings: Mapping[str, str], fresh: Mapping[str, str]) -> Mapping[str, str]:
    """The settings of a fresh environment, as they would be on a Python of a whole version.

    Args:
        settings: those of an environment; they decide, if they name the same Python.
        fresh: those of the fresh one.
    """
    home = settings.get("home", "")
    real = os.path.realpath(home)
    key = KEY.fullmatch(os.path.basename(os.path.dirname(real)))
    if not key or real != home or os.path.realpath(fresh.get("home", "")) != real:
        return fresh
    version = key["version"]
    if settings.get("version_info") != version:
        return fresh
    return {**fresh, "home": home, "version_info": version}
