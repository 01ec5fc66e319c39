"""What `pyvenv.cfg` says. Pure.

https://docs.python.org/3/library/venv.html
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "pyvenv.cfg"
_MAKERS = ("uv", "virtualenv")
_VARY = frozenset(("uv", "virtualenv", "prompt", "command", "executable"))
"""What may be otherwise than in a fresh environment: who made it, and how it is called."""


def parse(text: str) -> Mapping[str, str]:
    """The settings, by lower-case name."""
    found = {}
    for line in text.splitlines():
        key, equals, value = line.partition("=")
        if equals:
            found[key.strip().lower()] = value.strip()
    return found


def maker(settings: Mapping[str, str]) -> tuple[str, str]:
    """What made the environment, and its version; `venv` writes none."""
    name = next((one for one in _MAKERS if one in settings), "venv")
    return name, settings.get(name, "")


def unlike(settings: Mapping[str, str], fresh: Mapping[str, str]) -> list[str]:
    """The settings that are not as in a fresh environment with the same Python."""
    names = (settings.keys() | fresh.keys()) - _VARY
    return sorted(one for one in names if settings.get(one) != fresh.get(one))
