"""`seedbed choose` as a program: its text, its JSON, its questions, and the commands it prints."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from chosen import COMMANDS
from cli import seedbed
from places import ROOT
from running import environment, names
from terminal import Screen

from seedbed.cli import main
from seedbed.layers.library import load_presets

DOWN = "\x1b[B"


def test_what_a_person_sees(tmp_path: Path) -> None:
    done = seedbed("choose", "--nix", "mixed", "--system-packages", "yes", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (
        done.stdout
        == """\
Preset          flake-python-ml
Who can use it  anyone with Pixi; Nix users need only Nix
Shareability    High
Notes           without Nix, Pixi itself isn't pinned; pixi.lock pins the rest

You need packages that PyPI doesn't have, and some or all of you use Nix. Pixi
installs them from conda channels, so everyone gets the same ones. The flake
only brings Pixi to those who use Nix.

How well you can share a project with people who don't use Nix:
  Best      global-python-ml
            one lock brings everything: packages, Python, system packages
  High      flake-python-ml, uv, poetry
            a lock brings the packages; Python or the manager may differ
  Moderate  pythonml, nixos-pythonml, uv2nix, python-nix, conda, conda-flake
            some of it comes only with Nix, or nothing is locked at first

To create the project:
  seedbed new NAME --preset flake-python-ml

To name the packages that you need, add --system-package to that command, such
as '--system-package ffmpeg'.
"""
    )
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert names(tmp_path) == set()


def test_the_page_shows_a_real_run(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "choosing.md").read_text(encoding="utf-8")
    command, _, shown = page.partition("```console\n$ ")[2].partition("```")[0].partition("\n")
    program, *words = shlex.split(command)
    assert program == "seedbed"
    assert seedbed(*words, cwd=tmp_path).stdout == shown


def test_who_has_a_project_is_told_what_to_do_with_it(tmp_path: Path) -> None:
    done = seedbed("choose", "--existing", "poetry", cwd=tmp_path)
    assert done.stdout.endswith(
        """\
To create the project:
  seedbed new NAME --preset poetry

'seedbed new' creates a new project, and doesn't change the one that you have.
Move your code to the new project's src folder, and add the packages that it
needs with 'seedbed add'.
"""
    )


def test_programs_get_five_keys(tmp_path: Path) -> None:
    done = seedbed("choose", "--json", "--existing", "conda", "--accelerator", "cuda", cwd=tmp_path)
    envelope: dict[str, Any] = json.loads(done.stdout)
    assert (envelope["command"], envelope["ok"], envelope["error"]) == ("choose", True, None)
    assert len(envelope["messages"]) == 1
    result = envelope["result"]
    others = result.pop("others")
    assert result == {
        "preset": "conda",
        "why": "You already use conda, and nobody uses Nix. micromamba, mamba, or conda installs "
        "everything that environment.yml lists. Pixi uses the same channels and always creates a "
        "lock, so consider global-python-ml if you are free to switch. This preset trains with "
        "scikit-learn, which has no builds for NVIDIA (CUDA), so the command picks PyTorch "
        "instead.",
        "shareability": "Moderate",
        "command": "seedbed new NAME --preset conda --framework pytorch --accelerator cuda",
    }
    assert others[0] == {
        "preset": "global-python-ml",
        "shareability": "Best",
        "best_for": "conda packages, or languages other than Python",
        "notes": "pixi.lock pins Python and system packages too; only Pixi itself isn't pinned",
        "command": "seedbed new NAME --preset global-python-ml --accelerator cuda",
    }
    assert {one["preset"] for one in others} == set(load_presets()) - {"conda"}


def test_programs_get_the_error_too(tmp_path: Path) -> None:
    done = seedbed("choose", "--json", "--nixos", "--nix", "no", cwd=tmp_path)
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"] == {
        "code": "choices-exclude",
        "message": "--nixos and --nix no cannot be combined: NixOS always comes with Nix.",
        "hint": "Write --nix yes, or --nix mixed if others in your team don't use Nix.",
    }


def test_answers_that_exclude_each_other(tmp_path: Path) -> None:
    done = seedbed("choose", "--existing", "conda", "--nixos", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "error: --existing conda and --nixos cannot be combined: conda's programs don't start on "
        "NixOS.\n"
        "hint: Leave out --existing conda, and start a new project with uv, which works on NixOS.\n"
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_creates_the_project(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SEEDBED_DETECT", "0")
    program, *words = shlex.split(command)
    assert program == "seedbed"
    assert main([*words, "--no-sync", "--no-git"]) == 0
    assert "Created NAME: " in capsys.readouterr().out
    table = tomllib.loads((tmp_path / "NAME" / "pyproject.toml").read_text())["tool"]["seedbed"]
    preset = load_presets()[words[words.index("--preset") + 1]]["choices"]
    assert (table["manager"], table["nix"]) == (preset["manager"], preset["nix"])
    if "--accelerator" in words:
        assert table["accelerator"] == words[words.index("--accelerator") + 1]


def test_the_command_can_be_pasted(tmp_path: Path) -> None:
    chosen = seedbed("choose", "--existing", "poetry", "--nix", "yes", cwd=tmp_path)
    (command,) = (line for line in chosen.stdout.splitlines() if line.startswith("  seedbed new "))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", f"{command} --no-sync"],
        cwd=tmp_path, env=environment(PATH=path), capture_output=True, text=True, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "NAME" / "flake.nix").is_file()


def test_each_question_is_asked_and_answered(tmp_path: Path) -> None:
    screen = Screen("choose", cwd=tmp_path)
    asked = screen.answer(
        {
            "Does your team use Nix?": f"{DOWN}{DOWN}\r",
            "Do you need packages beyond PyPI, such as ffmpeg or R?": f"{DOWN}\r",
            "What do you train on?": f"{DOWN}{DOWN}\r",
        }
    )
    assert asked == [
        "Does your team use Nix?",
        "Does anyone use NixOS?",
        "What does your existing project use?",
        "Do you need packages beyond PyPI, such as ffmpeg or R?",
        "What do you train on?",
    ]
    assert [line for line in screen.lines if line.startswith("? ")] == [
        "? Does your team use Nix? mixed  Some of you use Nix, some don't",
        "? Does anyone use NixOS? no   Nobody uses NixOS",
        "? What does your existing project use? none    No project yet, or another tool",
        "? Do you need packages beyond PyPI, such as ffmpeg or R? yes  PyPI isn't enough",
        "? What do you train on? cuda   CUDA builds on Linux and Windows",
    ]
    assert "  seedbed new NAME --preset flake-python-ml --accelerator cuda" in screen.lines
    assert screen.lines[-1] == "as '--system-package ffmpeg'."


def test_questions_without_effect_are_left_out(tmp_path: Path) -> None:
    screen = Screen("choose", "--nixos", cwd=tmp_path)
    assert screen.answer() == [
        "What does your existing project use?",
        "What do you train on?",
    ]
    assert screen.lines[-1] == "  seedbed new NAME --preset nixos-pythonml"


def test_an_answer_that_does_not_go_with_the_others_is_asked_again(tmp_path: Path) -> None:
    screen = Screen("choose", "--nix", "no", "--existing", "poetry", cwd=tmp_path)
    screen.wait(r"^\? Do you need packages")
    screen.send(f"{DOWN}\r")
    screen.wait("cannot be combined: Poetry installs$")
    screen.wait(r"^\? Do you need packages", times=2)
    screen.send("\r")
    screen.wait(r"^\? What do you train")
    screen.send("\r")
    assert screen.end() == 0
    assert "  seedbed new NAME --preset poetry" in screen.lines


def test_what_excludes_each_other_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    screen = Screen("choose", "--nixos", "--nix", "no", cwd=tmp_path)
    assert screen.end() == 2
    assert screen.lines[0].startswith("error: --nixos and --nix no cannot be combined")
    assert not [line for line in screen.lines if line.startswith("?")]


@pytest.mark.parametrize("option", ["--yes", "--json"])
def test_nothing_is_asked_where_it_was_said_so(tmp_path: Path, option: str) -> None:
    screen = Screen("choose", option, cwd=tmp_path)
    assert screen.end() == 0
    assert not [line for line in screen.lines if line.startswith("?")]


def test_ctrl_c_ends_it(tmp_path: Path) -> None:
    screen = Screen("choose", cwd=tmp_path)
    screen.wait(r"^\? Does your team use Nix\? ")
    screen.send("\x03")
    assert screen.end() == 130
