"""Ctrl-C while seedbed starts, tells something, or ends: never where it was in the code."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from running import environment

PROGRAM = """\
import atexit, os, signal, sys

signal.signal(signal.SIGINT, signal.{handler})
at, times, *sys.argv = sys.argv[1:]
left = int(times)

def hook(event, arguments):
    global left
    if left and event == "import" and arguments[0] == at:
        left -= 1
        os.kill(os.getpid(), signal.SIGINT)

sys.addaudithook(hook)
if at == "the end":
    atexit.register(lambda: os.kill(os.getpid(), signal.SIGINT))
from seedbed.__main__ import main
sys.exit(main())
"""


def interrupted(
    at: str, *words: str, cwd: Path, times: int = 1, handler: str = "default_int_handler"
) -> subprocess.CompletedProcess[str]:
    """A run of seedbed to which Ctrl-C comes when it imports a module, or at its end."""
    code = PROGRAM.format(handler=handler)
    return subprocess.run(
        [sys.executable, "-c", code, at, str(times), "seedbed", *words], cwd=cwd, env=environment(),
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.mark.parametrize("at", ["seedbed.cli", "the end"])
def test_with_nothing_to_tell_the_process_just_ends(tmp_path: Path, at: str) -> None:
    done = interrupted(at, "--version", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "")
    assert done.stdout == ("" if at == "seedbed.cli" else "seedbed 0.1.0\n")


@pytest.mark.parametrize("at", ["seedbed.errors", "seedbed.model.record"])
def test_before_seedbed_can_tell_it_the_status_does(tmp_path: Path, at: str) -> None:
    done = interrupted(at, "new", "x-1", "--yes", "--no-sync", cwd=tmp_path)
    assert done.returncode == 130
    assert done.stderr in {"", "error: Interrupted; no files were left incomplete.\n"}
    assert not (tmp_path / "x-1").exists()


@pytest.mark.parametrize("words", [("new", "x-1", "--yes", "--no-sync"), ("sync",), ("update",)])
@pytest.mark.parametrize("at", ["seedbed.cli.parser", "seedbed.host.disk", "seedbed.host.paths"])
def test_while_it_loads_what_it_needs(tmp_path: Path, words: tuple[str, ...], at: str) -> None:
    done = interrupted(at, *words, cwd=tmp_path)
    assert done.returncode == 130
    assert done.stderr.startswith("error: Interrupted")
    assert len(done.stderr.splitlines()) == 1


def test_a_second_one_while_it_tells_of_the_first(tmp_path: Path) -> None:
    done = interrupted("seedbed.cli.report", "sync", cwd=tmp_path, times=1)
    assert (done.returncode, done.stderr) == (130, "")


def test_one_that_is_ignored_stays_ignored(tmp_path: Path) -> None:
    for at in ("seedbed.cli", "seedbed.errors", "the end"):
        done = interrupted(at, "--version", cwd=tmp_path, handler="SIG_IGN")
        assert (done.returncode, done.stdout, done.stderr) == (0, "seedbed 0.1.0\n", "")
