"""What real programs made of commands: `tools/pixi_commands.py`, Pixi 0.77.0, poethepoet 0.49.0."""

from __future__ import annotations

import json

from places import FIXTURES

_FILE = FIXTURES / "task_commands.jsonl"
RECORDED = {line["cmd"]: line for line in map(json.loads, _FILE.read_text("utf-8").splitlines())}
"""Each command, as the tool wrote it down."""
