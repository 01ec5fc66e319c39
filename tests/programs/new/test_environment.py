"""`seedbed new` with its environment, and the command that it names for the first run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cli import files, seedbed
from running import composed, contents
from stand_ins import first_on_path, program, stand_in

from seedbed.commands.new import next_step

RECORD = 'echo "noise of $1"; echo "$@ in $(pwd -P)" >>"$SEEDBED_TEST"'
"""What a uv does that only writes down how it was called."""
INSTALL = "install uv, then: uv run poe train"


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """The file in which the uv of `recording` writes down how it was called."""
    return tmp_path / "calls"


@pytest.fixture
def recording(tmp_path: Path, calls: Path) -> dict[str, str]:
    """The variables by which seedbed finds a uv that writes down how it was called."""
    return {**first_on_path(stand_in(tmp_path / "bin", "99.0", RECORD)), "SEEDBED_TEST": str(calls)}


def test_it_locks_and_then_installs(tmp_path: Path, recording: dict[str, str], calls: Path) -> None:
    tree, place = composed("x-1", tmp_path), tmp_path / "place"
    place.mkdir()
    done = seedbed("new", "x-1", "--yes", "--no-git", cwd=place, env=recording)
    root = (place / "x-1").resolve()
    assert done.returncode == 0, done.stderr
    assert calls.read_text().splitlines() == [
        f"lock --project {place / 'x-1'} in {root}",
        f"sync --project {place / 'x-1'} in {root}",
    ]
    assert done.stdout.splitlines() == [
        f"Created x-1: {len(tree)} files in x-1, with its environment.",
        "Next: cd x-1 && uv run poe train",
    ]
    assert done.stderr.splitlines() == ["noise of lock", "noise of sync"]
    assert contents(root) == {path: file.data for path, file in tree.items()}


def test_in_json_it_is_told_and_nothing_else_is_printed(
    tmp_path: Path, recording: dict[str, str], calls: Path
) -> None:
    done = seedbed("new", "x-1", "--no-git", "--json", cwd=tmp_path, env=recording)
    envelope = json.loads(done.stdout)
    assert done.returncode == 0
    assert (envelope["ok"], envelope["error"], envelope["messages"]) == (True, None, [])
    assert (envelope["result"]["written"], envelope["result"]["synced"]) == (True, True)
    assert envelope["result"]["path"] == str(tmp_path / "x-1")
    assert len(calls.read_text().splitlines()) == 2


def test_when_the_install_fails_the_lock_was_made_and_the_project_stays(tmp_path: Path) -> None:
    env = first_on_path(stand_in(tmp_path / "bin", "99.0", 'test "$1" = lock'))
    done = seedbed("new", "x-1", "--yes", "--no-git", cwd=tmp_path, env=env)
    assert (done.returncode, done.stdout) == (3, "")
    assert "'uv sync' failed with exit status 1" in done.stderr
    assert "pyproject.toml" in files(tmp_path / "x-1")


@pytest.mark.parametrize("options", [("--no-sync",), ("--dry-run",)])
def test_no_uv_is_started_where_none_is_needed(
    tmp_path: Path, calls: Path, options: tuple[str, ...]
) -> None:
    uv = program(tmp_path / "bin" / "uv", f'echo "$@" >>"{calls}"')
    done = seedbed("new", "x-1", "--yes", *options, cwd=tmp_path, env=first_on_path(uv))
    assert done.returncode == 0, done.stderr
    assert not calls.exists()


@pytest.mark.parametrize(
    ("uv", "has_seedbed", "synced", "said"),
    [
        ("99.0", True, True, "uv run poe train"),
        ("99.0", False, False, "uv run poe train"),
        ("0.4.30", True, True, "seedbed run train"),
        ("", True, True, "seedbed run train"),
        ("", True, False, "seedbed run train"),
        ("", False, True, INSTALL),
        ("", False, False, INSTALL),
        (
            "0.4.30",
            False,
            True,
            INSTALL,
        ),
    ],
)
def test_the_command_that_is_named_works_for_this_user(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    uv: str,
    has_seedbed: bool,
    synced: bool,
    said: str,
) -> None:
    if uv:
        stand_in(tmp_path / "bin", uv)
    if has_seedbed:
        program(tmp_path / "bin" / "seedbed", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    missing, step = next_step("uv", str(tmp_path), "train", synced=synced)
    assert (f"install {missing}, then: {step}" if missing else step) == said


@pytest.mark.parametrize("has_seedbed", [True, False])
def test_a_manager_that_nobody_brings_is_named_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_seedbed: bool
) -> None:
    if has_seedbed:
        program(tmp_path / "bin" / "seedbed", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    root = str(tmp_path)
    poetry = next_step("poetry", root, "train", synced=False)
    assert poetry == ("poetry", "poetry lock && poetry sync")
    assert next_step("pixi", root, "test", synced=False) == ("pixi", "pixi run test")
