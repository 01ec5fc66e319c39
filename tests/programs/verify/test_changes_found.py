"""`seedbed verify` finds every change of a list, and names the file."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import verify_changes
import verify_wheels
from pixi_runs import served

from seedbed.commands.verify import Verification, Wanted, verify

CHANGES = list(verify_changes.all_changes())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, need: Callable[[str], str]) -> Iterator[Path]:
    """A synced project with compiled files, whose archives are known; `kept` is its environment."""
    need("uv")
    top = tmp_path_factory.mktemp("verify")
    with served(verify_wheels.index(top / "index")) as address:
        root = verify_wheels.project(top / "plot", address)
        verify_wheels.sync(root, top / "cache")
        python = root / ".venv" / "bin" / "python"
        site = root / ".venv" / verify_changes.SITE
        subprocess.run([python, "-m", "compileall", "-q", site], check=True)
        with verify_wheels.known(root) as found:
            assert {one.title: one.level for one in found.proofs} == {
                "loam 1.0": "wheel",
                "marl 2.0": "wheel",
                "peat 0.1": "wheel",
            }
            yield root


def changed(root: Path, change: verify_changes.Change, path: str) -> tuple[str, Verification]:
    """What is found after a change: the path that has to be named, and all that is."""
    environment = root / ".venv"
    verify_wheels.restore(environment, root.parent / "kept")
    named = change(environment, path)
    return named, verify(Wanted(offline=True))


def test_there_are_at_least_200_of_them() -> None:
    assert len(CHANGES) >= 200
    assert len(set(CHANGES)) == len(CHANGES)


@pytest.mark.parametrize("change", verify_changes.PLACES, ids=lambda one: one.__name__)
def test_each_change_is_found_and_named(change: verify_changes.Change, made: Path) -> None:
    missed = []
    for path in verify_changes.PLACES[change]:
        named, found = changed(made, change, path)
        paths = {one.path for one in found.differences}
        if found.status != 1 or named not in paths:
            missed.append((path, named, found.status, sorted(paths)))
    assert missed == []


def test_what_was_not_changed_is_not_named(made: Path) -> None:
    path = f"{verify_changes.SITE}/loam/core.py"
    _, found = changed(made, verify_changes.append, path)
    # what Python compiled of it before is stale now, and Python ignores it
    assert [(one.kind, one.path, one.package, one.what) for one in found.differences] == [
        ("changed", path, "loam 1.0", "was changed")
    ]


def test_files_with_holes_are_not_read_for_hours(made: Path) -> None:
    speed = f"{verify_changes.SITE}/loam/_speed.cpython-311-x86_64-linux-gnu.so"

    def enlarge(environment: Path, path: str) -> str:
        for one in (path, "core", "bin/loam", f"{verify_changes.SITE}/loam-1.0.dist-info/RECORD"):
            with (environment / one).open("ab") as file:
                file.truncate(1 << 40)
        return path

    try:
        _, found = changed(made, enlarge, speed)
        wrong = {
            one.path.removeprefix(f"{verify_changes.SITE}/"): one.what for one in found.differences
        }
    finally:
        for one in (speed, "core", "bin/loam"):
            (made / ".venv" / one).unlink()
    assert (
        wrong["core"],
        wrong[speed.removeprefix(f"{verify_changes.SITE}/")],
        wrong["bin/loam"],
    ) == (
        "belongs to no package",
        "was changed",
        "was changed",
    )
