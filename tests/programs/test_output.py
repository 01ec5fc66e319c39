"""What is printed, and where it can go: no escape codes from names, full and closed streams."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cli import seedbed
from running import PLAIN, SEEDBED, cannot, composed, contents, environment, names
from stand_ins import first_on_path, stand_in

from seedbed import __version__

HOSTILE = "e\x1b[31m\x07\x9b"
"""A name that would colour a terminal and ring its bell."""


def _shell(script: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which `seedbed` stands for the command under test."""
    command = [
        "sh",
        "-c",
        script.replace("seedbed", f'"{SEEDBED[0]}" -m seedbed'),
        "sh",
        *arguments,
    ]
    return subprocess.run(
        command, cwd=cwd, env=environment(), capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version(tmp_path: Path, option: str) -> None:
    done = seedbed(option, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"seedbed {__version__}\n", "")


@pytest.mark.parametrize("verb", [(), ("new",), ("sync",), ("run",), ("completion",)])
def test_help_is_the_same_by_its_short_name(tmp_path: Path, verb: tuple[str, ...]) -> None:
    short, long = (seedbed(*verb, option, cwd=tmp_path) for option in ("-h", "--help"))
    assert (short.returncode, short.stderr) == (0, "")
    assert short.stdout == long.stdout
    assert short.stdout.startswith(" ".join(["Usage: seedbed", *verb]))


def test_without_words_it_shows_its_help(tmp_path: Path) -> None:
    assert seedbed(cwd=tmp_path).stdout == seedbed("--help", cwd=tmp_path).stdout


def test_the_program_and_the_module_are_the_same(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("seedbed")
    if not program.exists():
        cannot("seedbed is not installed beside this Python")
    for arguments in (["--version"], ["nwe"], ["sync"]):
        by_name = subprocess.run(
            [program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        by_module = seedbed(*arguments, cwd=tmp_path)
        assert by_name.returncode == by_module.returncode
        assert (by_name.stdout, by_name.stderr) == (by_module.stdout, by_module.stderr)


def test_a_dry_run_says_in_json_that_nothing_was_written(tmp_path: Path) -> None:
    done = seedbed("new", "x-1", "--dry-run", "--json", cwd=tmp_path)
    result = json.loads(done.stdout)["result"]
    assert (result["written"], result["synced"]) == (False, False)
    assert names(tmp_path) == set()


def test_an_error_is_one_document_in_json(tmp_path: Path) -> None:
    done = seedbed("sync", "--json", cwd=tmp_path)
    envelope = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert (envelope["command"], envelope["ok"], envelope["result"]) == ("sync", False, None)
    assert set(envelope["error"]) == {"code", "message", "hint"}
    assert envelope["error"]["code"] == "no-project"


def test_a_manifest_that_is_no_toml_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\n\nname = = 1\n")
    done = seedbed("sync", cwd=tmp_path)
    assert done.returncode == 1
    assert f"{tmp_path / 'pyproject.toml'} is not valid TOML: " in done.stderr
    assert "(at line 3, column 8)" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (f"{HOSTILE}/x", *PLAIN),
        (HOSTILE, "--name", "x", *PLAIN),
        (HOSTILE, "--name", "x", "--dry-run", *PLAIN),
        (HOSTILE, *PLAIN),
        ("x", f"--{HOSTILE}"),
        ("x", "--framework", HOSTILE),
        ("x", "--email", HOSTILE),
    ],
    ids=ascii,
)
def test_no_name_steers_the_terminal(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = seedbed("new", *arguments, cwd=tmp_path, env={"PYTHONUTF8": "1"})
    said = done.stdout + done.stderr
    assert r"\x1b[31m" in said
    assert re.findall(r"[^\n\x20-\x7e…]", said) == []


def test_no_name_of_a_repository_steers_the_terminal(tmp_path: Path) -> None:
    above = tmp_path / HOSTILE
    above.mkdir()
    subprocess.run(["git", "init", "--quiet"], cwd=above, env=environment(), check=True)
    done = seedbed("new", "x", "--yes", "--no-sync", cwd=above, env={"PYTHONUTF8": "1"})
    assert "note: GitHub reads .github only at the top" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


def test_no_folder_steers_the_terminal_when_its_environment_fails(tmp_path: Path) -> None:
    env = {**first_on_path(stand_in(tmp_path / "bin", "99.0", "exit 7")), "PYTHONUTF8": "1"}
    done = seedbed("new", HOSTILE, "--name", "x", "--yes", "--no-git", cwd=tmp_path, env=env)
    error, hint = done.stderr.splitlines()
    assert done.returncode == 3
    assert r"e\x1b[31m" in error
    assert r"e\x1b[31m" in hint
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize(
    ("verb", "written"),
    [
        ("new x --dry-run --yes", ""),
        ("new x --no-git --no-sync --yes", "The project's files are in {}/x."),
        ("new x --no-git --no-sync --json", "The project's files are in {}/x."),
        ("-h", ""),
    ],
)
def test_a_full_device_is_told(tmp_path: Path, verb: str, written: str) -> None:
    if not Path("/dev/full").exists():
        cannot("there is no /dev/full")
    done = _shell(f"exec seedbed {verb} >/dev/full", cwd=tmp_path)
    assert done.returncode == 1
    said = f"The output cannot be written: No space left on device. {written.format(tmp_path)}"
    assert done.stderr == f"error: {said.rstrip()}\n"
    assert (tmp_path / "x").exists() is bool(written)


def test_a_full_device_hides_no_update(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        cannot("there is no /dev/full")
    root = tmp_path / "x"
    assert seedbed("new", "x", "--framework", "none", *PLAIN, cwd=tmp_path).returncode == 0
    full = "The output cannot be written: No space left on device."
    for verb, written in (
        ("--with vscode --dry-run", ""),
        ("--with vscode", " The files were updated."),
        ("--with vscode", " Nothing was written."),
        ("--undo", " The update was undone."),
    ):
        done = _shell(f"exec seedbed update --no-sync {verb} >/dev/full", cwd=root)
        assert done.returncode == 1
        assert done.stderr.splitlines()[-1] == f"error: {full}{written}"
    assert not (root / ".vscode").exists()


@pytest.mark.parametrize("verb", ["new x --dry-run --yes", "--help"])
def test_a_reader_that_leaves_is_no_error_to_talk_about(tmp_path: Path, verb: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*SEEDBED, *verb.split()],
        cwd=tmp_path,
        env=environment(),
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_stop_nothing(tmp_path: Path, closed: str) -> None:
    expected = {path: file.data for path, file in composed("x", tmp_path).items()}
    place = tmp_path / "place"
    place.mkdir()
    done = _shell(f"exec seedbed new x {' '.join(PLAIN)} {closed}", cwd=place)
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(place / "x") == expected
    failed = _shell(f"exec seedbed new x {' '.join(PLAIN)} {closed}", cwd=place)
    assert failed.returncode == 1


@pytest.mark.parametrize("verb", ["new x", "new .", "sync", "run train"])
def test_a_current_folder_that_is_gone_is_told(tmp_path: Path, verb: str) -> None:
    script = f"mkdir gone && cd gone && rmdir ../gone && exec seedbed {verb}"
    done = _shell(script, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("error: The current folder no longer exists.\nhint: ")
    assert names(tmp_path) == set()


def test_from_a_folder_that_is_gone_a_project_can_be_made_elsewhere(tmp_path: Path) -> None:
    script = 'mkdir gone && cd gone && rmdir ../gone && exec seedbed new "$@"'
    done = _shell(script, str(tmp_path / "x"), *PLAIN, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"Next: cd {tmp_path / 'x'} && " in done.stdout
    assert names(tmp_path) == {"x"}
