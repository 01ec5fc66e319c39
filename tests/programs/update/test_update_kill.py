"""A change of a folder that exists, stopped anywhere: the old state or the new one, never both."""

from __future__ import annotations

import marshal
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from running import contents, names
from tracing import KINDS, calls, of_kind, stop_at

import seedbed
from seedbed.errors import SeedbedError
from seedbed.host import journal
from seedbed.host.journal_moves import LAST, LIST
from seedbed.model.tree import File

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_WRITER = """
import marshal, sys
sys.path.insert(0, sys.argv[1])
from seedbed.host import journal
from seedbed.model.tree import File
if sys.argv[3] == "recover":
    journal.recover(sys.argv[4])
else:
    def file(side):
        return side and File(data=side[0], layer="", executable=side[1])
    with open(sys.argv[2], "rb") as saved:
        steps = {path: journal.Step(before=file(before), after=file(after))
                 for path, (before, after) in marshal.load(saved).items()}
    journal.apply(sys.argv[4], steps)
"""
OLD = {
    "a.txt": b"old a",
    "bin/run": b"#!/bin/sh\n",
    "docs": b"a file that becomes a folder",
    "gone/deep/x": b"x",
    "gone/deep/y": b"y",
    "kept/mine": b"mine",
    "kept/theirs": b"old theirs",
    "z.txt": b"",
}
NEW = {
    "a.txt": b"new a",
    "bin/run": b"#!/bin/sh\necho\n",
    "docs/index": b"index",
    "docs/more/x": b"x",
    "kept/mine": b"mine",
    "kept/theirs": b"new theirs",
    "new/folder/x": b"x",
    "z.txt": b"z",
}
STEPS = {
    path: (OLD.get(path), NEW.get(path))
    for path in sorted({*OLD, *NEW})
    if OLD.get(path) != NEW.get(path)
}
SAVED = {path: data for path, data in OLD.items() if path in STEPS}


def fresh(place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    for path, data in OLD.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(data)
    (place / "bin/run").chmod(0o755)
    (place / "a.txt").chmod(0o640)
    return place


def project(place: Path) -> dict[str, bytes]:
    return {path: data for path, data in contents(place).items() if not path.startswith(".seedbed")}


def last(place: Path) -> dict[str, bytes]:
    """What the last change replaced, without the list of its paths."""
    found = contents(place / LAST)
    assert b" a.txt\n" in found.pop(LIST, b" a.txt\n")
    found.pop(".seedbed/", None)
    return found


def steps() -> dict[str, journal.Step]:
    def file(path: str, data: bytes | None) -> File | None:
        return None if data is None else File(data=data, layer="", executable=path == "bin/run")

    return {
        path: journal.Step(before=file(path, before), after=file(path, after))
        for path, (before, after) in STEPS.items()
    }


def command(verb: str, place: Path, saved: Path) -> tuple[str, ...]:
    plain = {
        path: tuple(side and (side.data, side.executable) for side in (step.before, step.after))
        for path, step in steps().items()
    }
    saved.write_bytes(marshal.dumps(plain))
    source = str(Path(seedbed.__file__).parents[1])
    return (sys.executable, "-ISBc", _WRITER, source, str(saved), verb, str(place))


def check_whole(place: Path, call: object) -> None:
    """Either nothing happened, or all did; then what was there before is kept."""
    found = project(place)
    assert found in (OLD, NEW), call
    if found == NEW:
        assert last(place) == SAVED, call
        assert (place / "a.txt").stat().st_mode & 0o777 == 0o640, call
    else:
        assert not (place / ".seedbed").exists(), call
    assert (place / "bin/run").stat().st_mode & 0o777 == 0o755, call


@pytest.fixture
def strace(need: Callable[[str], str]) -> str:
    return need("strace")


def kill(strace: str, call: object, run: Sequence[str], cwd: Path) -> None:
    done = stop_at(strace, call, run, cwd, "signal=KILL")  # type: ignore[arg-type]
    assert done.returncode == -signal.SIGKILL, (call, done.stderr)


def test_a_change_that_nothing_stops_is_whole(tmp_path: Path) -> None:
    place = fresh(tmp_path / "place")
    journal.apply(str(place), steps())
    assert project(place) == NEW
    check_whole(place, None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kill_leaves_the_old_state_or_the_new_one(tmp_path: Path, strace: str, kind: str) -> None:
    place = fresh(tmp_path / "place")
    run = command("apply", place, tmp_path / "saved")
    for call in of_kind(calls(strace, run, tmp_path, tmp_path / "log", f"{place}/"), kind):
        kill(strace, call, run, fresh(place).parent)
        finished = journal.recover(str(place))
        check_whole(place, call)
        assert not finished or project(place) == NEW, call
        assert not journal.recover(str(place)), call


@pytest.mark.parametrize("kind", ["open", "rename", "remove"])
def test_the_recovery_may_be_killed_too(tmp_path: Path, strace: str, kind: str) -> None:
    place, kept = fresh(tmp_path / "place"), tmp_path / "kept"
    leave_committed(place, strace, tmp_path)
    shutil.copytree(place, kept)
    run = command("recover", place, tmp_path / "saved")
    found = calls(strace, run, tmp_path, tmp_path / "log", f"{place}/.seedbed")
    assert project(place) == NEW
    for call in of_kind(found, kind):
        shutil.rmtree(place)
        shutil.copytree(kept, place)
        kill(strace, call, run, tmp_path)
        journal.recover(str(place))
        assert project(place) == NEW, call
        check_whole(place, call)


@pytest.mark.parametrize("kind", ["open", "rename", "remove"])
def test_a_recovery_that_ctrl_c_interrupts_is_finished_first(
    tmp_path: Path, strace: str, kind: str
) -> None:
    place, kept = fresh(tmp_path / "place"), tmp_path / "kept"
    leave_committed(place, strace, tmp_path)
    shutil.copytree(place, kept)
    run = command("recover", place, tmp_path / "saved")
    found = calls(strace, run, tmp_path, tmp_path / "log", f"{place}/.seedbed/journal/committed")
    for call in of_kind(found, kind):
        shutil.rmtree(place)
        shutil.copytree(kept, place)
        done = stop_at(strace, call, run, tmp_path, "signal=INT")
        assert done.returncode == -signal.SIGINT, (call, done.stderr)
        if project(place) == OLD:  # it was still looking at what waits
            assert journal.recover(str(place)), call
        assert project(place) == NEW, call
        assert not (place / ".seedbed/journal/committed").exists(), call


@pytest.mark.parametrize("fault", ["error=ENOSPC", "error=EIO", "signal=INT"])
@pytest.mark.parametrize("kind", ["make-folder", "write", "rename"])
def test_a_fault_leaves_the_old_state_or_one_that_can_be_finished(
    tmp_path: Path, strace: str, kind: str, fault: str
) -> None:
    place = fresh(tmp_path / "place")
    run = command("apply", place, tmp_path / "saved")
    for call in of_kind(calls(strace, run, tmp_path, tmp_path / "log", f"{place}/.seedbed"), kind):
        done = stop_at(strace, call, run, fresh(place).parent, fault, onward=kind == "rename")
        assert done.returncode, (call, done.stderr)
        if fault != "signal=INT":
            assert "cannot be written or read" in done.stderr.splitlines()[-1], call
        journal.recover(str(place))
        check_whole(place, call)


@pytest.mark.parametrize("path", ["a.txt", "gone/deep/x", "kept/theirs", "z.txt", "kept/mine"])
@pytest.mark.parametrize("number", range(0, 9, 2))
def test_what_the_user_writes_before_the_recovery_is_never_lost(
    tmp_path: Path, strace: str, path: str, number: int
) -> None:
    place = fresh(tmp_path / "place")
    run = command("apply", place, tmp_path / "saved")
    found = of_kind(calls(strace, run, tmp_path, tmp_path / "log", f"{place}/.seedbed"), "rename")
    if number >= len(found):
        return
    kill(strace, found[number], run, fresh(place).parent)
    (place / path).parent.mkdir(parents=True, exist_ok=True)
    (place / path).write_bytes(b"written meanwhile")
    journal.recover(str(place))
    assert (place / path).read_bytes() == b"written meanwhile"
    rest = {name: data for name, data in project(place).items() if name != path}
    assert rest in [
        {name: data for name, data in state.items() if name != path} for state in (OLD, NEW)
    ]
    assert not journal.is_half_done(str(place))


def test_a_file_that_changed_since_it_was_read_stays(tmp_path: Path) -> None:
    place = fresh(tmp_path / "place")
    (place / "z.txt").write_bytes(b"mine")
    with pytest.raises(SeedbedError, match="changed just now"):
        journal.apply(str(place), steps())
    assert project(place) == {**OLD, "z.txt": b"mine"}
    assert names(place) == {path.partition("/")[0] for path in OLD}


@pytest.mark.parametrize("what", ["file", "link", "folder"])
def test_what_stands_where_a_folder_goes_is_found_before_anything_changes(
    tmp_path: Path, what: str
) -> None:
    place = fresh(tmp_path / "place")
    if what == "file":
        (place / "new").write_bytes(b"mine")
    elif what == "link":
        (tmp_path / "elsewhere").mkdir()
        (place / "new").symlink_to(tmp_path / "elsewhere")
    else:
        (place / "new/folder/x").mkdir(parents=True)
    before = contents(place)
    with pytest.raises(SeedbedError):
        journal.apply(str(place), steps())
    assert contents(place) == before


def test_what_only_its_owner_may_read_stays_so(tmp_path: Path) -> None:
    place = fresh(tmp_path / "place")
    (place / "a.txt").chmod(0o600)
    journal.apply(str(place), steps())
    assert (place / "a.txt").stat().st_mode & 0o777 == 0o600
    assert (place / LAST / "a.txt").stat().st_mode & 0o077 == 0


def test_two_changes_at_once_never_mix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One is about to commit when another one begins, and is killed halfway."""
    place = fresh(tmp_path / "place")
    rename = os.rename
    done: list[bool] = []

    def late(source: str, target: str) -> None:
        if not done:
            done.append(True)
            child = os.fork()
            if not child:
                monkeypatch.setattr(os, "fsync", lambda _: os._exit(0))
                try:
                    other = File(data=b"of another run", layer="")
                    journal.apply(str(place), {"other": journal.Step(before=None, after=other)})
                finally:
                    os._exit(1)
            os.waitpid(child, 0)
        rename(source, target)

    monkeypatch.setattr(os, "rename", late)
    try:
        journal.apply(str(place), steps())
    except SeedbedError:
        monkeypatch.undo()
        journal.recover(str(place))
        assert project(place) == OLD
    else:
        assert project(place) == NEW


def leave_committed(place: Path, strace: str, scratch: Path) -> None:
    """Leave a change that is committed, and of which nothing has been done yet."""
    run = command("apply", place, scratch / "saved")
    log = scratch / "log"
    found = of_kind(calls(strace, run, scratch, log, f"{place}/.seedbed"), "remove")
    fresh(place)
    kill(strace, found[0], run, scratch)
    assert project(place) == OLD
