"""The paths by which an environment is known: its own, and those that lead there through links."""

from __future__ import annotations

import os

from seedbed.host.ways import is_fixed


def aliases_of(root: str, named: str) -> tuple[str, ...]:
    """Other paths of an environment, which nobody else can lead elsewhere.

    Args:
        root: its folder, absolute, without links.
        named: the absolute path by which it was found.
    """
    paths = [named, os.environ.get("VIRTUAL_ENV", "")]
    here, current = os.environ.get("PWD", ""), os.path.join(os.getcwd(), "")
    if here and os.path.join(root, "").startswith(current):
        paths.append(os.path.join(here, root[len(current) :]))
    return tuple(
        dict.fromkeys(
            one
            for one in map(os.path.normpath, filter(os.path.isabs, paths))
            if one != root and os.path.realpath(one) == root and is_fixed(one, root)
        )
    )
