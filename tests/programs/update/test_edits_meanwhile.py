"""Files that somebody saves while a change is written: all of it happens, or nothing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import make
from cli import seedbed
from running import environment
from test_update_kill import NEW, OLD, fresh, project, steps
from tracing import calls, of_kind, stop_at

from seedbed.commands.update import plan_update, write_update
from seedbed.errors import SeedbedError
from seedbed.host import journal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MINE = b"saved meanwhile"
PATHS = ["a.txt", "docs", "gone/deep/x", "kept/theirs", "new/folder/x", "z.txt"]
_MOVES = 16
"""More renames than the change makes: one decides, and each file is moved by one."""


def _save_at(number: int, path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Let somebody save a file right before the change renames something for the n-th time."""
    count: list[int] = []
    rename, move = os.rename, os.replace

    def save() -> None:
        count.append(1)
        if len(count) == number and path.parent.is_dir() and not path.is_dir():
            path.write_bytes(MINE)

    def renamed(source: str, target: str) -> None:
        save()
        rename(source, target)

    def moved(source: str, target: str) -> None:
        save()
        move(source, target)

    monkeypatch.setattr(os, "rename", renamed)
    monkeypatch.setattr(os, "replace", moved)
    return count


@pytest.mark.parametrize("number", range(1, _MOVES))
@pytest.mark.parametrize("path", PATHS)
def test_all_happens_or_nothing_and_what_was_saved_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, number: int
) -> None:
    place = fresh(tmp_path / "place")
    count = _save_at(number, place / path, monkeypatch)
    said = ""
    try:
        journal.apply(str(place), steps())
    except SeedbedError as error:
        said = error.message
    monkeypatch.undo()
    found = project(place)
    state = OLD if said else NEW
    saved = found.get(path) == MINE
    assert {**found, path: b""} == {**state, path: b""}, (len(count), said)
    if said:
        assert said.endswith(("was changed just now.", "exists already."))
        assert saved
    elif number <= len(count) and path not in NEW:
        assert saved or path not in found
    assert not journal.is_half_done(str(place))


def test_the_first_save_before_anything_moves_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = fresh(tmp_path / "place")
    _save_at(1, place / "z.txt", monkeypatch)
    with pytest.raises(SeedbedError) as caught:
        journal.apply(str(place), steps())
    monkeypatch.undo()
    assert caught.value.message == f"{place}/z.txt was changed just now."
    assert caught.value.hint == "Run the same command again."
    assert project(place) == {**OLD, "z.txt": MINE}


def test_a_save_while_the_change_is_laid_down_is_found_before_it_is_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = fresh(tmp_path / "place")
    decided = _save_at(0, place, monkeypatch)
    lay_down = journal._lay_down

    def saved_then(root: str, steps: Mapping[str, journal.Step], *, undoable: bool) -> None:
        lay_down(root, steps, undoable=undoable)
        (place / "z.txt").write_bytes(MINE)

    monkeypatch.setattr(journal, "_lay_down", saved_then)
    with pytest.raises(SeedbedError) as caught:
        journal.apply(str(place), steps())
    assert caught.value.message == f"{place}/z.txt was changed just now."
    assert decided == []
    assert project(place) == {**OLD, "z.txt": MINE}


def test_a_save_between_the_moves_takes_back_what_was_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = fresh(tmp_path / "place")
    _save_at(3, place / "z.txt", monkeypatch)
    with pytest.raises(SeedbedError) as caught:
        journal.apply(str(place), steps())
    monkeypatch.undo()
    assert caught.value.message == f"{place}/z.txt was changed just now."
    assert caught.value.hint == "Nothing was changed. Run the same command again."
    assert project(place) == {**OLD, "z.txt": MINE}
    assert (place / "a.txt").stat().st_mode & 0o777 == 0o640
    journal.apply(str(place), {path: step for path, step in steps().items() if path != "z.txt"})
    assert project(place) == {**NEW, "z.txt": MINE}


_EDITOR = """
import marshal, os, sys
sys.path.insert(0, sys.argv[1])
from seedbed.host import journal
from seedbed.commands.update import plan_update, write_update
from seedbed.model.tree import File
if sys.argv[3] == "recover":
    journal.recover(sys.argv[4])
    sys.exit()
def file(side):
    return side and File(data=side[0], layer="", executable=side[1])
with open(sys.argv[2], "rb") as saved:
    steps = {path: journal.Step(before=file(before), after=file(after))
             for path, (before, after) in marshal.load(saved).items()}
move, count = os.replace, []
def moved(source, target):
    count.append(1)
    if len(count) == 4:
        with open(os.path.join(sys.argv[4], "z.txt"), "wb") as mine:
            mine.write(b"saved meanwhile")
    move(source, target)
os.replace = moved
journal.apply(sys.argv[4], steps)
"""


@pytest.mark.parametrize("kind", ["open", "rename", "remove"])
def test_a_kill_while_it_is_taken_back_leaves_one_of_both(
    tmp_path: Path, need: Callable[[str], str], kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    strace = need("strace")
    monkeypatch.setattr("test_update_kill._WRITER", _EDITOR)
    from test_update_kill import command

    place = fresh(tmp_path / "place")
    run = command("apply", place, tmp_path / "saved")
    found = calls(strace, run, tmp_path, tmp_path / "log", f"{place}/")
    assert project(place) == {**OLD, "z.txt": MINE}
    for call in of_kind(found, kind):
        stop_at(strace, call, run, fresh(place).parent, "signal=KILL")
        journal.recover(str(place))
        rest = project(place)
        assert rest.pop("z.txt") in {MINE, OLD["z.txt"], NEW["z.txt"]}, call
        assert rest in [
            {name: data for name, data in state.items() if name != "z.txt"} for state in (OLD, NEW)
        ], call
        assert not journal.is_half_done(str(place)), call


def test_an_update_says_it_and_the_next_one_merges_what_was_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = make(tmp_path)
    readme = root / "README.md"
    mine = readme.read_text() + "EDIT\n"
    plan = plan_update(str(root), {"set": ["manager=pixi"]})
    move = os.replace

    def moved(source: str, target: str) -> None:
        readme.write_text(mine)
        move(source, target)

    monkeypatch.setattr(os, "replace", moved)
    with pytest.raises(SeedbedError, match=r"README\.md was changed just now"):
        write_update(plan)
    monkeypatch.undo()
    assert readme.read_text() == mine
    assert 'manager = "uv"' in (root / "pyproject.toml").read_text()
    again = seedbed("update", "--no-sync", "--set", "manager=pixi", cwd=root, env=environment())
    assert again.returncode == 0, again.stderr
    assert readme.read_text().endswith("EDIT\n")
    assert 'manager = "pixi"' in (root / "pyproject.toml").read_text()
