"""An update that was interrupted: the next one tells what it did, and goes on where it stopped."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import age, make
from cli import files, seedbed
from running import SEEDBED, environment
from stand_ins import first_on_path, stand_in
from tracing import calls, of_kind, stop_at

from seedbed.host.unfinished import DUE

if TYPE_CHECKING:
    from collections.abc import Callable

RECORD = 'echo "$1" >>"$SEEDBED_TEST"; [ -z "$FAILS" ] || { echo "no network" >&2; exit 2; }'
NOT_RENEWED = (
    "The lock and the environment are not up to date yet.\n"
    "Next: seedbed sync (or 'uv lock', then 'uv sync')\n"
)
DUE_LINE = "The lock and the environment do not match the last update yet.\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project of which an update changes the manifest and a text."""
    made = make(tmp_path)
    age(made, "pyproject.toml", ("line-length = 100", "line-length = 90"))
    age(made, "README.md", ("## Layout", "## Where things are"))
    (made / "uv.lock").write_text("version = 1\n")
    return made


@pytest.fixture
def uv(tmp_path: Path) -> dict[str, str]:
    """The variables for a uv that only writes down how it was called."""
    told = tmp_path / "calls"
    told.touch()
    return environment(
        **first_on_path(stand_in(tmp_path / "bin", "99.0", RECORD)),
        SEEDBED_TEST=str(told),
        FAILS="",
    )


def called(variables: dict[str, str]) -> list[str]:
    told = Path(variables["SEEDBED_TEST"])
    found = told.read_text().split()
    told.write_text("")
    return found


def update(root: Path, variables: dict[str, str], *options: str, status: int = 0) -> str:
    done = seedbed("update", *options, cwd=root, env=variables)
    assert "Traceback" not in done.stderr
    assert done.returncode == status, done.stderr
    return done.stdout


def test_a_kill_after_the_decision_is_told_and_gone_on_with(
    root: Path, uv: dict[str, str], tmp_path: Path, need: Callable[[str], str]
) -> None:
    strace = need("strace")
    kept = Path(shutil.copytree(root, tmp_path / "kept"))
    command = (*SEEDBED, "update", "--no-sync")
    found = of_kind(calls(strace, command, root, tmp_path / "log", f"{root}/.seedbed"), "rename")
    count = 0
    for call in found[1:]:
        shutil.rmtree(root)
        shutil.copytree(kept, root)
        stop_at(strace, call, command, root, "signal=KILL")
        if not (root / ".seedbed/journal/committed").exists():
            continue
        count += 1
        assert called(uv) == []
        said = update(root, uv)
        assert said.startswith(
            "Finished an interrupted update, which changed README.md, pyproject.toml.\n"
            "The files are up to date.\n"
        ), call
        assert called(uv) == ["lock", "sync"], call
        assert "line-length = 100" in (root / "pyproject.toml").read_text()
        assert update(root, uv) == "Everything is up to date.\n"
        assert called(uv) == []
    assert count >= 3


def test_without_a_sync_it_says_what_is_not_renewed(root: Path, uv: dict[str, str]) -> None:
    waiting = root / ".seedbed/journal/committed"
    (waiting / "new/.seedbed").mkdir(parents=True)
    (waiting / "new/NEWS").write_text("news")
    (waiting / "new" / DUE).write_text("x")
    (waiting / "steps").write_text("0a8c3a5c - NEWS\n0a8c3a5c - .seedbed/due\n")
    said = update(root, uv, "--no-sync")
    assert said.startswith("Finished an interrupted update, which changed NEWS.\n")
    assert said.endswith(NOT_RENEWED)
    assert update(root, uv, "--no-sync") == "Everything is up to date.\n"
    assert called(uv) == []


def test_in_json_the_files_are_listed(root: Path, uv: dict[str, str]) -> None:
    waiting = root / ".seedbed/journal/committed"
    (waiting / "new").mkdir(parents=True)
    (waiting / "new/NEWS").write_text("news")
    (waiting / "steps").write_text("0a8c3a5c - NEWS\n")
    result = json.loads(update(root, uv, "--json", "--no-sync"))["result"]
    assert (result["finished"], result["written"]) == (["NEWS"], True)


def test_a_lock_that_failed_is_made_by_the_next_update(root: Path, uv: dict[str, str]) -> None:
    update(root, {**uv, "FAILS": "1"}, status=3)
    assert called(uv) == ["lock"]
    assert (root / DUE).is_file()
    before = files(root)
    assert update(root, uv, "--dry-run") == (
        f"{DUE_LINE}The files are up to date.\nNothing was written.\n"
    )
    assert files(root) == before
    assert update(root, {**uv, "FAILS": "1"}, status=3).startswith(DUE_LINE)
    assert called(uv) == ["lock"]
    assert update(root, uv) == f"{DUE_LINE}The files are up to date.\n"
    assert called(uv) == ["lock", "sync"]
    assert not (root / DUE).exists()
    assert update(root, uv) == "Everything is up to date.\n"
    assert called(uv) == []


def test_a_kill_while_it_locks_is_gone_on_with(root: Path, uv: dict[str, str]) -> None:
    stand_in(Path(uv["SEEDBED_TEST"]).parent / "bin", "99.0", "kill -9 $PPID")
    seedbed("update", cwd=root, env=uv)
    stand_in(Path(uv["SEEDBED_TEST"]).parent / "bin", "99.0", RECORD)
    assert update(root, uv).startswith(DUE_LINE)
    assert called(uv) == ["lock", "sync"]


def test_a_sync_is_what_was_due(root: Path, uv: dict[str, str]) -> None:
    update(root, {**uv, "FAILS": "1"}, status=3)
    assert seedbed("sync", cwd=root, env=uv).returncode == 0
    called(uv)
    assert update(root, uv) == "Everything is up to date.\n"
    assert called(uv) == []


def test_an_update_without_a_sync_leaves_nothing_due(root: Path, uv: dict[str, str]) -> None:
    assert update(root, uv, "--no-sync").endswith(NOT_RENEWED)
    assert not (root / DUE).exists()


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_what_is_in_its_place_is_not_believed(root: Path, uv: dict[str, str], kind: str) -> None:
    if kind == "folder":
        (root / DUE).mkdir()
    else:
        os.symlink(root / "README.md", root / DUE)
    before = files(root)
    done = seedbed("update", "--no-sync", cwd=root, env=uv)
    assert done.returncode == 1
    assert str(root / DUE) in done.stderr or DUE in done.stderr
    assert files(root) == before
