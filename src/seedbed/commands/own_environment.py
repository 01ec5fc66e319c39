"""Refuses to start programs of an environment that came with a clone."""

from __future__ import annotations

import os

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host.brought import brought


def check_own(root: str, environment: str) -> None:
    """Refuse to start a Python that came with a clone.

    Args:
        root: the project's folder.
        environment: the environment's folder, which exists.

    Raises:
        SeedbedError: when git tracks it, or the last commit has it.
    """
    found = brought(environment)
    if found is None:
        return
    path = os.path.relpath(found.path, os.path.realpath(root)).replace(os.sep, "/")
    what, how = f"git tracks {environment}", f"remove it from git with 'git rm -r --cached {path}'"
    if not found.is_tracked:
        what, how = f"The last commit contains {environment}", "commit its removal from git"
    and_commit = " and commit that" if found.is_tracked else ""
    raise SeedbedError(
        f"{what}, so its programs came with the clone: none was run.",
        f"If it is yours, {how}{and_commit}; otherwise, delete it first. Then sync again.",
        code="environment-tracked",
        status=ENVIRONMENT,
    )
