"""Programs that doctor asks in the background: at the same time, once, and never for long."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from doctor_runs import BARE
from running import environment, has_ended
from stand_ins import first_on_path, program, stand_in

from seedbed.host.asking import Asking, Inquiry


def ask(path: Path, *arguments: str, limit: float = 60.0) -> Inquiry:
    """An inquiry of a script in its own folder."""
    return Inquiry(arguments=(str(path), *arguments), cwd=str(path.parent), limit=limit)


def test_programs_run_at_the_same_time(tmp_path: Path) -> None:
    # each of them ends once it sees the other
    meet = program(tmp_path / "meet", ': >"$1"; until [ -e "$2" ]; do sleep 0.01; done; echo "$1"')
    one, two = ask(meet, "a", "b"), ask(meet, "b", "a")
    with Asking() as asking:
        asking.start(one)
        asking.start(two)
        replies = [asking.answer(one), asking.answer(two)]
    assert [reply and reply.out for reply in replies] == [b"a\n", b"b\n"]


def test_a_question_is_asked_once(tmp_path: Path) -> None:
    count = program(tmp_path / "count", "echo x >>calls; wc -l <calls")
    with Asking() as asking:
        asking.start(ask(count))
        first, second = asking.answer(ask(count)), asking.answer(ask(count))
        other = asking.answer(ask(count, "more"))
    assert first is second
    assert first is not None
    assert other is not None
    assert (first.out.split(), other.out.split()) == ([b"1"], [b"2"])


def test_what_it_says_and_how_it_ends(tmp_path: Path) -> None:
    fails = program(tmp_path / "fails", "echo out; echo said >&2; exit 3")
    with Asking() as asking:
        reply = asking.answer(ask(fails))
    assert reply is not None
    assert (reply.status, reply.out, reply.said) == (3, b"out\n", b"said\n")


def test_none_for_one_that_cannot_be_started(tmp_path: Path) -> None:
    with Asking() as asking:
        assert asking.answer(ask(tmp_path / "nothing")) is None


def test_one_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    hangs = program(tmp_path / "hangs", "echo $$ >pid; sleep 600")
    with Asking() as asking:
        assert asking.answer(ask(hangs, limit=0.5)) is None
    assert has_ended(int((tmp_path / "pid").read_text()))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_that_run(tmp_path: Path, number: signal.Signals) -> None:
    root = tmp_path / "x-1"
    root.mkdir()
    (root / "pyproject.toml").write_text(BARE)
    (root / "uv.lock").write_text("version = 1\n")
    pid = tmp_path / "pid"
    uv = stand_in(
        tmp_path / "bin", "99.0", f'echo $$ >"{pid}.new"; mv "{pid}.new" "{pid}"; sleep 600'
    )
    # a run that was started in the background ignores Ctrl-C, and so would all that it starts
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run = subprocess.Popen(
        [sys.executable, "-m", "seedbed", "doctor"],
        cwd=root, env=environment(**first_on_path(uv)),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    while not pid.exists():
        time.sleep(0.02)
    os.kill(run.pid, number)
    out, said = run.communicate(timeout=60)
    assert (run.returncode, out) == (128 + number, "")
    assert "no files were left incomplete." in said
    assert has_ended(int(pid.read_text()))
