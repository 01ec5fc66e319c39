"""`seedbed export` on the command line."""

from __future__ import annotations

from seedbed.cli import report
from seedbed.commands.export import export, write_output
from seedbed.commands.export_wanted import Wanted
from seedbed.errors import usage_error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(values: dict[str, Any]) -> int:
    """Print the file and nothing else, or write it and say so."""
    output = values.get("output", "")
    if "force" in values and not output:
        raise usage_error(
            "--force applies only to --output.",
            "Name the file: --output FILE",
            code="bad-usage",
        )
    wanted = Wanted(
        format=values.get("format", ""),
        groups=_names(values, "group"),
        extras=_names(values, "extra"),
        dev=values.get("dev", True),
        platform=values.get("platform", ""),
    )
    made = export(".", wanted, output)
    if output:
        write_output(output, made.text, force="force" in values)
    if "json" in values:
        result = {
            "path": made.root,
            "manager": made.manager,
            "format": made.format,
            "output": output or None,
            "text": None if output else made.text,
        }
        report.print_envelope("export", result, list(made.remarks))
        return 0
    for text in made.remarks:
        report.note(text)
    if output:
        report.say(f"Wrote {output}.")
    else:
        report.say_raw(made.text)
    return 0


def _names(values: dict[str, Any], option: str) -> tuple[str, ...]:
    """The names that an option gives, several times or with commas."""
    found = (name.strip() for text in values.get(option, ()) for name in text.split(","))
    return tuple(dict.fromkeys(filter(None, found)))
