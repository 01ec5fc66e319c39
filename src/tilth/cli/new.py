"""`tilth new` on the command line."""

from __future__ import annotations

import os
import sys

from tilth import process
from tilth.choices import DEFAULT_PLATFORMS, Author, Choices, make_choices, to_table
from tilth.cli import report
from tilth.commands import new
from tilth.commands.defaults import git_author, this_platform
from tilth.errors import TilthError, unknown_choice, usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PLAIN = (
    "package",
    "description",
    "license",
    "python",
    "manager",
    "nix",
    "framework",
    "framework_version",
    "accelerator",
    "lint",
)
"""Options whose value is a field of `Choices` of the same name."""


def main(values: dict[str, Any]) -> int:
    """Plan, show, write, and make the environment."""
    as_json = "json" in values
    if _asks(values):
        from tilth.cli.ask import complete

        values = complete(values)
    if not values.get("path"):
        raise usage_error(
            "'tilth new' needs the path of the new project.",
            "Give one, such as 'tilth new digits', or '.' for this folder.",
            code="bad-usage",
        )
    dry = "dry_run" in values
    target = new.check_target(values["path"], mend=not dry)
    plan = new.plan_new(target, make(values, target))
    if not as_json and (dry or _asks(values)):
        report.print_plan(plan)
    if dry:
        if as_json:
            report.print_envelope("new", describe(plan, written=False), [])
        return 0
    new.write_new(plan)
    return _after_writing(plan, values)


def make(values: dict[str, Any], target: str) -> Choices:
    """The choices that some options mean.

    Args:
        values: the values of options, by name; only those that were given.
        target: the project's folder, which gives its name when no option does.

    Raises:
        TilthError: for options that contradict each other or cannot be.
    """
    picked: dict[str, Any] = {}
    if "preset" in values:
        picked.update(_preset(values["preset"]))
    picked.update({name: values[name] for name in _PLAIN if name in values})
    for option, field in (("platform", "platforms"), ("channel", "channels")):
        if option in values:
            picked[field] = tuple(_split(values[option]))
    picked["extras"] = _extras(values, picked.get("extras", Choices.extras))
    author = _author(values)
    if author != Author():
        picked["authors"] = (author,)
    here = this_platform()
    if here and "platforms" not in picked:
        picked["platforms"] = (*DEFAULT_PLATFORMS, here)
    return make_choices(values.get("name", os.path.basename(target)), **picked)


def describe(plan: new.NewPlan, *, written: bool, synced: bool = False) -> dict[str, Any]:
    """The `result` of the JSON envelope."""
    return {
        "path": plan.target,
        "name": plan.choices.name,
        "choices": to_table(plan.choices),
        "files": [
            {
                "path": path,
                "bytes": len(file.data),
                "layer": file.layer,
                "executable": file.executable,
            }
            for path, file in plan.tree.files.items()
        ],
        "keys": plan.tree.keys,
        "runs": plan.tree.runs,
        "written": written,
        "synced": synced,
    }


def _asks(values: dict[str, Any]) -> bool:
    silent = "yes" in values or "json" in values
    return not silent and sys.stdin.isatty() and sys.stdout.isatty()


def _after_writing(plan: new.NewPlan, values: dict[str, Any]) -> int:
    as_json = "json" in values
    messages = []
    if values.get("git", True):
        messages += [text for text in [new.start_git(plan.target)] if text]
    syncs = values.get("sync", True)
    error = _sync(plan) if syncs else None
    if as_json:
        result = describe(plan, written=True, synced=syncs and error is None)
        report.print_envelope("new", result, messages, error)
        return error.status if error else 0
    for text in messages:
        report.note(text)
    if error:
        return report.print_error(error, command="new", as_json=False)
    _print_done(plan, synced=syncs)
    return 0


def _sync(plan: new.NewPlan) -> TilthError | None:
    from tilth.managers import load_driver

    try:
        new.make_environment(plan.target, load_driver(plan.choices.manager))
    except TilthError as error:
        return new.later(error, plan.target)
    except KeyboardInterrupt:
        from tilth.errors import INTERRUPTED

        hint = f"Run 'uv sync' or 'tilth sync' in {plan.target} to go on."
        return new.later(
            TilthError("interrupted.", hint, code="interrupted", status=INTERRUPTED), plan.target
        )
    return None


def _print_done(plan: new.NewPlan, *, synced: bool) -> None:
    shown = os.path.relpath(plan.target)
    where = shown if len(shown) < len(plan.target) else plan.target
    what = "with its environment" if synced else "without its environment"
    report.say(f"Made {plan.choices.name}: {len(plan.tree.files)} files in {where}, {what}.")
    if where != ".":
        report.say(f"Enter: cd {_quoted(where)}")
    else:
        report.say("Enter: you are there.")
    # a tilth that was installed by itself has brought a uv that is not on PATH
    train = "uv run poe train" if process.find(plan.choices.manager) else "tilth run train"
    report.say(f"Train: {train}" + ("" if synced else "  (the first time it also installs)"))


def _quoted(path: str) -> str:
    if path.isascii() and path.replace("/", "").replace("-", "").replace("_", "").isalnum():
        return path  # without the price of importing shlex
    import shlex

    return shlex.quote(path)


def _author(values: dict[str, Any]) -> Author:
    if "author" not in values and "email" not in values and values.get("git", True):
        name, email = git_author()
        return Author(name=name, email=email)
    return Author(name=values.get("author", ""), email=values.get("email", ""))


def _preset(name: str) -> dict[str, Any]:
    from tilth.layers import load_presets

    presets = load_presets()
    if name not in presets:
        raise unknown_choice("preset", name, tuple(presets))
    chosen = presets[name].get("choices", {})
    return {
        key: tuple(value) if isinstance(value, list) else value for key, value in chosen.items()
    }


def _extras(values: dict[str, Any], default: tuple[str, ...]) -> tuple[str, ...]:
    wanted, unwanted = _split(values.get("with", [])), _split(values.get("without", []))
    for extra in wanted:
        if extra in unwanted:
            raise usage_error(
                f"--with {extra} and --without {extra} exclude each other.",
                "Leave one of them out.",
                code="choices-exclude",
            )
    if unwanted:
        from tilth.cli.offers import offers

        for extra in unwanted:
            if extra not in offers("extras"):
                raise unknown_choice("without", extra, tuple(offers("extras")))
    return tuple(extra for extra in (*default, *wanted) if extra not in unwanted)


def _split(texts: list[str]) -> list[str]:
    return [part.strip() for text in texts for part in text.split(",") if part.strip()]
