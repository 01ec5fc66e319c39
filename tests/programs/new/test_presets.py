"""`seedbed presets`, and what a preset with options means."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from cli import seedbed
from places import ROOT
from running import PLAIN, environment

from seedbed.commands.presets import list_presets

README = ROOT / "README.md"
NAMES = [preset.name for preset in list_presets()]


def made(folder: Path, *options: str) -> dict[str, object]:
    """The choices and files that `seedbed new` plans."""
    done = seedbed("new", "x-1", *PLAIN, "--dry-run", "--json", *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    result: dict[str, object] = json.loads(done.stdout)["result"]
    return result


def test_the_list_says_what_to_decide_by_in_80_columns(tmp_path: Path) -> None:
    lines = seedbed("presets", cwd=tmp_path).stdout.splitlines()
    assert [line for line in lines[:-1] if line[:1].strip()] == NAMES
    assert max(map(len, lines)) <= 80
    assert lines[:17] == [
        "uv",
        "  Manager         uv",
        "  Nix             not used",
        "  Trains with     scikit-learn",
        "  Best for        most projects: PyPI has every package you need",
        "  Who can use it  anyone with uv",
        "  Shareability    High",
        "  Notes           uv.lock pins the packages, but not Python or system packages",
        "",
        "pythonml",
        "  Manager         uv",
        "  Nix             optional; its shell brings uv and system packages",
        "  Trains with     PyTorch",
        "  Best for        packages from PyPI, plus programs such as pandoc from Nix",
        "  Who can use it  anyone with uv; Nix users need only Nix",
        "  Shareability    Moderate",
        "  Notes           without Nix, uv and system packages aren't pinned",
    ]
    assert lines[-1] == "To use one: seedbed new PATH --preset NAME"


def test_cells_wrap_in_a_narrow_terminal(tmp_path: Path) -> None:
    env = {**environment(), "COLUMNS": "50"}
    lines = seedbed("presets", cwd=tmp_path, env=env).stdout.splitlines()
    assert max(map(len, lines)) <= 50
    assert lines[4:6] == [
        "  Best for        most projects: PyPI has every",
        "                  package you need",
    ]


def test_the_readme_has_the_same_table() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in README.read_text(encoding="utf-8").splitlines()
        if line.startswith(tuple(f"| `{name}` |" for name in NAMES))
    ]
    assert rows == [[f"`{one.name}`", *one.facts.values()] for one in list_presets()]
    head = ["Preset", *list_presets()[0].facts]
    assert f"| {' | '.join(head)} |\n" in README.read_text(encoding="utf-8")


def test_one_is_shown_with_all_that_it_chooses(tmp_path: Path) -> None:
    assert (
        seedbed("presets", "show", "global-python-ml", cwd=tmp_path).stdout
        == """\
global-python-ml: PyTorch with Pixi: conda-forge and PyPI in one lock; documentation and direnv.

  Manager         Pixi
  Nix             not used
  Trains with     PyTorch
  Best for        conda packages, or languages other than Python
  Who can use it  anyone with Pixi
  Shareability    Best
  Notes           pixi.lock pins Python and system packages too; only Pixi
                  itself isn't pinned

  --manager pixi
  --nix none
  --framework pytorch
  --with direnv,docs
To use it: seedbed new PATH --preset global-python-ml
Same as:   seedbed new PATH --manager pixi --nix none --framework pytorch --with direnv,docs
"""
    )


def test_programs_get_the_same_facts(tmp_path: Path) -> None:
    envelope = json.loads(seedbed("presets", "--json", cwd=tmp_path).stdout)
    assert [one["name"] for one in envelope["result"]] == NAMES
    assert envelope["result"][0] == {
        "name": "uv",
        "title": "uv",
        "help": "uv alone: fast, one lock for Linux, macOS, and Windows",
        "manager": "uv",
        "nix": "not used",
        "framework": "scikit-learn",
        "best_for": "most projects: PyPI has every package you need",
        "sharing": "anyone with uv",
        "shareability": "High",
        "notes": "uv.lock pins the packages, but not Python or system packages",
        "choices": {"manager": "uv", "nix": "none"},
        "command": "seedbed new PATH --manager uv --nix none",
    }


@pytest.mark.parametrize("name", NAMES)
def test_the_command_line_that_is_shown_makes_the_same_project(tmp_path: Path, name: str) -> None:
    shown = seedbed("presets", "show", name, cwd=tmp_path).stdout
    (same,) = [line for line in shown.splitlines() if line.startswith("Same as:   ")]
    words = shlex.split(same.removeprefix("Same as:   seedbed new PATH"))
    assert made(tmp_path, "--preset", name) == made(tmp_path, *words)


def test_an_option_wins_over_the_preset_and_the_plan_says_so(tmp_path: Path) -> None:
    options = ("--preset", "global-python-ml", "--manager", "uv", "--without", "direnv")
    done = seedbed("new", "x-1", *PLAIN, "--dry-run", *options, cwd=tmp_path, env=environment())
    assert "--manager uv overrides the preset's pixi" in done.stderr
    assert "--without direnv overrides the preset" in done.stderr
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


def test_showing_one_that_is_not_there_names_the_nearest(tmp_path: Path) -> None:
    done = seedbed("presets", "show", "globalpythonml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        "error: There is no preset 'globalpythonml'.\n"
        "hint: Did you mean 'global-python-ml'? Choose from: uv, "
    )
