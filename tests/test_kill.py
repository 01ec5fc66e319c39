"""A kill at any file-system call of the write leaves the old state or the new one."""

from __future__ import annotations

import shutil
import signal
from typing import TYPE_CHECKING

import pytest
from running import PLAIN, TILTH, composed, contents, names, tilth
from tracing import KINDS, calls, of_kind, stop_at

from tilth import disk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tracing import Call

NEW = (*TILTH, "new", "x", *PLAIN)
HERE = (*TILTH, "new", ".", *PLAIN)
# A new folder is neither synced nor, when all goes well, cleared.
STAGED = [kind for kind in KINDS if kind not in {"sync", "remove"}]


def _kill(strace: str, call: Call, command: tuple[str, ...], cwd: Path) -> None:
    run = stop_at(strace, call, command, cwd, "signal=KILL")
    assert run.returncode == -signal.SIGKILL, (call, run.stdout, run.stderr)


@pytest.mark.parametrize("kind", STAGED)
def test_a_new_folder_is_absent_or_complete(
    tmp_path: Path, need: Callable[[str], str], kind: str
) -> None:
    strace, whole = need("strace"), composed("x", tmp_path)
    seen = tmp_path / "seen"
    seen.mkdir()
    found = calls(strace, NEW, seen, tmp_path / "log", ".x.tilth-new-")
    assert contents(seen / "x") == whole
    for call in of_kind(found, kind):
        place = tmp_path / f"{call.name}-{call.number}"
        place.mkdir()
        _kill(strace, call, NEW, place)
        assert not (place / "x").exists() or contents(place / "x") == whole, call
        again = tilth("new", "x", *PLAIN, cwd=place)
        assert again.returncode == 0 or "is a tilth project already" in again.stderr, call
        assert contents(place / "x") == whole, call
        assert names(place) == {"x"}, call


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_that_exists_is_empty_or_complete(
    tmp_path: Path, need: Callable[[str], str], kind: str
) -> None:
    strace, whole = need("strace"), composed("x", tmp_path)
    seen = tmp_path / "seen" / "x"
    seen.mkdir(parents=True)
    found = calls(strace, HERE, seen, tmp_path / "log", f"{seen}/.tilth")
    assert contents(seen) == whole
    for call in of_kind(found, kind):
        place = tmp_path / f"{call.name}-{call.number}" / "x"
        place.mkdir(parents=True)
        _kill(strace, call, HERE, place)
        _check_recovery(place, whole)
        again = tilth("new", ".", *PLAIN, cwd=place)
        done = ("its project is complete now", "is a tilth project already")
        assert again.returncode == 0 or any(text in again.stderr for text in done), call
        assert contents(place) == whole, call


def _check_recovery(killed: Path, whole: dict[str, bytes]) -> None:
    copy = killed.with_name("copy")
    shutil.copytree(killed, copy)
    finished = disk.recover(str(copy))
    assert contents(copy) in ({}, whole)
    assert contents(copy) == whole or not finished
    assert not disk.recover(str(copy))


@pytest.mark.parametrize("kind", ["rename", "remove"])
def test_the_recovery_may_be_killed_too(
    tmp_path: Path, need: Callable[[str], str], kind: str
) -> None:
    strace, whole = need("strace"), composed("x", tmp_path)
    committed = _committed(tmp_path, strace)
    seen = tmp_path / "seen" / "x"
    shutil.copytree(committed, seen)
    found = calls(strace, HERE, seen, tmp_path / "log", f"{seen}/.tilth/journal")
    assert contents(seen) == whole
    for call in of_kind(found, kind):
        place = tmp_path / f"{call.name}-{call.number}" / "x"
        shutil.copytree(committed, place)
        _kill(strace, call, HERE, place)
        disk.recover(str(place))
        assert contents(place) == whole, call


def test_what_was_killed_before_the_commit_is_thrown_away(
    tmp_path: Path, need: Callable[[str], str]
) -> None:
    strace, place = need("strace"), tmp_path / "x"
    place.mkdir()
    found = calls(strace, HERE, place, tmp_path / "log", f"{place}/.tilth")
    shutil.rmtree(place)
    place.mkdir()
    _kill(strace, of_kind(found, "rename")[0], HERE, place)
    assert contents(place)
    assert not disk.recover(str(place))
    assert names(place) == set()


def test_a_dry_run_leaves_the_journal_alone(tmp_path: Path, need: Callable[[str], str]) -> None:
    committed = _committed(tmp_path, need("strace"))
    before = contents(committed)
    run = tilth("new", ".", "--dry-run", *PLAIN, cwd=committed)
    assert run.returncode == 1
    assert contents(committed) == before


def test_a_finished_journal_is_told(tmp_path: Path, need: Callable[[str], str]) -> None:
    committed = _committed(tmp_path, need("strace"))
    run = tilth("new", ".", *PLAIN, cwd=committed)
    assert run.returncode == 1
    assert "its project is complete now" in run.stderr
    assert contents(committed) == composed("x", tmp_path / "committed")


def test_the_stage_of_a_run_that_lives_is_left_alone(tmp_path: Path) -> None:
    alive = tmp_path / ".x.tilth-new-1"  # process 1 is always there
    alive.mkdir()
    assert tilth("new", "x", *PLAIN, cwd=tmp_path).returncode == 0
    assert names(tmp_path) == {"x", alive.name}


def _committed(tmp_path: Path, strace: str) -> Path:
    """A folder whose journal is committed, and nothing of it moved to its place."""
    first = tmp_path / "committed" / "first"
    first.mkdir(parents=True)
    found = calls(strace, HERE, first, tmp_path / "log", f"{first}/.tilth")
    place = first.with_name("x")
    place.mkdir()
    _kill(strace, of_kind(found, "rename")[1], HERE, place)
    assert names(place) == {".tilth"}
    shutil.rmtree(first)
    return place
