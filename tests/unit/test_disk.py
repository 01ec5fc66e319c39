"""Writing a tree: its modes, what a failure leaves, and how it is told."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest
from running import contents, names

from seedbed.errors import SeedbedError
from seedbed.host import disk, folders, journal
from seedbed.host.journal_moves import JOURNAL
from seedbed.host.reading import read_text
from seedbed.layers import compiling
from seedbed.layers.library import Layer, load_library
from seedbed.model.choices import make_choices
from seedbed.model.tree import File
from seedbed.render.compose import compose
from seedbed.update import base

if TYPE_CHECKING:
    from pathlib import Path

VERBS = ("create", "fill")


def _file(text: str, *, executable: bool = False) -> File:
    return File(data=text.encode(), layer="core/project", executable=executable)


def _write(verb: str, target: Path, files: dict[str, File]) -> None:
    if verb == "fill":
        target.mkdir()
    (disk.create if verb == "create" else journal.fill)(str(target), files)


def _is_executable(path: Path) -> bool:
    return stat.S_IMODE(path.stat().st_mode) & 0o111 != 0


@pytest.mark.parametrize("verb", VERBS)
def test_a_program_can_be_executed_and_a_text_cannot(tmp_path: Path, verb: str) -> None:
    files = {"bin/go": _file("#!/bin/sh\n", executable=True), "notes": _file("x\n")}
    _write(verb, tmp_path / "x", files)
    assert _is_executable(tmp_path / "x" / "bin" / "go")
    assert not _is_executable(tmp_path / "x" / "notes")


def test_what_is_executable_in_a_layer_is_so_in_the_project(tmp_path: Path) -> None:
    folder = tmp_path / "layers" / "extras" / "zzz"
    (folder / "files").mkdir(parents=True)
    (folder / "layer.toml").write_text('title = "Z"\nhelp = "z"\nslot = "extras"\n')
    for name, mode in (("go", 0o755), ("notes", 0o644)):
        (folder / "files" / name).write_text("#!/bin/sh\n")
        (folder / "files" / name).chmod(mode)
    raw = compiling.read_layers(tmp_path)["extras/zzz"]
    layer = Layer(
        name="extras/zzz", data=raw["layer"], files=raw["files"], sections=raw["sections"]
    )
    tree = compose(make_choices("x-1", extras=("zzz",)), {**load_library(), layer.name: layer})
    assert [path for path, file in tree.files.items() if file.executable] == ["go"]
    assert base.decode(base.encode(tree.files)) == tree.files


@pytest.mark.parametrize("verb", VERBS)
def test_what_cannot_be_written_is_told_and_nothing_stays(tmp_path: Path, verb: str) -> None:
    target = tmp_path / "place" / "x"
    target.parent.mkdir()
    files = {"a/b": _file("1"), "fine": _file("2"), "fine/c": _file("3")}
    with pytest.raises(SeedbedError) as caught:
        _write(verb, target, files)
    assert caught.value.code == "disk-error"
    assert caught.value.message.startswith(f"{target} cannot be written or read: ")
    assert os.strerror(17) in caught.value.message  # EEXIST
    assert "Nothing was left half-done" in caught.value.hint
    assert contents(target.parent) == ({} if verb == "create" else {"x/": b""})


def test_a_target_that_appeared_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "x"
    target.mkdir()
    (target / "mine").write_text("mine")
    with pytest.raises(SeedbedError) as caught:
        disk.create(str(target), {"a": _file("1")})
    assert caught.value.code == "disk-error"
    assert contents(tmp_path) == {"x/mine": b"mine"}


@pytest.mark.parametrize("link", ["src", "src/x_1", "src/x_1/data.py"])
def test_what_waits_is_moved_through_no_link(tmp_path: Path, link: str) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    waiting = root / JOURNAL / "committed" / "new" / "src" / "x_1" / "data.py"
    waiting.parent.mkdir(parents=True)
    waiting.write_text("new")
    (root / JOURNAL / "committed" / "steps").write_text("e4bbe5b7 - src/x_1/data.py\n")
    (outside / "x_1").mkdir(parents=True)
    place = root / link
    place.parent.mkdir(parents=True, exist_ok=True)
    place.symlink_to({"src": outside, "src/x_1": outside / "x_1"}.get(link, outside / "missing"))
    with pytest.raises(SeedbedError, match="is a symbolic link"):
        journal.recover(str(root))
    assert waiting.read_text() == "new"
    assert contents(outside) == {"x_1/": b""}
    place.unlink()
    assert journal.recover(str(root)) == ("src/x_1/data.py",)
    assert contents(root) == {"src/x_1/data.py": b"new"}


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(SeedbedError) as caught:
        read_text(str(tmp_path))
    assert caught.value.code == "target-blocked"
    assert caught.value.message == f"{tmp_path} is not a file, but must be one."
    with pytest.raises(SeedbedError) as caught:
        read_text(str(tmp_path / "none"))
    assert caught.value.code == "disk-error"
    assert caught.value.message.startswith(f"{tmp_path}/none cannot be written or read: No such")
    assert names(tmp_path) == set()


def test_files_and_links_move_to_another_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_disk(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    (tmp_path / "a").write_text("x\n")
    (tmp_path / "b").symlink_to("nowhere")
    monkeypatch.setattr("os.replace", other_disk)
    monkeypatch.setattr("os.rename", other_disk)
    for name in ("a", "b"):
        folders.move_file(str(tmp_path / name), str(tmp_path / f"{name}.moved"))
        assert not (tmp_path / name).is_symlink()
        assert not (tmp_path / name).exists()
    assert (tmp_path / "a.moved").read_text() == "x\n"
    assert str((tmp_path / "b.moved").readlink()) == "nowhere"
