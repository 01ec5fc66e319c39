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
    here, inner = os.environ.get("PWD", ""), os.path.relpath(root)
    if here and not inner.startswith(os.pardir):
        paths.append(os.path.join(here, inner))
    return tuple(
        dict.fromkeys(
            one
            for one in map(os.path.normpath, filter(os.path.isabs, paths))
            if one != root and os.path.realpath(one) == root and is_fixed(one, root)
        )
    )
