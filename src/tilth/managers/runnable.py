"""The tasks of a manifest that can be run on this machine, by poethepoet or by Pixi."""

from __future__ import annotations

import os
import sys

from tilth.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


@record
class Runnable:
    """One task.

    Attributes:
        help: a line of help; empty when it has none.
        alias: whether it only runs other tasks, so that arguments for it would be lost.
        steps: the names of those, as far as they are given as names.
        typed: whether the manifest names its arguments, and checks them.
        comment: whether a comment ends its command, which would take arguments as a part of it.
    """

    help: str = ""
    alias: bool = False
    steps: tuple[str, ...] = ()
    typed: bool = False
    comment: bool = False


def poe_tasks(manifest: Mapping[str, Any]) -> dict[str, Runnable] | None:
    """The tasks of poethepoet; None when some of them may stand in other files.

    Args:
        manifest: the parsed `pyproject.toml`.
    """
    poe = _table(manifest, "tool", "poe")
    if not poe or any(key in poe for key in ("include", "include_script", "groups")):
        return None
    tasks = _table(poe, "tasks")
    # a step of an alias may take what was given to the alias
    passed_on = "POE_EXTRA_ARGS" in repr(tasks)
    found = {}
    for name, task in tasks.items():
        table = task if isinstance(task, dict) else {"sequence": task}
        steps = table.get("sequence") or table.get("parallel")
        typed = bool(table.get("args"))
        found[name] = Runnable(
            help=_text(table.get("help")),
            alias=isinstance(steps, list) and not typed and not passed_on,
            steps=_names(steps),
            typed=typed,
        )
    return found


def pixi_tasks(manifest: Mapping[str, Any]) -> dict[str, Runnable]:
    """The tasks of Pixi that this machine has in some environment.

    Args:
        manifest: the parsed `pyproject.toml`.
    """
    pixi = _table(manifest, "tool", "pixi")
    environments = _table(pixi, "environments").values()
    used = {name for one in environments for name in _features(one)}
    places: list[object] = [pixi, *environments]
    places += [table for name, table in _table(pixi, "feature").items() if name in used]
    found: dict[str, Runnable] = {}
    for place in places:
        for name, task in _tasks_of_place(place):
            one = _pixi_task(task)
            if name not in found or found[name].alias:
                found[name] = one
    return found


def _tasks_of_place(place: object) -> Iterator[tuple[str, object]]:
    yield from _table(place, "tasks").items()
    for selector, target in _table(place, "target").items():
        if _is_here(selector):
            yield from _table(target, "tasks").items()


def _pixi_task(task: object) -> Runnable:
    short = "depends-on" if isinstance(task, list) else "cmd"
    table = task if isinstance(task, dict) else {short: task}
    return Runnable(
        help=_text(table.get("description")),
        alias=not table.get("cmd") and not table.get("args"),
        steps=_names(table.get("depends-on")),
        typed=bool(table.get("args")),
        comment=_ends_in_comment(table.get("cmd")),
    )


def _ends_in_comment(command: object) -> bool:
    """Whether what is added to a command of Pixi would belong to a comment."""
    last = command.rpartition("\n")[2] if isinstance(command, str) else ""
    if "#" not in last:
        return False
    from tilth.managers.pixi.shell import read_call

    with_one = read_call(f"{last} '_'")
    return with_one is not None and with_one == read_call(last)


def _names(steps: object) -> tuple[str, ...]:
    """The names of the tasks that an alias runs."""
    many = steps if isinstance(steps, list) else [steps]
    named = (one.get("task") if isinstance(one, dict) else one for one in many)
    return tuple(one for one in named if isinstance(one, str))


def _features(environment: object) -> list[Any]:
    given = environment.get("features") if isinstance(environment, dict) else environment
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []


def _is_here(selector: str) -> bool:
    """Whether a target may be this machine; names of the project's own platforms may be."""
    family = {"win32": "win", "darwin": "osx"}.get(sys.platform, sys.platform)
    if selector in {"unix", "linux", "osx", "win"}:
        return selector == family or (selector == "unix" and family != "win")
    system, _, machine = selector.partition("-")
    if system not in {"linux", "osx", "win"} or machine not in _MACHINES:
        return True
    own = os.uname().machine if os.name != "nt" else ""
    return system == family and own in (*_MACHINES[machine], "")


_MACHINES = {
    "64": ("x86_64", "amd64"),
    "aarch64": ("aarch64", "arm64"),
    "arm64": ("aarch64", "arm64"),
    "ppc64le": ("ppc64le",),
}


def _table(value: object, *names: str) -> dict[str, Any]:
    """The table at a key; an empty one when there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
