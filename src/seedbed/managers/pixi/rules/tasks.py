"""Pixi's rules for tasks and for what an environment is activated with."""

from __future__ import annotations

import re

from seedbed.managers.pixi.rules.findings import (
    array,
    boolean,
    each,
    fields,
    indexed,
    kind,
    only,
    required,
    shown,
    string,
    string_table,
    strings,
    table,
    wrong,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.managers.pixi.rules.findings import Findings, Judge, Path

_ALIAS = ("depends-on", "description", "args")
_ENVIRONMENT = re.compile(r"[a-z0-9-]+")


def judge_tasks(seen: Findings, path: Path, value: Any) -> None:
    """Judge a table of tasks; their names may be anything."""
    for name, task in table(seen, path, value).items():
        _judge_task(seen, (*path, name), task)


def judge_activation(seen: Findings, path: Path, value: Any) -> None:
    """Judge `[activation]`."""
    fields(seen, path, value, {"scripts": strings, "env": string_table})


def environment_name(seen: Findings, path: Path, value: Any) -> None:
    """Refuse what cannot be an environment's name."""
    if not _ENVIRONMENT.fullmatch(string(seen, path, value)):
        seen.refuse(
            path,
            f"{shown(path)}: '{value}' is not a valid environment name: use lowercase letters, "
            "digits, and dashes",
        )


def _judge_task(seen: Findings, path: Path, task: Any) -> None:
    match task:
        case str():
            return
        case list():  # an alias in short: of what stands beside `task`, Pixi looks at nothing
            for place, item in indexed(path, task):
                required(seen, place, table(seen, place, item), "task")
                string(seen, (*place, "task"), item["task"])
        case dict():
            _judge_table(seen, path, task)
        case _:
            wrong(seen, path, task, "a string or a table")


def _judge_table(seen: Findings, path: Path, task: dict[str, Any]) -> None:
    depends = "depends-on" if "depends-on" in task or "depends_on" not in task else "depends_on"
    judges: dict[str, Judge] = {
        depends: _strict_depends if depends == "depends-on" else _lax_depends,
        "description": string,
        "args": _judge_args,
    }
    if "cmd" not in task:
        _judge_alias(seen, path, task, depends)
        fields(seen, path, task, judges)
        return
    judges |= {
        "cmd": _judge_command,
        "inputs": strings,
        "outputs": strings,
        "cwd": string,
        "env": string_table,
        "default-environment": environment_name,
        "clean-env": boolean,
    }
    fields(seen, path, task, judges)
    _judge_order(seen, (*path, "args"), task.get("args", []))


def _judge_alias(seen: Findings, path: Path, task: dict[str, Any], depends: str) -> None:
    """Refuse, in words of its own, what only a task with a command may have."""
    for key in task:
        if key not in (depends, *_ALIAS):
            has = f"has {depends} but no cmd" if depends in task else "has no cmd"
            seen.refuse(
                (*path, key),
                f"the task '{path[-1]}' {has}, so it cannot have {key} ({shown((*path, key))}); "
                f"without a command, a task takes only {', '.join(_ALIAS)}",
            )


def _judge_command(seen: Findings, path: Path, value: Any) -> None:
    if not isinstance(value, str | list):
        wrong(seen, path, value, "a string or an array")
    if isinstance(value, list):
        strings(seen, path, value)


def _judge_depends(seen: Findings, path: Path, value: Any, *, strict: bool) -> None:
    if isinstance(value, str):
        return
    if not isinstance(value, list):
        wrong(seen, path, value, "a string or an array")
    for place, item in indexed(path, value):
        if isinstance(item, str):
            continue
        if not isinstance(item, dict):
            wrong(seen, place, item, "a string or a table")
        required(seen, place, item, "task")
        string(seen, (*place, "task"), item["task"])
        if strict:
            judges = {"task": string, "args": _judge_passed, "environment": environment_name}
            fields(seen, place, item, judges)


def _strict_depends(seen: Findings, path: Path, value: Any) -> None:
    _judge_depends(seen, path, value, strict=True)


def _lax_depends(seen: Findings, path: Path, value: Any) -> None:
    """Judge `depends_on`, the old name, where Pixi looks at nothing beside `task`."""
    _judge_depends(seen, path, value, strict=False)


def _judge_passed(seen: Findings, path: Path, value: Any) -> None:
    """Judge the arguments that are passed to another task."""
    for place, item in indexed(path, array(seen, path, value)):
        if isinstance(item, str):
            continue
        if not isinstance(item, dict):
            wrong(seen, place, item, "a string, or a table of one string")
        if len(item) != 1:
            seen.refuse(place, f"{shown(place)} must hold one argument, not {len(item)}")
        string_table(seen, place, item)


def _judge_args(seen: Findings, path: Path, value: Any) -> None:
    each(_judge_arg)(seen, path, value)


def _judge_arg(seen: Findings, path: Path, value: Any) -> None:
    if isinstance(value, str):
        _argument_name(seen, path, value)
        return
    if not isinstance(value, dict):
        wrong(seen, path, value, "a string or a table")
    required(seen, path, value, "arg")
    only(seen, path, value, ("arg", "default", "choices"))
    judges = {"arg": _argument_name, "default": string, "choices": strings}
    fields(seen, path, value, judges)
    choices = value.get("choices")
    if choices is not None and "default" in value and value["default"] not in choices:
        seen.refuse(
            (*path, "default"),
            f"{shown(path)}: the default '{value['default']}' is not one of the choices",
        )


def _argument_name(seen: Findings, path: Path, value: Any) -> None:
    if "-" in string(seen, path, value):
        seen.refuse(path, f"{shown(path)}: the argument name '{value}' cannot contain a dash")


def _judge_order(seen: Findings, path: Path, args: list[Any]) -> None:
    optional = False
    for place, arg in indexed(path, args):
        has = kind(arg) == "a table" and "default" in arg
        if optional and not has:
            seen.refuse(
                place, f"{shown(place)} needs a default, because an argument before it has one"
            )
        optional = optional or has
