"""`seedbed verify` says of what it cannot read that it cannot, and leaves no folders behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn

import pytest

from seedbed.commands.verifying.environment import ground_of
from seedbed.commands.verifying.reading import Inside, read_environment
from seedbed.errors import SeedbedError
from seedbed.host import scaffold
from seedbed.model.found import FILE, Found
from seedbed.verify.values import Layout


def refuse(*_: object) -> NoReturn:
    """Take the place of what opens something that may not be read."""
    raise PermissionError(13, "Permission denied", "it")


def read(root: Path) -> object:
    """What an environment holds."""
    return read_environment(str(root), lambda: "", lambda *_: None)


def test_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(SeedbedError, match="can't be read: Permission denied") as caught:
        read(tmp_path)
    assert caught.value.status == 3


def test_settings(tmp_path: Path) -> None:
    found = Found(kind=FILE, error="Permission denied")
    inside = Inside(
        root=str(tmp_path),
        kinds={"pyvenv.cfg": FILE},
        found={"pyvenv.cfg": found},
        layout=Layout(site="lib/python3.11/site-packages", scripts="bin", headers="", python=""),
        settings={},
    )
    ground = ground_of(str(tmp_path), inside, (), scaffold.Ahead())
    assert [one.what for one in ground.differences] == ["can't be read: Permission denied"]


def test_a_path_that_is_too_long() -> None:
    """A fresh environment's path has the temporary folder before it."""
    place, maker = f"/{'plot' * 100}/.venv", (sys.executable, "-c", "")
    with scaffold.Ahead() as ahead:
        ahead.begin(place, maker, os.environ)
        assert ahead.fresh(place, maker, os.environ) is None
    assert scaffold.fresh(place, maker, os.environ) is None


@pytest.mark.parametrize("when", ["starting", "started", "waiting"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_begun_is_removed(
    when: str, number: signal.Signals, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    script = "import os, sys, time; time.sleep(0.5); os.mkdir(sys.argv[1])"
    slow = (sys.executable, "-I", "-c", script)

    def start(thread: threading.Thread) -> None:
        begin(thread)
        if threading.current_thread() is threading.main_thread() and when == "starting":
            time.sleep(0.2)
            signal.raise_signal(number)

    def interrupted(ahead: scaffold.Ahead) -> None:
        ahead.begin("/plot/.venv", slow, os.environ)
        while when == "started" and not any(tmp_path.iterdir()):
            time.sleep(0.01)
        if when == "waiting":
            threading.Timer(0.2, signal.raise_signal, (number,)).start()
            ahead.fresh("/plot/.venv", slow, os.environ)
        signal.raise_signal(number)

    begin = threading.Thread.start
    monkeypatch.setattr(threading.Thread, "start", start)
    before = signal.signal(signal.SIGTERM, lambda *_: None)  # rather than end here
    try:
        with pytest.raises(KeyboardInterrupt), scaffold.Ahead() as ahead:
            interrupted(ahead)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert list(tmp_path.iterdir()) == []
