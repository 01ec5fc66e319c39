"""What was recorded of commands is what the real programs do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pixi_runs import Pixi
from places import FIXTURES
from recorded import RECORDED

from tools.pixi_commands import ask

pytestmark = pytest.mark.slow
COMMANDS = [command for command, said in RECORDED.items() if "ROOT/g/" not in said["poe"][1]]
"""Those whose answers have one order: poethepoet gives files in the order of the file system."""


def recorded(runner: str) -> dict[str, tuple[int, str]]:
    return {
        command: (said[runner][0], said[runner][1])
        for command, said in RECORDED.items()
        if command in COMMANDS
    }


def test_pixi_does_what_was_recorded(tmp_path: Path, pixi: Pixi) -> None:
    assert pixi.program
    assert dict(zip(COMMANDS, ask("pixi", COMMANDS, tmp_path), strict=True)) == recorded("pixi")


def test_poethepoet_does_what_was_recorded(tmp_path: Path, need: Callable[[str], str]) -> None:
    assert need("uv")
    assert dict(zip(COMMANDS, ask("poe", COMMANDS, tmp_path), strict=True)) == recorded("poe")


def test_each_command_was_recorded_once() -> None:
    lines = FIXTURES / "task_commands.jsonl"
    commands = [json.loads(line)["cmd"] for line in lines.read_text("utf-8").splitlines()]
    assert len(commands) == len(set(commands)) == len(RECORDED) > 300
