"""PDM's scripts, as tasks of poethepoet where these do the same; pure.

https://pdm-project.org/latest/usage/scripts/
"""

from __future__ import annotations

import re
import shlex

from seedbed.managers.shared.calls import same_call
from seedbed.managers.shared.poe import is_help, is_name, is_plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.importers.pdm_moving import Moving
    from seedbed.managers.shared.calls import Call

_SCRIPTS = "scripts"
_SHARED = "_"
_HOOKS = ("pre_", "post_")
_PLACEHOLDER = re.compile(r"\$|\{(?:args|pdm)\b")


def move_scripts(moving: Moving) -> None:
    """Move the scripts that poethepoet runs alike."""
    given = moving.pdm.section(_SCRIPTS).values
    if _SHARED in given:
        text = (
            "The scripts stay with PDM: they share the options of `_`, which seedbed doesn't read."
        )
        moving.tell(text, _SCRIPTS)
        return
    stand = moving.manifest.section("tool", "poe", "tasks").values
    found = {name: task for name, one in given.items() if (task := _task(name, one, given))}
    found |= _composite(given, found)
    for name in given:
        if name in stand and stand[name] != found.get(name):
            text = f"The script {name} stays with PDM: poe already has a task of that name."
            moving.tell(text, _SCRIPTS, name)
        elif name in found:
            moving.changes["tool", "poe", "tasks", name] = found[name]
        else:
            text = f"The script {name} stays with PDM: seedbed moves only plain commands."
            moving.tell(text, _SCRIPTS, name)
    if any(name not in stand for name in found):
        text = (
            "Scripts that are plain commands are tasks of poethepoet now: `seedbed add --dev "
            "poethepoet` installs it, and `seedbed run NAME` runs one."
        )
        moving.tell(text, _SCRIPTS)


def _task(name: str, given: object, scripts: Mapping[str, Any]) -> dict[str, Any]:
    """The task of poe for a script with one command; empty where there is none."""
    if not is_name(name) or _is_hooked(name, scripts):
        return {}
    match given:
        case str(run):
            return _called(run, {})
        case {"cmd": str(run), **rest}:
            return _called(run, rest)
        case {"cmd": list(words), **rest} if all(isinstance(one, str) for one in words):
            return _called(shlex.join(words), rest)
    return {}


def _called(run: str, rest: Mapping[Any, Any]) -> dict[str, Any]:
    call = same_call(run, _read) if is_help(rest, "help") else ""
    return {**rest, "cmd": call} if call else {}


def _read(run: str) -> Call | None:
    """The words of a command, as PDM splits it; None where it puts something else in."""
    try:
        words = [] if _PLACEHOLDER.search(run) else shlex.split(run)
    except ValueError:
        return None
    return tuple(((word, False),) for word in words) if words and words[0] != "pdm" else None


def _composite(
    given: Mapping[str, Any], found: Mapping[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """The tasks for scripts that run others, if all of these are tasks, too."""
    tasks: dict[str, dict[str, Any]] = {}
    for name, one in given.items():
        match one:
            case {"composite": list(steps), **rest}:
                sound = is_name(name) and is_plain(steps) and is_help(rest, "help")
                if sound and not _is_hooked(name, given) and found.keys() >= {*steps}:
                    tasks[name] = {str(key): value for key, value in rest.items()}
                    tasks[name]["sequence"] = steps
    return tasks


def _is_hooked(name: str, scripts: Mapping[str, Any]) -> bool:
    """Whether a script runs before or after others, or others before or after it."""
    return name.startswith(_HOOKS) or any(f"{hook}{name}" in scripts for hook in _HOOKS)
