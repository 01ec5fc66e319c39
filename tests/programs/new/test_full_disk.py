"""A full disk: one sentence, nothing left, and the same command succeeds once there is room."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest
from running import PLAIN, SEEDBED, cannot, composed, contents, environment, names
from tracing import calls, of_kind, stop_at, writer

from seedbed.host import journal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_SCRIPT = """
mount=$1 options=$2 path=$3 kept=$4; shift 4
mount -t tmpfs -o "$options" none "$mount" && cd "$mount" || exit 99
if [ "$path" = . ]; then mkdir x && cd x || exit 99; fi
"$@" "$path" >"$kept/said" 2>"$kept/error"; echo $? >"$kept/status"
find . -mindepth 1 >"$kept/left"
mount -t tmpfs -o remount,size=8m,nr_inodes=1000 none "$mount" || exit 99
"$@" "$path" || exit 98
cp -R "$mount/x" "$kept/x"
"""
"""Runs the command on a small disk of its own, which no other process sees, then on a larger."""


@pytest.fixture
def unshare(need: Callable[[str], str]) -> list[str]:
    command = [need("unshare"), "--mount", *(["--map-root-user"] if os.getuid() else [])]
    if subprocess.run([*command, "true"], capture_output=True, check=False).returncode:
        cannot("a mount namespace cannot be made here")
    return command


@pytest.mark.parametrize(
    "options", ["size=16k,nr_inodes=1000", "size=64k,nr_inodes=1000", "size=8m,nr_inodes=12"]
)
@pytest.mark.parametrize("path", ["x", "."])
def test_nothing_is_left_on_a_full_disk(
    tmp_path: Path, unshare: list[str], path: str, options: str
) -> None:
    mount, kept = tmp_path / "mount", tmp_path / "kept"
    mount.mkdir()
    kept.mkdir()
    script = [*unshare, "sh", "-c", _SCRIPT, "sh", str(mount), options, path, str(kept)]
    run = subprocess.run(
        [*script, *SEEDBED, "new", *PLAIN], env=environment(), capture_output=True, check=False
    )
    assert run.returncode == 0, run
    assert (kept / "status").read_text() == "1\n"
    assert (kept / "said").read_text() == ""
    error, hint = (kept / "error").read_text().splitlines()
    assert error.startswith("error: ")
    assert "No space left on device" in error
    assert hint.startswith("hint: ")
    assert (kept / "left").read_text() == ""
    expected = {name: file.data for name, file in composed("x", tmp_path).items()}
    assert contents(kept / "x") == expected


@pytest.mark.parametrize("kind", ["make-folder", "open", "write", "rename"])
def test_a_new_folder_is_taken_back_wherever_it_fails(
    tmp_path: Path, need: Callable[[str], str], kind: str
) -> None:
    strace, target = need("strace"), tmp_path / "place" / "x"
    target.parent.mkdir()
    command = writer("create", target, composed("x", tmp_path), tmp_path / "saved")
    found = calls(strace, command, tmp_path, tmp_path / "log", ".x.seedbed-new-")
    # the first one opens the folder above, to look for what killed runs left
    makes = [call for call in of_kind(found, kind) if kind != "open" or "O_CREAT" in call.text]
    target.rename(tmp_path / "done")
    for call in makes:
        run = stop_at(strace, call, command, tmp_path, "error=ENOSPC")
        assert run.returncode == 1, call
        assert "No space left on device" in run.stderr.splitlines()[-1], call
        assert names(target.parent) == set(), call


@pytest.mark.parametrize("kind", ["make-folder", "open", "write", "sync", "rename"])
def test_a_folder_that_exists_is_taken_back_or_can_be_finished(
    tmp_path: Path, need: Callable[[str], str], kind: str
) -> None:
    strace, place = need("strace"), tmp_path / "place"
    place.mkdir()
    files = composed("x", tmp_path)
    command = writer("fill", place / "seen", files, tmp_path / "saved")
    (place / "seen").mkdir()
    found = calls(strace, command, tmp_path, tmp_path / "log", f"{place}/seen/.seedbed")
    makes = [call for call in of_kind(found, kind) if kind != "open" or "O_CREAT" in call.text]
    for number, call in enumerate(makes):
        target = place / str(number)
        target.mkdir()
        command = writer("fill", target, files, tmp_path / "saved")
        run = stop_at(strace, call, command, tmp_path, "error=ENOSPC", onward=kind == "rename")
        last = run.stderr.splitlines()[-1]
        assert run.returncode == 1, call
        assert "No space left on device" in last, call
        if kind == "rename" and number:  # the first one commits
            assert "it finishes what waits in .seedbed/journal" in last, call
            assert journal.recover(str(target)), call
            assert contents(target) == {path: file.data for path, file in files.items()}, call
        else:
            assert names(target) == set(), call
