"""Targets in which nothing can be made, and folders that exist."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cli import seedbed
from running import PLAIN, SEEDBED, cannot, composed, contents, environment, names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NOBODY = ["--reuid=65534", "--regid=65534", "--clear-groups"]
_READS_ALL = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
"""What a checkout below a home folder needs to be read by others; it does not let them write."""


@pytest.fixture(scope="session")
def as_user(need: Callable[[str], str]) -> list[str]:
    """The start of a command line that runs a program as somebody who is not root."""
    if os.getuid():
        return []
    setpriv = need("setpriv")
    for prefix in ([setpriv, *_NOBODY], [setpriv, *_NOBODY, *_READS_ALL]):
        probe = [*prefix, *SEEDBED, "new", "/nothing", "--dry-run", *PLAIN]
        if not subprocess.run(probe, cwd="/", capture_output=True, check=False).returncode:
            return prefix
    return cannot("another user cannot run this checkout")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may enter and write; those of pytest are root's alone."""
    folder = Path(tempfile.mkdtemp(prefix="seedbed-test-"))
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


def _new(as_user: list[str], path: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [*as_user, *SEEDBED, "new", path, *PLAIN]
    return subprocess.run(
        command, cwd=cwd, env=environment(), capture_output=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize("mode", [0o555, 0o000])
def test_a_parent_that_cannot_be_written(as_user: list[str], place: Path, mode: int) -> None:
    parent = place / "parent"
    parent.mkdir()
    parent.chmod(mode)
    run = _new(as_user, str(parent / "x"), place)
    parent.chmod(0o755)
    error, _hint = run.stderr.splitlines()
    assert run.returncode == 1
    assert "Permission denied" in error
    assert str(parent / "x") in error
    assert names(parent) == set()


@pytest.mark.parametrize("mode", [0o555, 0o444, 0o000])
def test_an_empty_folder_that_cannot_be_written(as_user: list[str], place: Path, mode: int) -> None:
    target = place / "x"
    target.mkdir()
    target.chmod(mode)
    run = _new(as_user, str(target), place)
    target.chmod(0o755)
    error, _hint = run.stderr.splitlines()
    assert run.returncode == 1
    assert "Permission denied" in error
    assert names(target) == set()


def test_a_parent_that_can_be_written_but_not_listed(as_user: list[str], place: Path) -> None:
    parent = place / "parent"
    parent.mkdir()
    parent.chmod(0o333)
    run = _new(as_user, str(parent / "x"), place)
    parent.chmod(0o755)
    assert run.returncode == 0, run.stderr
    assert names(parent) == {"x"}
    shutil.rmtree(parent)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("missing parent", "no/such/x cannot be created: "),
        ("parent is a file", "file/x cannot be created: "),
        ("file", "file exists and is not a folder"),
        ("link to a folder", "link exists and is not a folder"),
        ("link to nothing", "dangling exists and is not a folder"),
        ("folder with a file", "full is not empty: it contains a.txt"),
        ("folder with a hidden file", "hidden is not empty: it contains .a"),
    ],
)
def test_what_stands_in_the_way_is_named(tmp_path: Path, kind: str, said: str) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    (tmp_path / "dangling").symlink_to(tmp_path / "missing")
    for name in ("full/a.txt", "hidden/.a"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("mine")
    before = contents(tmp_path)
    path = said.partition(" ")[0]
    run = seedbed("new", path, *PLAIN, cwd=tmp_path)
    assert run.returncode == 1, kind
    assert f"{tmp_path}/{said}" in run.stderr.splitlines()[0]
    assert len(run.stderr.splitlines()) == 2
    assert contents(tmp_path) == before


@pytest.mark.parametrize("trailing", ["", "/"])
def test_a_link_is_not_followed_however_it_is_written(tmp_path: Path, trailing: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    assert seedbed("new", f"link{trailing}", *PLAIN, cwd=tmp_path).returncode == 1
    assert names(tmp_path / "folder") == set()


def test_a_folder_with_git_alone_is_filled_and_git_kept(tmp_path: Path) -> None:
    tree = composed("x", tmp_path)
    target = tmp_path / "x"
    (target / ".git").mkdir(parents=True)
    (target / ".git" / "HEAD").write_text("ref: refs/heads/mine\n")
    run = seedbed("new", ".", *PLAIN, cwd=target)
    assert run.returncode == 0, run.stderr
    expected = {path: file.data for path, file in tree.items()}
    assert contents(target) == {**expected, ".git/HEAD": b"ref: refs/heads/mine\n"}


@pytest.mark.parametrize("mode", [0o700, 0o755, 0o2775])
def test_a_folder_that_exists_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    target = tmp_path / "x"
    target.mkdir()
    target.chmod(mode)
    assert seedbed("new", "x", *PLAIN, cwd=tmp_path).returncode == 0
    assert stat.S_IMODE(target.stat().st_mode) == mode


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_new_files_follow_the_umask(tmp_path: Path, umask: int) -> None:
    command = ["sh", "-c", f'umask {umask:03o}; exec "$@"', "sh", *SEEDBED, "new", "x", *PLAIN]
    subprocess.run(command, cwd=tmp_path, env=environment(), check=True, capture_output=True)
    for path in (tmp_path / "x", *(tmp_path / "x").rglob("*")):
        kind = 0o777 if path.is_dir() else 0o666
        assert stat.S_IMODE(path.stat().st_mode) == kind & ~umask, path


def test_a_long_name_of_many_bytes_can_be_staged(tmp_path: Path) -> None:
    folder = "ж" * 127  # 254 of the 255 bytes that a name may have
    assert seedbed("new", folder, "--name", "x", *PLAIN, cwd=tmp_path).returncode == 0
    assert names(tmp_path) == {folder}


def test_an_update_that_cannot_write_changes_nothing(as_user: list[str], place: Path) -> None:
    root = place / "x-1"
    subprocess.run([*as_user, *SEEDBED, "new", str(root), *PLAIN], check=True, capture_output=True)
    (root / "README.md").unlink()
    root.chmod(0o555)
    before = contents(root)
    command = [*as_user, *SEEDBED, "update", "--no-sync", "--set", "manager=poetry"]
    done = subprocess.run(
        command, cwd=root, env=environment(), capture_output=True, encoding="utf-8", check=False
    )
    root.chmod(0o755)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert contents(root) == before
