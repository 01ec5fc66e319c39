"""What has to change in the keys of `pyproject.toml`; pure."""

from __future__ import annotations

from seedbed.formats.toml_edit.edit import GONE
from seedbed.managers.shared.items import merge_items, requirement
from seedbed.merge3.values import MISSING
from seedbed.update.forms import is_narrower, is_read_as, said_anew
from seedbed.update.ranges import same_requirements
from seedbed.update.returning import get

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from seedbed.merge3.values import Merger

    Path = tuple[str, ...]
    Leaves = dict[Path, Any]

_BUILD = ("build-system", "requires")


def from_model(
    models: tuple[Leaves, Leaves, Leaves], sides: Sequence[Mapping[str, Any]], merger: Merger
) -> Leaves:
    """What has to change for a text to say what is wanted.

    A value in the text that is not what it was read as belongs to the user: it stays. So does one
    that says what it is to say, but for what is now generated in another way.

    Args:
        models: what the text as generated last was read as, what the text as it stands was read
            as, and what it is to say.
        sides: the keys of the text as generated last, as it stands there, as generated now.
        merger: takes conflicts.
    """
    had, have, want = models
    changes: Leaves = {}
    for path in dict.fromkeys((*have, *want)):
        before, after = have.get(path, MISSING), want.get(path, MISSING)
        was, stands, theirs = (get(side, path) for side in sides)
        if after == stands:
            continue
        if after == before:
            value = stands if theirs is MISSING else said_anew(was, stands, theirs)
        elif stands == before or is_read_as(path, stands, before, after):
            value = after
        elif stands is MISSING and before is not MISSING:  # it follows from other keys
            value = stands
            merger.removed += [path] if was is not MISSING else []
        elif all(side is MISSING or isinstance(side, list) for side in (before, stands, after)):
            lists = ([] if side is MISSING else side for side in (before, stands, after))
            said = requirement if _holds_requirements(path) else _itself
            value = merge_items(*lists, said=said, by_name=_holds_requirements(path))
            value = value if value or after == [] else MISSING
        elif stands == was != had.get(path, MISSING):  # in a form that is not generated any more
            value = after
        elif isinstance(after, str) and isinstance(stands, dict) and "version" in stands:
            value = stands  # the user asks for more than a range: for a channel, or a build
        else:
            value = merger.merge(before, stands, after, path)
        if value != stands:
            changes[path] = GONE if value is MISSING else value
    return changes


def by_key(sides: list[Leaves], merger: Merger) -> Leaves:
    """What has to change in keys that no model knows: as last generated, as they stand, and now."""
    changes: Leaves = {}
    base, ours, theirs = sides
    for path in dict.fromkeys((*ours, *theirs)):
        stands = ours.get(path, MISSING)
        if path[:2] == ("tool", "seedbed") and path in theirs:
            # choices: the fresh side was made of what stands there, and of what is to be set
            value = theirs[path]
        else:
            was, new = base.get(path, MISSING), theirs.get(path, MISSING)
            if path == _BUILD and new != was and same_requirements(was, stands):
                was = stands  # only spelled otherwise
            value = stands if is_narrower(stands, new) else merger.merge(was, stands, new, path)
        if value is not stands and value != stands:
            changes[path] = GONE if value is MISSING else value
    return changes


def _holds_requirements(path: Path) -> bool:
    return path[0] == "dependency-groups" or "dependencies" in path[1]


def _itself(item: Any) -> Any:
    return item
