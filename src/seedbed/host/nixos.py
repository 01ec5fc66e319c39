"""NixOS, which starts programs that were built for other Linux systems only with help."""

from __future__ import annotations

import os

_LOADERS = ("lib64/ld-linux-x86-64.so.2", "lib/ld-linux-aarch64.so.1")
"""Where programs built for other systems look for what loads them."""


def lacks_loader(top: str = "/") -> bool:
    """Whether this is NixOS, without the loader that programs built for other systems need.

    NixOS puts a program there that only explains this (`stub-ld`); nix-ld replaces it, and an
    environment of `buildFHSEnv` has the real one.

    Args:
        top: the folder that holds all others.
    """
    if not os.path.exists(os.path.join(top, "etc/NIXOS")):
        return False
    places = (os.path.join(top, loader) for loader in _LOADERS)
    found = [os.path.realpath(place) for place in places if os.path.lexists(place)]
    return not found or all("stub-ld" in place for place in found)
