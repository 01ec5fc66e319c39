"""A `pixi.lock` that Pixi cannot read: it stays, and what to do is said."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest
from aged import make
from cli import seedbed
from running import SEEDBED, environment
from stand_ins import first_on_path, program

from seedbed.managers.pixi.driver import Driver

if TYPE_CHECKING:
    from pathlib import Path

    from pixi_runs import Pixi

STAND_IN = """\
if [ "$1" = --version ]; then echo "pixi 99.0.0"; exit; fi
echo "$1" >> "$CALLS"
if [ "$1" = list ]; then {list}; fi
"""
UNREAD = "echo 'Error: Failed to load lock file from pixi.lock' >&2; exit 1"
UNREAD_WORDS = ("Failed to load lock file", "newer than supported")
EMPTY = "version: 7\nplatforms: []\nenvironments: {}\npackages: []\n"
NEWER = "pixi.lock was made by a newer Pixi; yours cannot read it and would replace it."
MERGE = "pixi.lock contains merge conflict markers."
DAMAGED = "pixi.lock is damaged: Pixi cannot read it."
UPDATE = "Update Pixi (https://pixi.sh/latest/installation/), then run the same command again."
SIDE = "Check out either side with 'git checkout --ours -- pixi.lock', then run 'pixi lock'."
BACK = (
    "Restore it with 'git checkout HEAD -- pixi.lock', or delete it and run 'pixi lock'; then run "
    "the same command again."
)
BAD = {
    "newer": (EMPTY.replace("7", "8"), NEWER, UPDATE),
    "much newer": ("# mine\n\n---\nversion: 100\n", NEWER, UPDATE),
    "merge": (f"{EMPTY}<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n", MERGE, SIDE),
    "merge at the top": ("<<<<<<< HEAD\nversion: 7\n=======\n", MERGE, SIDE),
    "no version": ("garbage\n", DAMAGED, BACK),
    "empty": ("", DAMAGED, BACK),
    "odd version": ("version: x\n", DAMAGED, BACK),
}


def setting(tmp_path: Path, lock: str, answers: str = UNREAD) -> tuple[Path, dict[str, str]]:
    """A project with a lock, and the variables for a stand-in that cannot read it, or can."""
    root = make(tmp_path, "--manager", "pixi")
    (root / "pixi.lock").write_text(lock)
    pixi = program(tmp_path / "bin" / "pixi", STAND_IN.format(list=answers))
    return root, environment(CALLS=str(tmp_path / "calls"), **first_on_path(pixi))


@pytest.mark.parametrize("mode", [(), ("--json",)])
@pytest.mark.parametrize("case", BAD)
def test_sync_stops_at_a_lock_that_pixi_cannot_read(
    tmp_path: Path, case: str, mode: tuple[str, ...]
) -> None:
    lock, message, hint = BAD[case]
    root, env = setting(tmp_path, lock)
    done = seedbed("sync", *mode, cwd=root, env=env)
    assert done.returncode == 3
    if mode:
        error = json.loads(done.stdout)["error"]
        assert error == {"code": "lock-unreadable", "message": message, "hint": hint}
    else:
        assert done.stderr == f"error: {message}\nhint: {hint}\n"
    assert (tmp_path / "calls").read_text() == "list\n"
    assert (root / "pixi.lock").read_text() == lock


@pytest.mark.parametrize("case", BAD)
def test_run_stops_there_too(tmp_path: Path, case: str) -> None:
    lock, message, hint = BAD[case]
    root, env = setting(tmp_path, lock)
    done = seedbed("run", "train", cwd=root, env=env)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == f"error: {message}\nhint: {hint}\n"
    assert (tmp_path / "calls").read_text() == "list\n"
    assert (root / "pixi.lock").read_text() == lock


def test_an_update_does_not_replace_it_either(tmp_path: Path) -> None:
    root, env = setting(tmp_path, "version: 8\n")
    done = seedbed("update", "--set", "framework=none", cwd=root, env=env)
    assert done.returncode == 3
    assert f"The files are up to date, but the environment is not: {NEWER}" in done.stderr
    assert (root / "pixi.lock").read_text() == "version: 8\n"


@pytest.mark.parametrize("case", BAD)
def test_a_pixi_that_reads_it_is_let(tmp_path: Path, case: str) -> None:
    root, env = setting(tmp_path, BAD[case][0], "echo '[]'")
    assert seedbed("sync", cwd=root, env=env).returncode == 0
    assert (tmp_path / "calls").read_text() == "list\ninstall\n"


@pytest.mark.parametrize("lock", [EMPTY, "version: 6\n", "version: 5\r\n", f"# x\n{EMPTY}", None])
def test_a_usual_lock_costs_no_question(tmp_path: Path, lock: str | None) -> None:
    root, env = setting(tmp_path, lock or "")
    if lock is None:
        (root / "pixi.lock").unlink()
    assert seedbed("sync", cwd=root, env=env).returncode == 0
    assert (tmp_path / "calls").read_text() == "install\n"


@pytest.mark.parametrize("case", BAD)
def test_the_real_pixi(tmp_path: Path, pixi: Pixi, case: str) -> None:
    lock, message, hint = BAD[case]
    root = make(tmp_path, "--manager", "pixi")
    (root / "pixi.lock").write_text(lock)
    done = pixi.let(*SEEDBED, "sync", cwd=root, check=False)
    assert (done.returncode, done.stderr) == (3, f"error: {message}\nhint: {hint}\n")
    assert (root / "pixi.lock").read_text() == lock


def test_the_real_pixi_tells_whether_it_reads_a_lock(tmp_path: Path, pixi: Pixi) -> None:
    root = make(tmp_path, "--manager", "pixi")
    for lock, reads in ((EMPTY, True), (f"# mine\n{EMPTY}", True), ("version: 99\n", False)):
        (root / "pixi.lock").write_text(lock)
        said = Driver().reading_lock(str(root))
        assert any(words in said for words in UNREAD_WORDS) != reads
    assert pixi.program == Driver().program()


@pytest.mark.parametrize("case", BAD)
def test_a_pixi_that_fails_for_another_reason_says_so_itself(tmp_path: Path, case: str) -> None:
    words = "echo 'this workspace requires pixi >=0.99' >&2; exit 1"
    root, env = setting(tmp_path, BAD[case][0], words)
    assert seedbed("sync", cwd=root, env=env).returncode == 0
    assert (tmp_path / "calls").read_text() == "list\ninstall\n"


@pytest.mark.parametrize("kind", ["endless", "pipe", "folder", "loop"])
def test_what_is_no_lock_is_left_to_pixi(tmp_path: Path, kind: str) -> None:
    root, env = setting(tmp_path, "")
    lock = root / "pixi.lock"
    lock.unlink()
    if kind == "pipe":
        os.mkfifo(lock)
    elif kind == "folder":
        lock.mkdir()
    else:
        lock.symlink_to("/dev/zero" if kind == "endless" else "pixi.lock")
    done = seedbed("sync", cwd=root, env=env)
    assert "Traceback" not in done.stderr
    if kind == "loop":
        assert done.returncode == 1
        assert "pixi.lock cannot be written or read: Too many levels" in done.stderr
    else:
        assert (tmp_path / "calls").read_text() == "install\n"
