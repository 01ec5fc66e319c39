"""Releases of a framework that are older than all that the tables know. Pure."""

from __future__ import annotations

import re

from seedbed.accelerators import pythons
from seedbed.accelerators.ranges import admitted
from seedbed.accelerators.refusing import CODE, named
from seedbed.errors import usage_error
from seedbed.model.versions import release as numbers

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from seedbed.accelerators.ranges import Row
    from seedbed.accelerators.wanted import Wanted

_VERSION = re.compile(r"\d+(?:\.\d+)*")


def check(title: str, asked: Wanted, rows: Sequence[Row]) -> None:
    """Refuse a range of old releases only: they have wheels for old versions of Python only.

    Newer ones than the tables know are not refused.

    Args:
        title: the framework's.
        asked: what is asked for.
        rows: its table, oldest release first.

    Raises:
        SeedbedError: names the oldest release that a project can be made for.
    """
    stated = [numbers(one) for one in _VERSION.findall(asked.spec)]
    if not stated or max(stated) >= numbers(rows[0].version) or admitted(rows, asked.spec):
        return
    first = next(one.version for one in rows if pythons.supported([[one]]))
    raise usage_error(
        f"{named(title, asked.spec)} is too old: it has no wheels for any Python that projects "
        "can have.",
        f"Use --framework-version {first}, or newer.",
        code=CODE,
    )
