"""`seedbed schema`: the JSON Schemas that came with seedbed."""

from __future__ import annotations

import os

from seedbed.errors import nearest, usage_error

_FOLDER = os.path.join(os.path.dirname(os.path.dirname(__file__)), "data", "schemas")
_ENDING = ".schema.json"


def names() -> tuple[str, ...]:
    """What there are schemas of: commands, and two more."""
    found = (name for name in os.listdir(_FOLDER) if name.endswith(_ENDING))
    return tuple(sorted(name.removesuffix(_ENDING) for name in found))


def read(name: str) -> str:
    """The text of one schema.

    Raises:
        SeedbedError: when there is none of that name.
    """
    known = names()
    if name not in known:
        meant = nearest(name, known)
        offered = f"Choose from: {', '.join(known)}."
        raise usage_error(
            f"There is no schema {name!r}.",
            f"Did you mean '{meant}'? {offered}" if meant else offered,
            code="unknown-choice",
        )
    with open(os.path.join(_FOLDER, f"{name}{_ENDING}"), encoding="utf-8") as file:
        return file.read()
