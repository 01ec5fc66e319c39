"""Whether `.conda` was made of what the project says now."""

from __future__ import annotations

import os

from seedbed.managers.conda import stamp
from seedbed.managers.conda.stages import UNFINISHED, environment_files


def is_in_step(root: str, prefix: str) -> bool | None:
    """Whether an environment was made of today's files; None for one that seedbed didn't make.

    Args:
        root: the project's folder.
        prefix: the environment's.

    Raises:
        SeedbedError: when the files cannot be read.
    """
    if os.path.exists(os.path.join(root, UNFINISHED)):
        return False
    there, names = stamp.read(prefix), environment_files(root)
    if not there:
        return None
    used = [stamp.LOCK] if stamp.LOCK in there else []
    due = stamp.wanted(root, prefix, [*names, *used])
    same = stamp.same_packages(there, due) and stamp.same_project(there, due)
    return same and all(there.get(name) == due.get(name) for name in names)
