"""The log of a server that runs for long, and prints a lot."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from labs import modes

from seedbed.host import lab_script, private
from seedbed.host.processes import wait_until

if TYPE_CHECKING:
    from pathlib import Path

    from labs import Lab


@pytest.fixture
def log(tmp_path: Path) -> Path:
    os.close(private.fresh_log(str(tmp_path / "log")))
    return tmp_path / "log"


def shorten(path: Path, largest: int) -> None:
    handle = os.open(path, os.O_RDWR | os.O_APPEND)
    try:
        lab_script.shorten(str(path), handle, largest)
    finally:
        os.close(handle)


def test_a_log_moves_on_when_it_is_too_long(log: Path) -> None:
    with log.open("ab", buffering=0) as writer:
        for round_ in b"abcde":
            writer.write(bytes([round_]) * 9)
            shorten(log, 9)
            assert log.stat().st_size == 9
            writer.write(b"+")
            shorten(log, 9)
            assert log.read_bytes() == b""
    kept = {path.name: path.read_bytes() for path in log.parent.iterdir()}
    assert kept == {
        "log": b"", "log.1": b"eeeeeeee+", "log.2": b"dddddddd+", "log.3": b"cccccccc+",
    }  # fmt: skip
    assert set(modes(log.parent).values()) == {0o600}
    assert lab_script._KEPT == private._KEPT


def test_a_log_that_cannot_be_copied_is_emptied_all_the_same(log: Path) -> None:
    log.write_bytes(b"a" * 99)
    (log.parent / "log.new").mkdir()
    with pytest.raises(IsADirectoryError):
        shorten(log, 9)
    assert log.read_bytes() == b""


def test_the_log_of_another_server_is_left_alone(log: Path) -> None:
    log.write_bytes(b"a" * 99)
    handle = os.open(log, os.O_RDWR | os.O_APPEND)
    os.close(private.fresh_log(str(log)))
    lab_script.shorten(str(log), handle, 9)
    os.close(handle)
    assert {name: (log.parent / name).stat().st_size for name in modes(log.parent)} == {
        "log": 0, "log.1": 99,
    }  # fmt: skip


def test_a_server_that_prints_a_lot_keeps_running(lab: Lab) -> None:
    """What it has started writes on to the same file."""
    record = lab.start(STAND_IN="chatty")
    log, moved = lab.folder / "jupyter.log", lab.folder / "jupyter.log.1"
    assert wait_until(lambda: moved.exists() and 0 < log.stat().st_size < 1 << 20, 30)
    assert 10 << 20 <= moved.stat().st_size < 12 << 20
    before = log.read_text()
    assert wait_until(lambda: len(log.read_text()) > len(before), 30)
    assert log.read_text().startswith(before)
    assert lab.status()["status"] == "running"
    assert lab.processes() == [record["pid"]]
    assert set(modes(lab.folder).values()) == {0o600}
