"""Values of a manifest that say the same as others, or no more than they do; pure."""

from __future__ import annotations

from seedbed.managers.shared.conda_packages import same_spec
from seedbed.managers.shared.poe import step_name
from seedbed.merge3.values import MISSING
from seedbed.model.versions import WITHIN, compare

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    Path = tuple[str, ...]


def said_anew(was: Any, stands: Any, theirs: Any) -> Any:
    """A value whose meaning stays, with the parts that a newer template says in another way."""
    if stands == was:
        return theirs
    if not all(isinstance(side, dict) for side in (was, stands, theirs)):
        return stands
    parts = {
        key: said_anew(*(side.get(key, MISSING) for side in (was, stands, theirs)))
        for key in dict.fromkeys((*stands, *theirs))
    }
    return {key: value for key, value in parts.items() if value is not MISSING}


def is_read_as(path: Path, stands: Any, before: Any, after: Any) -> bool:
    """Whether a task, a variable or a range is only said otherwise than a dialect says it.

    A command may be quoted in several ways, and a task may be only its command, or its steps. One
    that goes may also lack parts that only say what holds anyway.

    Args:
        path: its key.
        stands: what the manifest says.
        before: what a dialect would write for that, as far as it read it.
        after: what it is to say; `MISSING` when it goes.
    """
    if isinstance(before, str) and isinstance(stands, str):
        ranges = path[-2] in {"constraints", "dependencies"}
        return path[-2] == "env" or (ranges and same_spec(stands, before))
    if not isinstance(before, dict):
        return False
    if isinstance(stands, str):
        return "cmd" in before
    table = {"depends-on": stands} if isinstance(stands, list) else stands
    if not isinstance(table, dict):
        return False
    said = _with_plain_steps(table)
    if "cmd" in said and "cmd" in before:
        said["cmd"] = before["cmd"]
    if after is MISSING or table is not stands:
        said = {**before, **said}
    return said == before


def is_narrower(stands: Any, new: Any) -> bool:
    """Whether a range of versions, as of a manager's own, takes nothing that another does not."""
    both = isinstance(stands, str) and isinstance(new, str)
    return both and stands[:1] in "<>=~" and stands != new and compare(stands, new) == WITHIN


def _with_plain_steps(task: Mapping[str, Any]) -> dict[str, Any]:
    """A task whose steps are names, where they are tables that say no more."""
    steps = task.get("depends-on")
    if not isinstance(steps, list):
        return {**task}
    return {**task, "depends-on": [step_name(step) for step in steps]}
