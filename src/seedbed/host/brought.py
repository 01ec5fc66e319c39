"""Whether an environment came with a clone, so that anyone may have made its programs."""

from __future__ import annotations

import os

from seedbed.host.git import in_last_commit, tracked
from seedbed.model.record import record


@record
class Brought:
    """An environment that came with a clone.

    Attributes:
        path: its folder, as git knows it: absolute, and without links above it.
        is_tracked: whether git tracks it; else only the last commit has it.
    """

    path: str
    is_tracked: bool


def brought(environment: str) -> Brought | None:
    """What git knows of an environment; None where it knows nothing.

    git is asked in the folder that really holds the environment: a workspace's is above the
    project, and a link above the environment may lead elsewhere in the clone. The last commit is
    asked, too: what git has only just forgotten has not become anyone's own.

    Args:
        environment: the environment's folder.

    Raises:
        SeedbedError: when git fails.
    """
    if not os.path.lexists(environment):
        return None
    folder = os.path.realpath(os.path.dirname(environment))
    names = _names(folder, os.path.basename(environment))
    is_tracked = bool(tracked(folder, names))
    if is_tracked or in_last_commit(folder, names):
        return Brought(path=os.path.join(folder, names[0]), is_tracked=is_tracked)
    return None


def _names(folder: str, name: str) -> list[str]:
    """The names of what is in a folder under a name: the file system may ignore case."""
    found = os.lstat(os.path.join(folder, name))
    with os.scandir(folder) as entries:
        names = [one.name for one in entries if one.name.casefold() == name.casefold()]
    same = (one for one in names if os.path.samestat(os.lstat(os.path.join(folder, one)), found))
    return list(same) or [name]
