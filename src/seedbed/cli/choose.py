"""`seedbed choose` on the command line."""

from __future__ import annotations

import sys

from seedbed.cli import report
from seedbed.commands.choose import choose
from seedbed.layers.choosing import completed, decide
from seedbed.layers.library import load_choosing
from seedbed.model.answers import ASKED, YES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.choose import Chosen


def main(values: dict[str, Any]) -> int:
    """Ask what is not known, and say which preset suits the answers."""
    given = {
        question.name: YES if question.is_flag else values[question.dest]
        for question in ASKED
        if question.dest in values
    }
    decide(completed(given))  # what excludes each other is told before anything is asked
    as_json = "json" in values
    if not as_json and "yes" not in values and report.is_interactive():
        from seedbed.cli.choose_asking import complete

        given = complete(given)
        report.say("")
    chosen = choose(given)
    if as_json:
        report.print_envelope("choose", _describe(chosen), list(chosen.remarks))
    else:
        _show(chosen)
    return 0


def _show(chosen: Chosen) -> None:
    preset = chosen.preset
    facts = {"Preset": preset.name, **preset.facts}
    for title in ("Preset", "Who can use it", "Shareability", "Notes"):
        report.say_row(title, facts[title], len("Who can use it"))
    report.say("")
    report.say_wrapped(chosen.why)
    report.say("")
    _show_levels(chosen)
    report.say("")
    report.say("To create the project:")
    report.say_raw(f"  {report.style(chosen.command, report.TYPED, sys.stdout)}\n")
    for remark in chosen.remarks:
        report.say("")
        report.say_wrapped(remark)


def _show_levels(chosen: Chosen) -> None:
    """Print how well each preset can be shared, the best ones first; ours begins its row."""
    report.say("How well you can share a project with people who don't use Nix:")
    found = [(chosen.preset.name, chosen.preset.shareability)]
    found += [(one.preset, one.shareability) for one in chosen.others]
    levels = load_choosing()["shareability"]
    width = max(map(len, levels))
    for level, meaning in levels.items():
        names = [name for name, its in found if its == level]
        if names:
            report.say_row(level, ", ".join(names), width, indent=2)
            report.say_row("", meaning, width, indent=2)


def _describe(chosen: Chosen) -> dict[str, Any]:
    """The `result` of the JSON envelope."""
    return {
        "preset": chosen.preset.name,
        "why": chosen.why,
        "shareability": chosen.preset.shareability,
        "command": chosen.command,
        "others": [dict(one.__dict__) for one in chosen.others],
    }
