"""What `pyvenv.cfg` says. Pure.

https://docs.python.org/3/library/venv.html
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "pyvenv.cfg"
_MAKERS = ("uv", "virtualenv")
_VARY = frozenset(("uv", "virtualenv", "prompt", "command", "executable"))
"""What may be otherwise than in a fresh environment: who made it, and how it is called."""
_VERSIONS = frozenset(("version", "version_info"))
_SHORT = re.compile(r"\d+\.\d+(?=\.[\w.]+$)")
_NO_TEXT = re.compile("[\0\r\ufffd]")
"""What Python can't read, with what stands for bytes that aren't UTF-8; and a return, which ends a
line for `site`, but not for Python's start."""
_PLAIN = re.compile(r"[\w .,:+@/#=~-]*")


def parse(text: str) -> Mapping[str, str]:
    """The settings, by lower-case name.

    Of a name that comes twice, Python's start takes the first value and `site` the last one: such
    a setting has both values here, and so fits nothing. A line that is no setting is a name without
    a value.
    """
    found: dict[str, str] = {}
    for line in text.split("\n"):  # `str.splitlines` knows more ends
        key, equals, value = line.partition("=")
        name = key.strip().lower()
        if name or equals:
            found[name] = f"{found[name]}, {value.strip()}" if name in found else value.strip()
    return found


def is_plain(prompt: str) -> bool:
    """Whether a prompt is nothing but text in every shell: `activate` scripts hold it as it is."""
    return _PLAIN.fullmatch(prompt) is not None


def maker(settings: Mapping[str, str]) -> tuple[str, str]:
    """What made the environment, and its version; `venv` writes none."""
    name = next((one for one in _MAKERS if one in settings), "venv")
    return name, settings.get(name, "")


def unlike(settings: Mapping[str, str], fresh: Mapping[str, str]) -> list[str]:
    """The settings that are not as in a fresh environment with the same Python."""
    names = (settings.keys() | fresh.keys()) - _VARY
    unread = {one for one in _VARY & settings.keys() if _NO_TEXT.search(settings[one])}
    return sorted(unread | {one for one in names if _value(settings, one) != _value(fresh, one)})


def _value(settings: Mapping[str, str], name: str) -> str | None:
    """What a setting says; of a version, the two numbers that an upgrade in place keeps."""
    value = settings.get(name)
    short = _SHORT.match(value) if value and name in _VERSIONS else None
    return short[0] if short else value
