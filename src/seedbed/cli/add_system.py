"""`seedbed add` and `seedbed remove` with `--system`, `--overlay`, or `--recipe`."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.cli.changes import describe, print_plan
from seedbed.cli.update import conflict_error, print_done
from seedbed.commands.all_or_none import WRITTEN
from seedbed.commands.options import split
from seedbed.commands.update import write_and_follow, write_update
from seedbed.errors import usage_error
from seedbed.host.unfinished import followed
from seedbed.render.skeletons import CHANNEL
from seedbed.render.system_told import told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.update_plan import UpdatePlan
    from seedbed.errors import SeedbedError


_KINDS = ("system", "overlay", "recipe")
_VERBS = {"add": "starts", "remove": "removes"}
_ALONE = ("dev", "group", "extra", "editable", "pypi", "conda", "channel")
"""Options that only Python packages have."""


def main(command: str, values: dict[str, Any]) -> int:
    """Run `seedbed add` or `seedbed remove` with `--system`, `--overlay`, or `--recipe`.

    Args:
        command: `add` or `remove`.
        values: the values of its options, and its words as `packages`.
    """
    kind, *others = [one for one in _KINDS if one in values]
    others += [one for one in _ALONE if one in values]
    if others:
        raise usage_error(
            f"--{kind} and --{others[0]} cannot be combined.",
            "Leave one of them out.",
            code="bad-usage",
        )
    words = split(values.get("packages", []))
    if not words:
        raise usage_error(
            f"'seedbed {command} --{kind}' needs a name.",
            f"See 'seedbed {command} --help'.",
            code="bad-usage",
        )
    if kind == "system":
        return _add(words, values) if command == "add" else _remove(words, values)
    if len(words) > 1:
        raise usage_error(
            f"--{kind} {_VERBS[command]} one package at a time, but {len(words)} are named.",
            "Name one of them.",
            code="bad-usage",
        )
    if command == "remove":
        return _remove_own(kind, words[0], values)
    return (_overlay if kind == "overlay" else _recipe)(words[0], values)


def _add(names: list[str], values: dict[str, Any]) -> int:
    from seedbed.commands.add_system import plan_add

    plan = plan_add(".", names, mend=not _is_dry(values))
    new = [one for one in plan.packages if one.name not in plan.known]
    sentences = [f"{name} is already recorded." for name in plan.known]
    sentences += told(new, plan.update.choices)
    return _carry_out("add", plan.update, values, _Told(sentences, list(plan.remarks)))


def _remove(names: list[str], values: dict[str, Any]) -> int:
    from seedbed.commands.add_system import plan_remove
    from seedbed.commands.remove_skeleton import deleting, staying

    plan = plan_remove(".", names, mend=not _is_dry(values))
    root = plan.update.root
    own = (staying(root, "overlay", one.name) for one in plan.packages if one.nix == one.name)
    return _carry_out("remove", plan.update, values, _Told([*map(deleting, filter(None, own))], []))


def _remove_own(kind: str, name: str, values: dict[str, Any]) -> int:
    from seedbed.commands import remove_skeleton

    mend = not _is_dry(values)
    if kind == "overlay":
        plan = remove_skeleton.plan_remove_overlay(".", name, mend=mend)
    else:
        plan = remove_skeleton.plan_remove_recipe(".", name, mend=mend)
    paths = remove_skeleton.staying(plan.root, kind, name)
    sentences = [remove_skeleton.deleting(paths)] if paths else []
    return _carry_out("remove", plan, values, _Told(sentences, []))


def _overlay(name: str, values: dict[str, Any]) -> int:
    from seedbed.commands.add_skeleton import plan_overlay

    plan = plan_overlay(".", name, mend=not _is_dry(values))
    sentences = [
        f".nix/overlays/{name}.nix builds {name}, and the Nix shell has it.",
        f".nix/overlays/{name}/README.md says how to change it.",
    ]
    return _carry_out("add", plan.update, values, _Told(sentences, []))


def _recipe(name: str, values: dict[str, Any]) -> int:
    from seedbed.commands.add_skeleton import plan_recipe
    from seedbed.render.skeletons import commands

    plan = plan_recipe(".", name, mend=not _is_dry(values))
    typed = commands(name)
    sentences = [
        f"recipes/{name}/recipe.yaml describes {name}. {_TAKEN[plan.managers[1]]}",
        f"Build and test it:\n  {typed['build']}",
        f"Put it into a private channel:\n  {typed['upload']}",
    ]
    return _carry_out("add", plan, values, _Told(sentences, []))


_BUILT = f"build it, then add the channel '{CHANNEL}' and the package to environment.yml."
_TAKEN = {
    "pixi": "Pixi builds it for the project by itself; that is a preview feature (pixi-build).",
    "conda": f"To install it, {_BUILT}",
    "uv": "uv installs no conda packages, so this project can't install it.",
    "poetry": "Poetry installs no conda packages, so this project can't install it.",
}
"""How each manager gets it."""


class _Told:
    """What is said of a plan besides its files.

    Args:
        sentences: what it means, for standard output.
        remarks: what to look out for, for standard error.
    """

    def __init__(self, sentences: list[str], remarks: list[str]) -> None:
        self.sentences, self.remarks = sentences, remarks


def _is_dry(values: dict[str, Any]) -> bool:
    return "dry_run" in values or "diff" in values


def _carry_out(command: str, plan: UpdatePlan, values: dict[str, Any], what: _Told) -> int:
    as_json = "json" in values
    if not as_json:
        for text in filter(None, (plan.remark, *what.remarks)):
            report.note(text)
        print_plan(plan)
        if "diff" in values or "dry_run" in values:
            from seedbed.cli.unified import print_diff

            print_diff(plan.changes)
    if _is_dry(values):
        if as_json:
            _print_json(command, plan, what, written=False, synced=False)
        else:
            report.say("Nothing was written.")
        return 0
    synced = plan.needs_lock and bool(values.get("sync", True))
    staged, unheard = (write_and_follow if synced else write_update)(plan)
    with report.Telling(WRITTEN if plan.steps else "Nothing was written."):
        if plan.needs_lock:
            followed(plan.root)
        what.remarks += unheard
        error = conflict_error(plan, staged=staged)
        return _tell(command, plan, values, what, unheard, synced=synced, error=error)


def _tell(
    command: str,
    plan: UpdatePlan,
    values: dict[str, Any],
    what: _Told,
    unheard: list[str],
    *,
    synced: bool,
    error: SeedbedError | None,
) -> int:
    if "json" in values:
        _print_json(command, plan, what, written=bool(plan.steps), synced=synced, error=error)
        return error.status if error else 0
    for text in what.sentences:
        report.say(text)
    print_done(plan, synced=synced, remarks=unheard)
    return report.print_error(error, command=command, as_json=False) if error else 0


def _print_json(
    command: str, plan: UpdatePlan, what: _Told, *, written: bool, synced: bool, error: Any = None
) -> None:
    result = {**describe(plan, written=written, synced=synced), "told": what.sentences}
    report.print_envelope(command, result, what.remarks, error)
