"""`seedbed presets`, and what a preset with options means."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from cli import seedbed
from running import PLAIN, environment

from seedbed.commands.presets import list_presets

NAMES = [preset.name for preset in list_presets()]


def made(folder: Path, *options: str) -> dict[str, object]:
    """The choices and files that `seedbed new` plans."""
    done = seedbed("new", "x-1", *PLAIN, "--dry-run", "--json", *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    result: dict[str, object] = json.loads(done.stdout)["result"]
    return result


def test_they_are_listed_with_a_line_each(tmp_path: Path) -> None:
    done = seedbed("presets", cwd=tmp_path)
    assert [line.split()[0] for line in done.stdout.splitlines()] == NAMES
    assert all(len(line) < 110 for line in done.stdout.splitlines())
    envelope = json.loads(seedbed("presets", "--json", cwd=tmp_path).stdout)
    assert [one["name"] for one in envelope["result"]] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_command_line_that_is_shown_makes_the_same_project(tmp_path: Path, name: str) -> None:
    shown = seedbed("presets", "show", name, cwd=tmp_path).stdout
    (same,) = [line for line in shown.splitlines() if line.startswith("The same: ")]
    words = shlex.split(same.removeprefix("The same: seedbed new PATH"))
    assert made(tmp_path, "--preset", name) == made(tmp_path, *words)


def test_an_option_wins_over_the_preset_and_the_plan_says_so(tmp_path: Path) -> None:
    options = ("--preset", "global-python-ml", "--manager", "uv", "--without", "direnv")
    done = seedbed("new", "x-1", *PLAIN, "--dry-run", *options, cwd=tmp_path, env=environment())
    assert "--manager uv wins over the preset's pixi" in done.stderr
    assert "--without direnv wins over the preset" in done.stderr
    assert "uv.lock" not in done.stdout
    assert "pixi" not in done.stdout
    told = seedbed("new", "x-1", *PLAIN, "--dry-run", "--json", *options, cwd=tmp_path)
    assert len(json.loads(told.stdout)["messages"]) == 2


def test_an_option_that_agrees_is_not_told(tmp_path: Path) -> None:
    options = ("--preset", "uv", "--manager", "uv")
    done = seedbed("new", "x-1", *PLAIN, "--dry-run", *options, cwd=tmp_path, env=environment())
    assert "wins" not in done.stderr


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("show",), "needs the name of a preset"),
        (("shw",), "'seedbed presets show NAME'"),
        (("show", "global-python"), "Did you mean 'global-python-ml'?"),
    ],
)
def test_what_cannot_be_is_one_sentence(tmp_path: Path, words: tuple[str, ...], hint: str) -> None:
    done = seedbed("presets", *words, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert hint in done.stderr
