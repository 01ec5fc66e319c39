"""The package sources of a project of Poetry 1, in the words of Poetry 2; pure.

Poetry 2 refuses the words `default` and `secondary`. A primary source takes the place of PyPI now,
unless that is named, too; to Poetry 1, only a default one did.
https://python-poetry.org/docs/repositories/#project-configuration
"""

from __future__ import annotations

from seedbed.importers.poetry1_moving import POETRY
from seedbed.importers.wording import listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.importers.poetry1_moving import Moving

_KEY = "source"
_PRIORITY = "priority"
_PRIMARY = "primary"
_NEW = {"default": _PRIMARY, "secondary": "supplemental"}
_DEFAULT_INDEX = "pypi"


def move_sources(moving: Moving) -> None:
    """Give each source a priority that Poetry 2 knows."""
    given = [dict(one.values) for one in moving.poetry.sections(_KEY)]
    found = [_renamed(one) for one in given]
    for old, new in zip(given, found, strict=True):
        if new != old and _PRIORITY in new:
            text = (
                f'The priority of the source {new.get("name")} is "{new[_PRIORITY]}" now: Poetry 2 '
                f'has no "{_word(old)}".'
            )
            moving.tell(text, _KEY, anew=True)
    if found != given:
        moving.changes[*POETRY, _KEY] = found
    names = [str(one.get("name")) for one in found]
    known = _DEFAULT_INDEX in map(str.lower, names) or "default" in map(_word, given)
    first = [str(one.get("name")) for one in found if one.get(_PRIORITY, _PRIMARY) == _PRIMARY]
    if first and not known:
        text = (
            f"Poetry 2 doesn't ask PyPI beside {listed(first)}, as Poetry 1 did: name PyPI as a "
            f'source, too, or give {listed(first)} the priority "supplemental" or "explicit".'
        )
        moving.tell(text, _KEY)


def _word(source: dict[str, Any]) -> str:
    """The old word for a source's priority; empty for none."""
    given = source.get(_PRIORITY)
    if isinstance(given, str) and given in _NEW:
        return given
    return next((word for word in _NEW if source.get(word) is True), "")


def _renamed(source: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in source.items() if key not in _NEW}
    word = _word(source)
    return {**rest, _PRIORITY: _NEW[word]} if word else rest
