"""What a clone brings in the place of seedbed's own working files: nothing of it is believed."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import age, commit, make, run_git
from cli import seedbed
from running import cannot, contents, environment

from seedbed.errors import SeedbedError
from seedbed.host import disk, journal
from seedbed.model.tree import File

if TYPE_CHECKING:
    from collections.abc import Callable

PLACES = [
    ".seedbed",
    ".seedbed/journal",
    ".seedbed/journal/lock",
    ".seedbed/journal/open",
    ".seedbed/journal/open/new",
    ".seedbed/journal/open/old",
    ".seedbed/journal/committed",
    ".seedbed/journal/committed/new",
    ".seedbed/journal/committed/new/README.md",
    ".seedbed/journal/committed/new/src",
    ".seedbed/journal/committed/new/src/deep",
    ".seedbed/journal/committed/old",
    ".seedbed/journal/committed/old/README.md",
    ".seedbed/journal/committed/steps",
    ".seedbed/journal/undoing",
    ".seedbed/journal/undoing/old",
    ".seedbed/journal/undoing/new/deep/er",
    ".seedbed/journal/undoing/steps",
    ".seedbed/journal/last",
    ".seedbed/locks/pixi.lock",
    ".seedbed/base",
    ".seedbed/conflicts",
    ".seedbed/due",
    ".seedbed/aside.toml",
]
"""Every level of what seedbed itself makes in a project."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project for which an update has something to do."""
    root = make(tmp_path_factory.mktemp("template"))
    age(root, "README.md", ("## Layout", "## Where things are"))
    age(root, "pyproject.toml", ("line-length = 100", "line-length = 90"))
    return root


@pytest.fixture
def root(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "x-1"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Somebody's own folder, which lies outside the project."""
    folder = tmp_path / "home"
    (folder / "src" / "deep").mkdir(parents=True)
    (folder / "thesis").write_text("years of work")
    (folder / "README.md").write_text("mine")
    (folder / "src" / "deep" / "key").write_text("secret")
    return folder


def place(root: Path, path: str) -> Path:
    """A place with nothing on it, in folders that are there."""
    found = root / path
    found.parent.mkdir(parents=True, exist_ok=True)
    if found.is_dir():
        shutil.rmtree(found)
    else:
        found.unlink(missing_ok=True)
    return found


@pytest.mark.parametrize("target", ["home", "home/thesis", "home/missing"])
@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("options", [("--set", "manager=pixi"), ()])
def test_a_link_at_any_level_moves_makes_and_removes_nothing_outside(
    root: Path, home: Path, path: str, target: str, options: tuple[str, ...]
) -> None:
    place(root, path).symlink_to(root.parent / target)
    before, mine = contents(home), contents(root)
    done = seedbed("update", "--no-sync", *options, cwd=root, env=environment())
    assert contents(home) == before
    assert done.returncode == 0 or contents(root) == mine
    assert "Traceback" not in done.stderr
    assert "secret" not in "".join(str(data) for data in contents(root).values())
    if done.returncode == 0:
        assert path in {".seedbed/locks/pixi.lock", ".seedbed/aside.toml", ".seedbed/conflicts"}
        return
    assert done.returncode == 1
    assert "symbolic link" in done.stderr + done.stdout or path == ".seedbed/due"


@pytest.mark.parametrize("path", PLACES[2:])
@pytest.mark.parametrize("kind", ["folder", "pipe", "socket"])
def test_another_kind_of_file_is_named_and_nothing_hangs(
    root: Path, monkeypatch: pytest.MonkeyPatch, path: str, kind: str
) -> None:
    there = place(root, path)
    if kind == "folder":
        (there / "x").mkdir(parents=True)
    elif kind == "pipe":
        os.mkfifo(there)
    else:
        monkeypatch.chdir(there.parent)  # the whole path may be too long for a socket
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(there.name)
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert "Traceback" not in done.stderr
    assert done.returncode in {0, 1}
    if done.returncode:
        assert done.stderr.count("error: ") == 1
    if path.startswith(".seedbed/journal/") and kind != "folder":
        assert done.returncode == 1
        assert f"{there} is neither a file nor a folder, which seedbed never creates" in done.stderr


def test_the_sentence_names_the_link_and_what_to_do(root: Path, home: Path) -> None:
    place(root, ".seedbed/journal/committed/new").symlink_to(home)
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"error: {root}/.seedbed/journal/committed/new is a symbolic link, which seedbed never "
        "creates here.\n"
        "hint: It may have come with the clone: check it, remove it, then run the same command "
        "again.\n"
    )


def test_a_journal_that_git_tracks_is_refused(root: Path, need: Callable[[str], str]) -> None:
    need("git")
    waiting = root / ".seedbed/journal/committed"
    (waiting / "new").mkdir(parents=True)
    (waiting / "new" / "EVIL").write_text("x")
    (waiting / "steps").write_text("00000000 - EVIL\n")
    run_git(root, "init", "--quiet")
    run_git(root, "add", "--force", ".seedbed")
    commit(root)
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "error: git tracks .seedbed/journal, where only seedbed may put files.\n"
        "hint: It came with the clone: check it, then run 'git rm -r .seedbed/journal'.\n"
    )
    assert not (root / "EVIL").exists()
    run_git(root, "rm", "-r", "--quiet", ".seedbed/journal")
    assert seedbed("update", "--no-sync", cwd=root, env=environment()).returncode == 0


@pytest.mark.parametrize(
    "line",
    [
        "00000000 - ../out",
        "- 00000000 ../../home/thesis",
        "- 00000000 .git/config",
        "zz - a",
        "- - \xff",
        "- 00000000 /etc/x",
    ],
)
def test_a_list_that_names_what_is_never_written_is_refused(
    root: Path, home: Path, line: str
) -> None:
    waiting = root / ".seedbed/journal/committed"
    waiting.mkdir(parents=True)
    (waiting / "steps").write_bytes(line.encode("latin-1") + b"\n")
    before = contents(home)
    done = seedbed("update", "--no-sync", cwd=root, env=environment())
    assert done.returncode == 1
    assert f"error: {waiting}/steps " in done.stderr
    assert contents(home) == before


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives away")
@pytest.mark.parametrize("path", [".seedbed/journal/committed", ".seedbed/journal/committed/new/x"])
def test_what_belongs_to_another_user_is_refused(root: Path, path: str) -> None:
    there = root / path
    there.parent.mkdir(parents=True)
    there.touch() if path.endswith("x") else there.mkdir()
    os.chown(there, 12345, 12345)
    with pytest.raises(SeedbedError, match="belongs to another user") as caught:
        journal.recover(str(root))
    assert caught.value.code == "journal-foreign"
    os.chown(there, os.geteuid(), 0)
    os.chown(root, 12345, 12345)  # a project of another user that this one may write
    os.chown(there, 12345, 12345)
    journal.recover(str(root))


@pytest.mark.parametrize(
    "name", [".x.seedbed-new-1", ".x.seedbed-new-999999999", ".x.seedbed-new-99"]
)
def test_a_stage_that_is_a_link_is_not_swept(tmp_path: Path, home: Path, name: str) -> None:
    (tmp_path / "clone").mkdir()
    (tmp_path / "clone" / name).symlink_to(home)
    os.utime(home, (0, 0))
    before = contents(home)
    disk.create(str(tmp_path / "clone" / "x"), {"a": File(data=b"1", layer="")})
    assert contents(home) == before
    assert (tmp_path / "clone" / name).is_symlink()


def test_a_link_in_a_stage_is_removed_and_not_followed(tmp_path: Path, home: Path) -> None:
    stage = tmp_path / ".x.seedbed-new-99"
    (stage / "deep").mkdir(parents=True)
    (stage / "deep" / "link").symlink_to(home)
    (stage / "file").symlink_to(home / "thesis")
    os.utime(stage, (0, 0))
    before = contents(home)
    disk.create(str(tmp_path / "x"), {"a": File(data=b"1", layer="")})
    assert contents(home) == before
    assert not stage.exists()


def test_a_very_deep_folder_is_removed_whole(tmp_path: Path) -> None:
    here = os.getcwd()
    try:
        os.mkdir(tmp_path / "deep")
        os.chdir(tmp_path / "deep")
        for _ in range(1200):
            os.mkdir("d")
            os.chdir("d")
    except OSError:
        cannot("this file system holds no folders of such a depth")
    finally:
        os.chdir(here)
    disk.remove(str(tmp_path / "deep"))
    assert not (tmp_path / "deep").exists()


def test_remove_takes_a_link_at_its_top_and_leaves_what_is_behind(
    tmp_path: Path, home: Path
) -> None:
    (tmp_path / "link").symlink_to(home)
    before = contents(home)
    disk.remove(str(tmp_path / "link"))
    disk.remove_if_empty(str(tmp_path / "missing"))
    assert not (tmp_path / "link").is_symlink()
    assert contents(home) == before


def test_a_sync_waits_for_what_was_interrupted(root: Path) -> None:
    (root / ".seedbed/journal/committed").mkdir(parents=True)
    for command in ("sync", "run"):
        done = seedbed(
            command, *(["test"] if command == "run" else []), cwd=root, env=environment()
        )
        assert done.returncode == 1, command
        assert done.stderr == (
            f"error: An update of {root} was interrupted, and some files are not written yet.\n"
            "hint: Run 'seedbed update' there: it finishes that first.\n"
        )
