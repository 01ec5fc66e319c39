"""What can become of a thing in a manifest at a switch."""

from __future__ import annotations

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
