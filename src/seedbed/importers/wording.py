"""Words that the remarks of importers share."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 5
"""How many names are listed; of more, this many and their number."""


def listed(names: Iterable[str]) -> str:
    """Names as they stand in a sentence: `a, b, and c`; of many, the first ones."""
    shown = list(dict.fromkeys(names))
    if len(shown) > _MOST + 1:
        shown[_MOST:] = [f"{len(shown) - _MOST} more"]
    *some, last = shown
    if len(some) < 2:
        return " and ".join([*some, last])
    return f"{', '.join(some)}, and {last}"
