"""`seedbed explain` on the command line."""

from __future__ import annotations

import sys

from seedbed.cli import report
from seedbed.commands.explain import explain
from seedbed.render.combine import CHOICES
from seedbed.update.standing import AS_WRITTEN, STATES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from seedbed.commands.explained import Explained, Giver

_SHORT = {
    AS_WRITTEN: "",
    "edited": "edited",
    "update-due": "update due",
    "edited-update-due": "edited, update due",
    "removed": "removed",
    "not-yet": "not created yet",
    "dropped": "no longer needed",
    "dropped-edited": "edited, no longer generated",
    "link": "link",
    "differs": "differs",
    "yours": "yours",
}
"""The states in a table."""
_MOST = 3
"""Layers of a file that the table of all files names."""
_LONGEST = 300
"""Characters of a value that are shown."""


def main(values: dict[str, Any]) -> int:
    """Explain all files, those of a folder, one file, or a key."""
    asked = values.get("file", "")
    root, answers = explain(asked)
    if "json" in values:
        files = [_described(one) for one in answers]
        report.print_envelope("explain", {"path": root, "files": files}, [])
    elif len(answers) == 1:
        _say_one(answers[0])
    else:
        _say_all(answers)
    return 0


def _say_all(answers: tuple[Explained, ...]) -> None:
    width = max(len(report.visible(one.path)) for one in answers)
    states = max(len(_SHORT[one.state]) for one in answers)
    room = report.columns() - (4 if states else 2) if sys.stdout.isatty() else 0
    for one in answers:
        state = f"{_SHORT[one.state]:<{states}}  " if states else ""
        layers = report.style(_fitting(one.givers, room - width - states), report.ASIDE, sys.stdout)
        report.say_raw(f"{report.visible(one.path):<{width}}  {state}{layers}".rstrip() + "\n")
    report.say("")
    report.say("For more about one of them: seedbed explain FILE")


def _fitting(givers: tuple[Giver, ...], room: int) -> str:
    """As many layers as the columns on a terminal hold; without one, at most three."""
    shown = [_layers(givers, most) for most in range(_MOST, 0, -1)]
    return next((text for text in shown if len(text) <= room), shown[-1 if room > 0 else 0])


def _layers(givers: tuple[Giver, ...], most: int) -> str:
    names = [giver.layer for giver in givers]
    more = len(names) - most
    shown = ", ".join(names[:most])
    return f"{shown}{',' if most > 1 else ''} and {more} more" if more > 0 else shown


def _say_one(one: Explained) -> None:
    """Print what is known of a file or a key."""
    report.say(f"{one.key} in {one.path}" if one.key else one.path)
    rows = list(_rows(one))
    width = max((len(title) for title, _ in rows), default=0)
    for title, text in rows:
        report.say_row(title, text, width, indent=2)
    if not one.parts:
        return
    report.say("")
    report.say("Its keys:" if one.key else "Keys that are not as seedbed wrote them:")
    width = max(len(report.visible(part.key)) for part in one.parts)
    for part in one.parts:
        report.say(f"  {report.visible(part.key):<{width}}  {_SHORT[part.state]}".rstrip())


def _rows(one: Explained) -> Iterator[tuple[str, str]]:
    values = one.values
    if "ours" in values and not one.parts:
        yield "value", _shown(values["ours"])
    for number, giver in enumerate(one.givers):
        yield "" if number else "from", _giver(giver)
    if one.made_by:
        yield "what", one.made_by
    if one.state:
        yield "state", STATES[one.state]
    if one.key and one.state != AS_WRITTEN:
        if "base" in values and values["base"] != values.get("ours"):
            yield "seedbed wrote", _shown(values["base"])
        if "theirs" in values and values["theirs"] != values.get("base"):
            yield "today's value", _shown(values["theirs"])


def _giver(giver: Giver) -> str:
    if giver.layer == CHOICES:
        return "your choices"
    because = " and ".join(f"{one.key} = {one.value}" for one in giver.because)
    return f"{giver.layer}, {f'because of {because}' if because else 'as in every project'}"


def _shown(value: Any) -> str:
    """A value on one line."""
    import json

    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _described(one: Explained) -> dict[str, Any]:
    import json

    return {
        "file": one.path,
        "key": one.key or None,
        "state": one.state or None,
        "from": [
            {
                "layer": giver.layer,
                "because": [{"choice": why.key, "value": why.value} for why in giver.because],
            }
            for giver in one.givers
        ],
        "made": one.made_by or None,
        "values": json.loads(json.dumps(one.values, default=str)),
        "keys": [{"key": part.key, "state": part.state} for part in one.parts],
    }
