"""Programs that are asked something: what they say is taken, and none is waited for without end."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from running import has_ended
from stand_ins import program

from seedbed.errors import SeedbedError
from seedbed.host import process
from seedbed.host.timed import ask_within
from seedbed.managers.nix.program import find

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OWN = 'echo $$ > "$0.own"'
"""The line by which a stand-in notes its number."""


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit for which a test can wait."""
    monkeypatch.setattr(process, "VERSION_LIMIT", 0.5)


def number(path: Path) -> int:
    """The process that a stand-in, or what it started, was."""
    return int(path.read_text())


def test_a_version_is_told(tmp_path: Path) -> None:
    asked = program(tmp_path / "x", "echo ' x 1.0 '; echo noise >&2")
    assert process.output([str(asked), "--version"]) == "x 1.0"
    assert process.output([str(asked), "--version"], strip=False) == " x 1.0 \n"


def test_a_long_answer_is_taken_whole(tmp_path: Path) -> None:
    asked = program(
        tmp_path / "x", "i=0; while [ $i -lt 20000 ]; do echo 0123456789; i=$((i+1)); done"
    )
    assert len(process.output([str(asked), "--version"], strip=False)) == 220_000


@pytest.mark.parametrize("script", ["echo 1.0; exit 1", "kill -9 $$"])
def test_one_that_fails_has_said_nothing(tmp_path: Path, script: str) -> None:
    assert process.output([str(program(tmp_path / "x", script)), "--version"]) == ""


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize(
    "then",
    [
        "exec sleep 60",
        "echo 1.0; exec sleep 60",
        "exec >&-; exec sleep 60",
        "trap '' TERM INT; exec sleep 60",
    ],
)
def test_one_that_hangs_is_ended(tmp_path: Path, then: str) -> None:
    asked = program(tmp_path / "x", f"{OWN}\n{then}")
    began = time.monotonic()
    with pytest.raises(SeedbedError) as caught:
        process.output([str(asked), "--version"])
    assert time.monotonic() - began < 20
    assert caught.value.message == f"{asked} did not report its version within 0.5 s."
    assert (caught.value.code, caught.value.status) == ("program-hangs", 3)
    assert f"'{asked} --version'" in caught.value.hint
    assert has_ended(number(tmp_path / "x.own"))


@pytest.mark.usefixtures("soon")
def test_what_it_started_ends_with_it(tmp_path: Path) -> None:
    asked = program(tmp_path / "x", 'sleep 60 &\necho $! > "$0.own"\nwait')
    with pytest.raises(SeedbedError):
        process.output([str(asked), "--version"])
    assert has_ended(number(tmp_path / "x.own"))


def test_what_runs_on_in_the_background_is_not_waited_for(tmp_path: Path) -> None:
    asked = program(
        tmp_path / "x", 'sleep 60 >/dev/null &\necho $! >"$0.own"; echo said; echo no >&2'
    )
    began = time.monotonic()
    assert process.output([str(asked), "what"]) == "said"
    first = number(tmp_path / "x.own")
    reply = process.ask([str(asked)], os.environ)
    assert (reply.status, reply.out, reply.said) == (0, b"said\n", b"no\n")
    assert time.monotonic() - began < 30
    for one in (first, number(tmp_path / "x.own")):
        os.kill(one, signal.SIGKILL)


@pytest.mark.usefixtures("soon")
def test_only_a_version_has_a_limit(tmp_path: Path) -> None:
    asked = program(tmp_path / "x", "sleep 1; echo done")
    assert process.output([str(asked), "shell-hook"]) == "done"


def test_ctrl_c_ends_the_wait_and_the_program(tmp_path: Path) -> None:
    asked = program(tmp_path / "x", f"{OWN}\nexec sleep 60")

    def interrupt() -> None:
        while not (tmp_path / "x.own").exists() or not (tmp_path / "x.own").read_text():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        process.output([str(asked), "--version"])
    assert has_ended(number(tmp_path / "x.own"))


@pytest.mark.parametrize(
    "ask",
    [
        lambda asked: process.output([asked, "--version"]),
        lambda asked: ask_within(30, [asked], os.environ),
    ],
    ids=["version", "within"],
)
@pytest.mark.parametrize("number_of", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_it_starts_ends_it_too(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ask: Callable[[str], object],
    number_of: signal.Signals,
) -> None:
    own = tmp_path / "x.own"
    start = subprocess.Popen.__init__

    def interrupted(self: subprocess.Popen[bytes], *given: Any, **named: Any) -> None:
        start(self, *given, **named)
        while not own.exists() or not own.read_text():
            time.sleep(0.01)
        os.kill(os.getpid(), number_of)

    asked = program(tmp_path / "x", f"{OWN}\nexec sleep 60")
    monkeypatch.setattr(subprocess.Popen, "__init__", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ask(str(asked))
    assert has_ended(number(own))


def test_a_signal_while_a_missing_program_starts_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        raise FileNotFoundError

    monkeypatch.setattr(subprocess, "Popen", interrupted)
    with pytest.raises(KeyboardInterrupt):
        process.output([str(tmp_path / "x"), "--version"])
    with pytest.raises(KeyboardInterrupt):
        ask_within(30, [str(tmp_path / "x")], os.environ)


@pytest.mark.usefixtures("soon")
def test_a_nix_that_hangs_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = program(tmp_path / "bin" / "nix", "exec /bin/sleep 60")
    monkeypatch.setenv("PATH", str(asked.parent))
    with pytest.raises(SeedbedError, match=r"bin/nix did not report its version within 0\.5 s"):
        find()


@pytest.mark.parametrize("said", ["2.²", "2." + "0" * 5000 + "1", "²"])
def test_an_odd_version_of_nix_is_no_crash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    asked = program(tmp_path / "bin" / "nix", f'echo "nix (Nix) {said}"')
    monkeypatch.setenv("PATH", str(asked.parent))
    with pytest.raises(SeedbedError) as caught:
        find()
    assert caught.value.code in {"nix-too-old", "nix-unknown"}
