"""A sync of conda's that is killed: the environment that worked, or the new one, is there whole."""

from __future__ import annotations

import json
import os
import signal
from typing import TYPE_CHECKING

import pytest
from conda_stand_ins import MAKES, calls, fails, stand_in

from seedbed.errors import SeedbedError
from seedbed.managers.conda.driver import Driver

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OLD = [f"old/{number}" for number in range(4)]
CALLS = ("rename", "replace", "rmdir", "unlink", "mkdir")
"""What changes a folder."""
LINKED = pytest.mark.parametrize("linked", [False, True])


@pytest.fixture
def bin_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The first folder on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def killed_at(number: int, what: Callable[[], None]) -> bool:
    """Do something in a child that dies before its call of that number; whether it died."""
    child = os.fork()
    if not child:
        count = 0

        def counted(call: Callable[..., object]) -> Callable[..., object]:
            def calls(*arguments: object, **named: object) -> object:
                nonlocal count
                count += 1
                if count == number:
                    os.kill(os.getpid(), signal.SIGKILL)
                return call(*arguments, **named)

            return calls

        for name in CALLS:
            setattr(os, name, counted(getattr(os, name)))
        try:
            what()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def begun(root: Path, bin_folder: Path, *, linked: bool) -> None:
    """An environment with files of which none may be missing, and a lock that changed."""
    root.mkdir()
    (root / "environment.yml").write_text("dependencies: [python]\n")
    (root / "pyproject.toml").write_text('[project]\nname = "x-1"\nversion = "1"\n')
    (root / "conda-lock.yml").write_text("version: 1\npackage:\n- name: python\n")
    if linked:
        disk = root.with_name(f"{root.name} disk")
        disk.mkdir()
        (root / ".conda").symlink_to(disk)
    stand_in(bin_folder, "micromamba", "2.8.1")
    Driver().sync(str(root))
    for name in OLD:
        (root / ".conda" / name).parent.mkdir(exist_ok=True)
        (root / ".conda" / name).touch()
    with (root / "conda-lock.yml").open("a") as file:
        file.write("# changed\n")


def check_recovery(root: Path, bin_folder: Path, *, linked: bool) -> None:
    """See that an environment is whole, whether the next sync fails or not."""
    gone = fails("create", "env update", "run")  # as without a network
    stand_in(bin_folder, "micromamba", "2.8.1", gone)
    try:
        Driver().sync(str(root))
    except SeedbedError as error:
        assert error.code == "sync-failed", error.message
    assert is_whole(root)
    stand_in(bin_folder, "micromamba", "2.8.1")
    Driver().sync(str(root))
    assert is_whole(root)
    left = {path.name for path in root.glob(".seedbed/*")}
    assert left <= {"conda-busy"}  # a lock that the killed one held
    if linked:
        beside = sorted(path.name for path in root.parent.glob(f"*{root.name} disk*"))
        assert beside == [f"{root.name} disk"]


def is_whole(root: Path) -> bool:
    """Whether `.conda` is the old environment or the new one, with nothing of the other."""
    prefix = root / ".conda"
    stamp = prefix / "synced" / "conda-lock.yml"
    is_new = stamp.exists() and "changed" in stamp.read_text()
    there = [(prefix / name).exists() for name in OLD]
    return os.access(prefix / "bin" / "python", os.X_OK) and there == [not is_new] * len(OLD)


@pytest.mark.slow
@LINKED
def test_at_no_call_is_a_working_environment_lost(
    linked: bool, bin_folder: Path, tmp_path: Path
) -> None:
    number, died = 0, True
    while died:
        number += 1
        root = tmp_path / f"x {number}"
        begun(root, bin_folder, linked=linked)
        died = killed_at(number, lambda root=root: Driver().sync(str(root)))  # type: ignore[misc]
        check_recovery(root, bin_folder, linked=linked)
    assert number > 15  # or nothing was tried


@LINKED
@pytest.mark.parametrize("verb", ["create", "run"])
@pytest.mark.parametrize("first", ["", "rm -rf .conda/*/\n", MAKES])
def test_nor_while_a_program_is_at_work(
    linked: bool, verb: str, first: str, bin_folder: Path, tmp_path: Path
) -> None:
    root = tmp_path / "x 1"
    begun(root, bin_folder, linked=linked)
    kills = f'case "$1" in {verb})\n{first}\nkill -9 $PPID; exit 9 ;;\nesac\n{MAKES}'
    stand_in(bin_folder, "micromamba", "2.8.1", kills)
    assert killed_at(0, lambda: Driver().sync(str(root)))
    check_recovery(root, bin_folder, linked=linked)


@pytest.mark.parametrize("lacks", [True, False])
def test_what_a_stopped_update_has_half_removed_is_made_anew(
    lacks: bool, bin_folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "x 1"
    begun(root, bin_folder, linked=False)
    (root / "conda-lock.yml").unlink()
    Driver().sync(str(root))
    record = {"name": "numpy", "files": [*OLD, *(["lib/gone.py"] if lacks else [])]}
    (root / ".conda" / "conda-meta" / "numpy-2.json").write_text(json.dumps(record))
    (root / ".seedbed").mkdir()
    (root / ".seedbed" / "conda-unfinished").touch()
    capfd.readouterr()
    calls(bin_folder)
    Driver().sync(str(root))
    asked = [call[1] for call in calls(bin_folder)]
    if lacks:
        assert asked == ["create", "run"]
        assert capfd.readouterr().err.splitlines()[0] == (
            f"{root}/.conda lacks files of numpy, because a sync was interrupted, so it is being "
            "rebuilt."
        )
        assert (root / ".seedbed" / "conda-broken" / OLD[0]).exists()
    else:
        assert asked == ["env", "run"]
        assert (root / ".conda" / OLD[0]).exists()
