"""What the machine already knows: defaults for choices that were not made."""

from __future__ import annotations

import os
import sys

_SYSTEMS = {"linux": "linux", "darwin": "osx", "win32": "win"}
_MACHINES = {
    "x86_64": "64",
    "amd64": "64",
    "aarch64": "aarch64",
    "arm64": "arm64",
    "ppc64le": "ppc64le",
}


def this_platform() -> str:
    """This machine's platform as conda spells it, or an empty string for one it does not know."""
    # `platform.machine()` would answer too, at the price of its import
    named = os.uname().machine if hasattr(os, "uname") else os.environ["PROCESSOR_ARCHITECTURE"]
    machine = _MACHINES.get(named.lower(), "")
    system = _SYSTEMS.get(sys.platform, "")
    return f"{system}-{machine}" if system and machine else ""
