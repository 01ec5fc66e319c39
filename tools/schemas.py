"""Writes the JSON Schemas that seedbed ships, from what its code says.

    python -m tools.schemas page          # writes src/seedbed/data/schemas/
    python -m tools.schemas page check    # only says which files would change

There is one for the document of every command that has `--json`, one for the documents of command
lines that name no such command, and one for `[tool.seedbed]`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from seedbed.cli.command_line import COMMANDS
from seedbed.cli.declaring import JSON
from tools.envelopes import RESULTS, envelope
from tools.made import keep
from tools.schema_common import adopted, choices
from tools.schema_kit import DIALECT, Schema, by_name, closed, text

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "src" / "seedbed" / "data" / "schemas"
ANY, MANIFEST = "envelope", "tool-seedbed"


def schemas() -> dict[str, Schema]:
    """All schemas by name.

    Raises:
        LookupError: for a command with `--json` that `RESULTS` lacks.
    """
    commands = [name for name, command in COMMANDS.items() if JSON in command.options]
    if lost := set(commands) ^ set(RESULTS):
        raise LookupError(f"tools/envelopes.py: RESULTS must have just the commands with --json;"
                          f" look at {', '.join(sorted(lost))}")  # fmt: skip
    found = {
        name: envelope({"description": "The command.", "const": name}, RESULTS[name])
        for name in commands
    }
    titles = {name: f"What 'seedbed {name} --json' prints" for name in commands}
    found[ANY] = envelope(text("The first word of the command line."), None)
    titles[ANY] = "What any command of seedbed prints with --json"
    found[MANIFEST] = _manifest()
    titles[MANIFEST] = "[tool.seedbed] in pyproject.toml: a project's choices"
    return {
        name: {"$schema": DIALECT, "$id": f"urn:seedbed:schema:{name}", "title": titles[name],
               **schema}
        for name, schema in found.items()
    }  # fmt: skip


def _manifest() -> Schema:
    """The schema of `[tool.seedbed]`; all but two choices have a default."""
    keys = {
        **adopted(),
        **choices(),
        "conda-names": by_name(text(), "Python packages with their names on conda channels."),
        "indexes": by_name(
            {"type": ["string", "object"]},
            "Names of package indexes, with their addresses; a table for an index that nothing "
            "takes packages from yet.",
        ),
    }
    found = closed(keys, "", tuple(name for name in keys if name != "manager"))
    adopts: Schema = {"required": ["layout"]}
    return {**found, "if": {"not": adopts}, "then": {"required": ["framework"]}}


def texts() -> dict[Path, str]:
    """What each file is to hold."""
    return {
        FOLDER / f"{name}.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in schemas().items()
    }


def main(argv: list[str]) -> int:
    """Do what the arguments say."""
    return keep(argv, ROOT, FOLDER, texts(), __doc__ or "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
