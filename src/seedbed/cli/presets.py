"""`seedbed presets` on the command line."""

from __future__ import annotations

import sys

from seedbed.cli import report
from seedbed.commands.presets import find_preset, list_presets
from seedbed.errors import usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.commands.presets import Preset


def main(values: dict[str, Any]) -> int:
    """List all presets, or show one."""
    if values.get("action", "list") not in {"list", "show"}:
        raise usage_error(
            f"'seedbed presets' does not know {values['action']!r}.",
            "Write 'seedbed presets', or 'seedbed presets show NAME'.",
            code="bad-usage",
        )
    if values.get("action") == "show" and "name" not in values:
        raise usage_error(
            "'seedbed presets show' needs the name of a preset.",
            "'seedbed presets' lists them.",
            code="bad-usage",
        )
    found = [find_preset(values["name"])] if "name" in values else list_presets()
    if "json" in values:
        report.print_envelope("presets", [_describe(preset) for preset in found], [])
        return 0
    if "name" in values:
        _show(found[0])
        return 0
    _list(found)
    return 0


def _list(presets: list[Preset]) -> None:
    for preset in presets:
        report.say_raw(report.style(preset.name, report.TITLE, sys.stdout) + "\n")
        _say_facts(preset)
        report.say("")
    report.say("To use one: seedbed new PATH --preset NAME")


def _say_facts(preset: Preset) -> None:
    """Print what to decide by, a fact a line: a table would not fit in 80 columns."""
    import textwrap

    width = max(map(len, preset.facts))
    room = report.columns() - width - 4
    for title, cell in preset.facts.items():
        first, *more = textwrap.wrap(cell, room, break_on_hyphens=False)
        report.say(f"  {title:<{width}}  {first}")
        for line in more:
            report.say(" " * (width + 4) + line)


def _show(preset: Preset) -> None:
    report.say(f"{preset.name}: {preset.help}.")
    report.say("")
    _say_facts(preset)
    report.say("")
    for name, value in preset.choices.items():
        if value:
            report.say(f"  --{name} {value}")
    report.say(f"To use it: seedbed new PATH --preset {preset.name}")
    report.say(f"Same as:   {preset.command}")


def _describe(preset: Preset) -> dict[str, Any]:
    return {**preset.__dict__, "command": preset.command}
