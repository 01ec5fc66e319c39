"""Refuses to start programs of an environment that came with a clone."""

from __future__ import annotations

import os

from seedbed.errors import ENVIRONMENT, SeedbedError


def check_own(root: str, environment: str) -> None:
    """Refuse to start a Python that came with a clone.

    git is asked in the folder that really holds the environment: a workspace's is above the
    project, and a link above the environment may lead elsewhere in the clone.

    Args:
        root: the project's folder.
        environment: the environment's folder, which exists.

    Raises:
        SeedbedError: when git tracks it.
    """
    from seedbed.host.git import tracked

    folder = os.path.realpath(os.path.dirname(environment))
    names = _names(folder, os.path.basename(environment))
    if not tracked(folder, names):
        return
    path = os.path.relpath(os.path.join(folder, names[0]), os.path.realpath(root))
    raise SeedbedError(
        f"git tracks {environment}, so its programs came with the clone: none was run.",
        f"If it is yours, remove it from git with 'git rm -r --cached {path.replace(os.sep, '/')}';"
        " otherwise, delete it. Then sync again.",
        code="environment-tracked",
        status=ENVIRONMENT,
    )


def _names(folder: str, name: str) -> list[str]:
    """The names of what is in a folder under a name: the file system may ignore case."""
    found = os.lstat(os.path.join(folder, name))
    with os.scandir(folder) as entries:
        names = [one.name for one in entries if one.name.casefold() == name.casefold()]
    same = (one for one in names if os.path.samestat(os.lstat(os.path.join(folder, one)), found))
    return list(same) or [name]
