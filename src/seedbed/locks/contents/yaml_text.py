"""Reads the YAML of a lock: by line, or with a library where somebody has edited it."""

from __future__ import annotations

from seedbed.locks.contents import DamagedError
from seedbed.locks.contents.yaml_lines import UnusualError
from seedbed.locks.contents.yaml_lines import loads as by_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LONGEST = 4 * 1024 * 1024
"""Characters that the library reads, which takes it a minute; no lock by a program needs it."""


def loads(said: str) -> Any:
    """What a text says; all values are texts, or None.

    Raises:
        DamagedError: when it is no YAML.
    """
    try:
        return by_line(said)
    except UnusualError:
        if len(said) > _LONGEST:
            raise DamagedError("has a layout that no program writes, and is too large") from None
    from seedbed.errors import SeedbedError
    from seedbed.managers.conda.yaml import loads as by_library

    try:
        return by_library(said, "it", typed=False)
    except SeedbedError as error:
        said = error.message.removeprefix("it is ").rstrip(".")
        why = said if error.code == "bad-yaml" else "it is no table"
        raise DamagedError(f"is damaged: {why}") from None
