"""Ctrl-C: exit status 130, nothing half-written, and what to do next where something is made."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from running import PLAIN, SEEDBED, composed, contents, has_ended, names
from terminal import Screen, on_terminal, rest_of
from tracing import KINDS, calls, of_kind, stop_at, writer

from seedbed.host import process

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_UV = """#!/bin/sh
if [ "$1" = --version ]; then echo 'uv 99.0.0'; exit; fi
echo $$ >"$SEEDBED_TEST/process"
trap 'sleep 1; echo "$1" >"$SEEDBED_TEST/tidied"; exit 130' INT
echo "uv $1 has begun"
for second in $(seq 60); do sleep 1; done
"""
"""Stands in for a uv that is slow, and that takes its time to tidy up when it is interrupted."""


@pytest.fixture(autouse=True)
def _ctrl_c_works() -> None:
    """Undo what a shell sets for a run in its background, and which all below would inherit."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.mark.parametrize("question", ["Framework", "Extras", "Description", "Author", "Proceed"])
def test_at_a_question_nothing_is_made(tmp_path: Path, question: str) -> None:
    screen = Screen("new", "x", "--no-sync", cwd=tmp_path)
    screen.answer_until(question)
    screen.send("\x03")
    assert screen.end() == 130
    assert screen.lines[-1] == "error: Interrupted; no files were left incomplete."
    assert names(tmp_path) == set()


@pytest.mark.parametrize("question", ["Description", "Proceed"])
def test_the_end_of_input_is_an_interruption_too(tmp_path: Path, question: str) -> None:
    screen = Screen("new", "x", "--no-sync", cwd=tmp_path)
    screen.answer_until(question)
    screen.send("\x04")
    assert screen.end() == 130
    assert not [line for line in screen.lines if "Traceback" in line]
    assert names(tmp_path) == set()


@pytest.mark.parametrize("kind", ["make-folder", "open", "write", "rename"])
def test_in_the_write_of_a_new_folder(
    tmp_path: Path, need: Callable[[str], str], kind: str
) -> None:
    strace, target = need("strace"), tmp_path / "place" / "x"
    target.parent.mkdir()
    tree = composed("x", tmp_path)
    command = writer("create", target, tree, tmp_path / "saved")
    found = calls(strace, command, tmp_path, tmp_path / "log", ".x.seedbed-new-")
    for call in of_kind(found, kind):
        shutil.rmtree(target, ignore_errors=True)
        run = stop_at(strace, call, command, tmp_path, "signal=INT")
        assert run.returncode == -signal.SIGINT, (call, run.stderr)
        assert names(target.parent) <= {"x"}, call
        if target.exists():
            assert contents(target) == {path: file.data for path, file in tree.items()}, call


@pytest.mark.parametrize("kind", KINDS)
def test_in_the_write_of_a_folder_that_exists(
    tmp_path: Path, need: Callable[[str], str], kind: str
) -> None:
    strace, place = need("strace"), tmp_path / "place"
    tree = composed("x", tmp_path)
    (place / "seen").mkdir(parents=True)
    command = writer("fill", place / "seen", tree, tmp_path / "saved")
    found = calls(strace, command, tmp_path, tmp_path / "log", f"{place}/seen/.seedbed")
    for call in of_kind(found, kind):
        target = place / f"{call.name}-{call.number}"
        target.mkdir()
        command = writer("fill", target, tree, tmp_path / "saved")
        run = stop_at(strace, call, command, tmp_path, "signal=INT")
        assert run.returncode == -signal.SIGINT, (call, run.stderr)
        whole = {path: file.data for path, file in tree.items()}
        assert contents(target) in ({}, whole), call


@pytest.mark.parametrize("mode", [(), ("--json",)])
def test_the_whole_command_says_so(
    tmp_path: Path, need: Callable[[str], str], mode: tuple[str, ...]
) -> None:
    strace, command = need("strace"), (*SEEDBED, "new", "x", *PLAIN, *mode)
    seen = tmp_path / "seen"
    seen.mkdir()
    found = calls(strace, command, seen, tmp_path / "log", ".x.seedbed-new-")
    place = tmp_path / "place"
    place.mkdir()
    run = stop_at(strace, of_kind(found, "write")[2], command, place, "signal=INT")
    assert run.returncode == 130
    assert names(place) == set()
    if mode:
        assert json.loads(run.stdout)["error"]["code"] == "interrupted"
    else:
        assert run.stderr.strip() == "error: Interrupted; no files were left incomplete."


def test_in_the_sync_the_project_stays(tmp_path: Path) -> None:
    bin_folder, place = tmp_path / "bin", tmp_path / "place"
    bin_folder.mkdir()
    place.mkdir()
    (bin_folder / "uv").write_text(_UV)
    (bin_folder / "uv").chmod(0o755)
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    arguments = ("new", "x", "--yes", "--no-git")
    child = on_terminal(*arguments, cwd=place, PATH=path, SEEDBED_TEST=str(tmp_path))
    child.expect("uv lock has begun")
    child.sendintr()
    status, said = rest_of(child)
    assert status == 130
    assert f"The project in {place / 'x'} is complete" in " ".join(said.split())
    assert "'uv sync'" in said
    assert "Traceback" not in said
    expected = {name: file.data for name, file in composed("x", tmp_path).items()}
    assert contents(place / "x") == expected
    assert (tmp_path / "tidied").read_text() == "lock\n"
    assert has_ended(int((tmp_path / "process").read_text()))


def test_ctrl_c_while_a_program_is_being_started_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = subprocess.Popen

    def slow_start(*arguments: Any, **options: Any) -> Any:
        child = start(*arguments, **options)
        os.kill(os.getpid(), signal.SIGINT)
        return child

    monkeypatch.setattr(subprocess, "Popen", slow_start)
    done = tmp_path / "done"
    with pytest.raises(KeyboardInterrupt):
        process.run(["/bin/sh", "-c", f"sleep 0.2; echo > '{done}'"], str(tmp_path))
    assert done.exists()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
