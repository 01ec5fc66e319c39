"""A kill at any file-system call of the write leaves the old state or the new one."""

from __future__ import annotations

import shutil
import signal
from typing import TYPE_CHECKING

import pytest
from cli import seedbed
from running import PLAIN, SEEDBED, composed, contents, names
from tracing import KINDS, calls, of_kind, stop_at, writer

from seedbed.cli import main
from seedbed.errors import SeedbedError
from seedbed.host import journal
from seedbed.host.journal_moves import JOURNAL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tracing import Call

    from seedbed.model.tree import File

# A new folder is neither synced nor, when all goes well, cleared.
STAGED = [kind for kind in KINDS if kind not in {"sync", "remove"}]


@pytest.fixture
def tree(tmp_path: Path) -> dict[str, File]:
    return composed("x", tmp_path)


@pytest.fixture
def strace(need: Callable[[str], str]) -> str:
    return need("strace")


@pytest.mark.parametrize("kind", STAGED)
def test_a_new_folder_is_absent_or_complete(
    tmp_path: Path,
    strace: str,
    tree: dict[str, File],
    capsys: pytest.CaptureFixture[str],
    kind: str,
) -> None:
    whole, target = _bytes(tree), tmp_path / "place" / "x"
    target.parent.mkdir()
    command = writer("create", target, tree, tmp_path / "saved")
    found = calls(strace, command, tmp_path, tmp_path / "log", ".x.seedbed-new-")
    assert contents(target) == whole
    for call in of_kind(found, kind):
        shutil.rmtree(target)
        _kill(strace, call, command, tmp_path)
        assert not target.exists() or contents(target) == whole, call
        _again(target, capsys)
        assert contents(target) == whole, call
        assert names(target.parent) == {"x"}, call


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_that_exists_is_empty_or_complete(
    tmp_path: Path,
    strace: str,
    tree: dict[str, File],
    capsys: pytest.CaptureFixture[str],
    kind: str,
) -> None:
    whole, target, copy = _bytes(tree), tmp_path / "place" / "x", tmp_path / "copy"
    target.mkdir(parents=True)
    command = writer("fill", target, tree, tmp_path / "saved")
    found = calls(strace, command, tmp_path, tmp_path / "log", f"{target}/.seedbed")
    assert contents(target) == whole
    for call in of_kind(found, kind):
        shutil.rmtree(target)
        target.mkdir()
        _kill(strace, call, command, tmp_path)
        shutil.copytree(target, copy)
        finished = journal.recover(str(copy))
        assert contents(copy) == whole or (contents(copy) == {} and not finished), call
        shutil.rmtree(copy)
        _again(target, capsys)
        assert contents(target) == whole, call


@pytest.mark.parametrize("path", ["x", "."])
@pytest.mark.parametrize("kind", ["make-folder", "rename"])
def test_the_whole_command_may_be_killed(
    tmp_path: Path, strace: str, tree: dict[str, File], path: str, kind: str
) -> None:
    whole, target = _bytes(tree), tmp_path / "place" / "x"
    cwd, mark = (
        (target, f"{target}/.seedbed") if path == "." else (target.parent, ".x.seedbed-new-")
    )
    cwd.mkdir(parents=True)
    command = (*SEEDBED, "new", path, *PLAIN)
    for call in of_kind(calls(strace, command, cwd, tmp_path / "log", mark), kind):
        shutil.rmtree(target.parent)
        cwd.mkdir(parents=True)
        _kill(strace, call, command, cwd)
        again = seedbed("new", path, *PLAIN, cwd=cwd)
        assert again.returncode == 0 or "is complete now" in again.stderr, call
        assert contents(target) == whole, call
        assert names(target.parent) == {"x"}, call


@pytest.mark.parametrize("kind", ["rename", "remove"])
def test_the_recovery_may_be_killed_too(
    tmp_path: Path, strace: str, tree: dict[str, File], kind: str
) -> None:
    target = tmp_path / "place" / "x"
    _leave_committed(target, strace, tree)
    kept = tmp_path / "kept"
    shutil.copytree(target, kept)
    command = (*SEEDBED, "new", str(target), *PLAIN)
    found = calls(strace, command, tmp_path, tmp_path / "log", f"{target}/.seedbed/journal")
    assert contents(target) == _bytes(tree)
    for call in of_kind(found, kind):
        shutil.rmtree(target)
        shutil.copytree(kept, target)
        _kill(strace, call, command, tmp_path)
        journal.recover(str(target))
        assert contents(target) == _bytes(tree), call


def test_a_journal_that_was_finished_is_told(
    tmp_path: Path, strace: str, tree: dict[str, File]
) -> None:
    target = tmp_path / "place" / "x"
    _leave_committed(target, strace, tree)
    run = seedbed("new", ".", *PLAIN, cwd=target)
    assert run.returncode == 1
    assert "its project is complete now" in run.stderr
    assert contents(target) == _bytes(tree)


def test_a_dry_run_leaves_the_journal_alone(
    tmp_path: Path, strace: str, tree: dict[str, File]
) -> None:
    target = tmp_path / "place" / "x"
    _leave_committed(target, strace, tree)
    before = contents(target)
    run = seedbed("new", ".", "--dry-run", *PLAIN, cwd=target)
    assert run.returncode == 1
    assert contents(target) == before


def test_a_new_write_finishes_the_one_before(
    tmp_path: Path, strace: str, tree: dict[str, File]
) -> None:
    target = tmp_path / "place" / "x"
    _leave_committed(target, strace, tree)
    journal.fill(str(target), {"NEWS": tree["LICENSE"]})
    assert contents(target) == {**_bytes(tree), "NEWS": tree["LICENSE"].data}


def test_what_the_user_wrote_meanwhile_is_never_overwritten(
    tmp_path: Path, strace: str, tree: dict[str, File]
) -> None:
    target = tmp_path / "place" / "x"
    _leave_committed(target, strace, tree)
    waiting = next(iter(sorted((target / JOURNAL / "committed" / "new").iterdir())))
    mine = target / waiting.name
    mine.write_text("mine")
    assert journal.recover(str(target)) == ()
    assert contents(target) == {waiting.name: b"mine"}


def test_a_file_that_exists_is_not_replaced(tmp_path: Path, tree: dict[str, File]) -> None:
    (tmp_path / "LICENSE").write_text("mine")
    with pytest.raises(SeedbedError, match="exists already"):
        journal.fill(str(tmp_path), {"LICENSE": tree["LICENSE"], "NEWS": tree["LICENSE"]})
    assert contents(tmp_path) == {"LICENSE": b"mine"}


def test_the_stage_of_a_run_that_lives_is_left_alone(tmp_path: Path) -> None:
    alive = tmp_path / ".x.seedbed-new-1"  # process 1 is always there
    alive.mkdir()
    assert main(["new", str(tmp_path / "x"), *PLAIN]) == 0
    assert names(tmp_path) == {"x", alive.name}


def _bytes(tree: dict[str, File]) -> dict[str, bytes]:
    return {path: file.data for path, file in tree.items()}


def _kill(strace: str, call: Call, command: Sequence[str], cwd: Path) -> None:
    run = stop_at(strace, call, command, cwd, "signal=KILL")
    assert run.returncode == -signal.SIGKILL, (call, run.stdout, run.stderr)


def _again(target: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Run `seedbed new` once more: it makes the project, or says that it is there."""
    status = main(["new", str(target), *PLAIN])
    said = capsys.readouterr().err
    assert status == 0 or "is complete now" in said or "is already a seedbed project" in said


def _leave_committed(target: Path, strace: str, tree: dict[str, File]) -> None:
    """Leave a folder whose journal is committed, and nothing of it moved to its place."""
    target.mkdir(parents=True)
    command = writer("fill", target, tree, target.parent.with_name("saved"))
    log = target.parent.with_name("log")
    renames = of_kind(calls(strace, command, target, log, f"{target}/.seedbed"), "rename")
    shutil.rmtree(target)
    target.mkdir()
    _kill(strace, renames[1], command, target)
    assert names(target) == {".seedbed"}
