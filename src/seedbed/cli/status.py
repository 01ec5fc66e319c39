"""`seedbed status` on the command line."""

from __future__ import annotations

import os
import sys

from seedbed.cli import report
from seedbed.commands.status import status_of, statuses_of
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import typed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from seedbed.commands.status import Status
    from seedbed.commands.status_checks import Answer

# What is said of each state; the JSON Schemas have the same states.
LOCK = {
    "in-step": "matches pyproject.toml",
    "stale": "doesn't match pyproject.toml any more",
    "missing": "not created yet",
    "none": "none, so nothing is pinned; conda-lock can make one",
    "unchecked": "there, but only the manager can tell whether it matches pyproject.toml",
    "damaged": "is damaged",
    "unreadable": "can't be read",
}
ENVIRONMENT = {
    "in-step": "matches the lock",
    "differs": "doesn't match the lock",
    "missing": "not created yet",
    "moved": "made for another folder",
    "unchecked": "there, but not compared with a lock",
}
UPDATE = {
    "up-to-date": "nothing to update",
    "due": "an update is due",
    "unfinished": "the lock and the environment haven't followed the last change",
    "conflicts": "conflicts of the last update wait to be resolved",
    "unknown": "unknown",
}
ACCELERATOR = {
    "none": "not needed",
    "fits": "what is installed fits",
    "usable": "works",
    "unusable": "doesn't work",
    "not-installed": "the framework isn't installed yet",
    "unknown": "unknown",
}
VERIFIED = {
    "never": "never on this machine; 'seedbed verify' does it",
    "proved": "proved",
    "outdated": "not since the lock changed",
}
_THEN = {
    ("lock", "stale"): "seedbed sync",
    ("lock", "missing"): "seedbed sync",
    ("lock", "damaged"): "seedbed doctor",
    ("environment", "differs"): "seedbed sync",
    ("environment", "missing"): "seedbed sync",
    ("environment", "moved"): "seedbed sync",
    ("update", "due"): "seedbed update",
    ("update", "unfinished"): "seedbed update",
    ("update", "unknown"): "seedbed doctor",
    ("accelerator", "unusable"): "seedbed gpu",
}
"""What to run about a state."""
_COLUMNS = ("project", "manager", "framework", "lock", "environment", "update", "accelerator",
            "jupyter")  # fmt: skip


def main(values: dict[str, Any]) -> int:
    """Show one project on a screen, or many in a table."""
    folders: list[str] = values.get("folders", [])
    rows = statuses_of(folders) if len(folders) > 1 else [status_of(*folders)]
    if "json" in values:
        report.print_envelope("status", {"projects": [_described(one) for one in rows]}, [])
    elif len(folders) > 1:
        _say_table(rows)
    else:
        _say_one(rows[0])
    return 1 if any(one.error for one in rows) else 0


def _say_one(one: Status) -> None:
    rows = list(_facts(one))
    width = max(len(title) for title, _ in rows)
    for title, text in rows:
        report.say_row(title, text, width)


def _facts(one: Status) -> Iterator[tuple[str, str]]:
    choices = one.choices
    if choices is None:
        return
    yield "Project", f"{choices.name} in {one.path}"
    device = f"{choices.accelerator} {choices.accelerator_version}".strip()
    framework = f"{choices.framework} {choices.framework_version}".strip()
    own = choices.is_adopted  # then, its framework is its own matter
    yield "Choices", ", ".join(filter(None, (
        "adopted" if own else f"framework {framework}", "" if own else f"accelerator {device}",
        f"Nix {choices.nix}",
        f"extras {'+'.join(choices.extras)}" if choices.extras else "",
        f"Python {choices.python or 'any'}",
    )))  # fmt: skip
    title = MANAGERS[choices.manager].title
    yield "Manager", f"{title} {one.version}" if one.version else f"{title}: {one.missing}"
    yield "Lock", _said("lock", one.lock, LOCK, _before_sync(choices.manager, one))
    yield "Environment", _said("environment", one.environment, ENVIRONMENT)
    yield "Update", _said("update", one.update, UPDATE)
    yield "Accelerator", _said("accelerator", one.accelerator, ACCELERATOR)
    yield "Verified", _said("verified", one.verified, VERIFIED)
    running = one.jupyter.detail.removeprefix("JupyterLab ").removeprefix("is ").rstrip(".")
    yield "JupyterLab", running or "not running"


def _before_sync(manager: str, one: Status) -> str:
    """What has to be run before a sync, which does not renew the lock of this manager."""
    row = typed(manager, one.path)
    return "" if row.renews or one.lock.state != "stale" else row.lock


def _said(side: str, answer: Answer, words: dict[str, str], first: str = "") -> str:
    text = words[answer.state]
    text += f" ({answer.detail.rstrip('.')})" if answer.detail else ""
    then = _THEN.get((side, answer.state))
    before = f"'{first}', then " if first else ""
    return f"{text}; run {before}'{then}'" if then else text


def _say_table(rows: list[Status]) -> None:
    table = [_COLUMNS, *(_cells(one) for one in rows)]
    if sys.stdout.isatty():
        table = _narrowed(table)
    widths = [max(len(row[place]) for row in table if len(row) > place) if place else
              max(len(row[0]) for row in table) for place in range(len(table[0]))]  # fmt: skip
    for number, row in enumerate(table):
        text = "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False))
        report.say_raw(
            report.style(text.rstrip(), "" if number else report.TITLE, sys.stdout) + "\n"
        )
    for one in rows:
        if one.error:
            report.note(f"{_short(one.path)}: {one.error.message}")


def _narrowed(table: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The table without its last columns, as far as they say nothing and don't fit."""
    for place in (len(_COLUMNS) - 1, len(_COLUMNS) - 2):
        columns = zip(*(row for row in table if len(row) == len(table[0])), strict=True)
        width = sum(max(map(len, column)) + 2 for column in columns) - 2
        said = {row[place] for row in table[1:] if len(row) > place}
        if width <= report.columns() or said - {"-", "none"}:
            break
        table = [row[:place] for row in table]
    return table


def _cells(one: Status) -> tuple[str, ...]:
    path = report.visible(_short(one.path))
    if one.error or one.choices is None:
        return path, "no project" if _is_none(one) else "error"
    choices = one.choices
    return (
        path,
        f"{choices.manager} {one.version}".strip() if not one.missing else f"{choices.manager} (-)",
        "-" if choices.is_adopted else choices.framework,
        one.lock.state,
        one.environment.state,
        one.update.state,
        one.accelerator.state,
        "-" if one.jupyter.state == "none" else one.jupyter.state,
    )


def _is_none(one: Status) -> bool:
    return one.error is not None and one.error.code in {"no-project", "no-folder"}


def _short(path: str) -> str:
    """A path as people would type it here."""
    here = os.path.relpath(path)
    return path if here.startswith(os.pardir) else here


def _described(one: Status) -> dict[str, Any]:
    choices = one.choices
    error = one.error
    found: dict[str, Any] = {
        "path": one.path,
        "error": {"code": error.code, "message": error.message, "hint": error.hint}
        if error
        else None,
    }
    if choices is None:
        return found
    return found | {
        "name": choices.name,
        "choices": {
            "manager": choices.manager,
            "nix": choices.nix,
            "framework": choices.framework,
            "framework-version": choices.framework_version,
            "accelerator": choices.accelerator,
            "accelerator-version": choices.accelerator_version,
            "extras": list(choices.extras),
            "python": choices.python,
        },
        "made-by": one.made_by or None,
        "manager": {"version": one.version or None, "fault": one.missing or None},
        "lock": _answer(one.lock),
        "environment": _answer(one.environment),
        "update": _answer(one.update),
        "accelerator": _answer(one.accelerator),
        "verified": _answer(one.verified),
        "jupyter": {"state": one.jupyter.state},
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {"state": answer.state, "detail": answer.detail or None}
