"""The tasks of a manifest that can be run on this machine, by poethepoet or by Pixi."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


class Runnable:
    """One task; no `record`, which takes longer to make than all of this module.

    Args:
        help_: a line of help; empty when it has none.
        typed: whether the manifest names its arguments, and checks them.
        drops: why arguments for it would be lost, as a clause; empty when they are handed over.
    """

    def __init__(self, help_: str, *, typed: bool, drops: str) -> None:
        self.help, self.typed, self.drops = help_, typed, drops


def poe_tasks(manifest: Mapping[str, Any]) -> dict[str, Runnable] | None:
    """The tasks of poethepoet; None when some of them may stand in other files.

    Args:
        manifest: the parsed `pyproject.toml`.
    """
    poe = _table(manifest, "tool", "poe")
    if not poe or any(key in poe for key in ("include", "include_script", "groups")):
        return None
    tasks = _table(poe, "tasks")
    found = {}
    for name, task in tasks.items():
        if name.startswith("_"):  # for other tasks only
            continue
        table = task if isinstance(task, dict) else {}
        typed = bool(table.get("args"))
        # a task, or a step of it, may ask for all that was given
        asked = typed or any(_mentions(one, "POE_EXTRA_ARGS") for one in _reached(name, tasks))
        drops = "" if asked else _poe_drops(task, tasks)
        found[name] = Runnable(_text(table.get("help")), typed=typed, drops=drops)
    return found


def _poe_drops(task: object, tasks: Mapping[str, Any]) -> str:
    """Why a task of poethepoet loses what it is given."""
    table = task if isinstance(task, dict) else {"sequence": task}
    steps = table.get("sequence") or table.get("parallel")
    if isinstance(steps, list):
        return _alias(_names(steps))
    for kind in ("shell", "switch"):
        if kind in table:
            return f"poethepoet passes none to tasks of the kind '{kind}'"
    other = table.get("ref")
    if isinstance(other, str) and other in tasks and tasks[other] is not task:
        target = tasks[other]
        return "" if isinstance(target, dict) and "ref" in target else _poe_drops(target, tasks)
    return ""


def _alias(steps: tuple[str, ...]) -> str:
    listed = f" ({', '.join(steps)})" if steps else ""
    return f"it only runs other tasks{listed}"


def _reached(name: str, tasks: Mapping[str, Any]) -> Iterator[object]:
    """A task, and all that it leads to."""
    left, seen = [name], set()
    while left:
        one = left.pop()
        if one in seen or one not in tasks:
            continue
        seen.add(one)
        yield tasks[one]
        left += [word for text in _texts(tasks[one]) for word in (text, text.partition(" ")[0])]


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
            if name not in found or found[name].drops:
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
    typed, command = bool(table.get("args")), table.get("cmd")
    drops = ""
    if not command and not typed:
        drops = _alias(_names(table.get("depends-on")))
    elif isinstance(command, str) and _ends_in_comment(command):
        drops = "they would become part of the comment, or the operator, that ends its command"
    return Runnable(_text(table.get("description")), typed=typed, drops=drops)


def _ends_in_comment(command: str) -> bool:
    """Whether what is added to a command of Pixi would belong to a comment, or to a backslash."""
    quote = ""
    comment = escaped = False
    before = " "
    for sign in command.removesuffix("\n"):
        if comment:
            comment = sign != "\n"
        elif escaped:
            escaped = False
        elif quote:
            escaped = sign == "\\" and quote == '"'
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign == "\\":
            escaped = True
        else:
            comment = sign == "#" and before in " \t\n;&|()"
        before = sign
    return comment or escaped


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


def _mentions(value: object, word: str) -> bool:
    """Whether a word stands in any text of a value."""
    return any(word in text for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    """All texts in a value, however deep."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            left += one.values() if isinstance(one, dict) else one


def _table(value: object, *names: str) -> dict[str, Any]:
    """The table at a key; an empty one when there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
