"""What can become of a thing in a manifest at a switch."""

from __future__ import annotations

import re

from seedbed.formats import toml
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.managers.things import Thing

CARRIED, TRANSLATED, SET_ASIDE, LEFT_OUT = "carried", "translated", "set aside", "left out"
NEEDLESS = "needless"
"""What becomes of a thing; the last word is for what seedbed wrote for the old manager alone."""


@record
class Fate:
    """What becomes of a thing.

    Attributes:
        thing: the thing.
        kind: one word for it.
        source: the table where it stood.
        target: the table where it stands then, or the file that keeps it; empty for none.
        name: what it is called beside its table; empty where the table says it.
    """

    thing: Thing
    kind: str
    source: str
    target: str = ""
    name: str = ""


def said_of(thing: Thing) -> str:
    """What a thing says, as it stands there."""
    return thing.item or toml.inline(thing.value)


def range_of(thing: Thing) -> str | None:
    """The range of versions that a thing gives; None where it gives none."""
    if thing.item:
        name = re.match(r"[A-Za-z0-9._-]+", thing.item)
        rest = thing.item[name.end() :].strip() if name else "@"
        return None if set(rest) & {"@", "[", ";"} else rest
    value = thing.value.get("version") if isinstance(thing.value, dict) else thing.value
    return value if isinstance(value, str) else None
