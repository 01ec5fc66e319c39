"""The gate for paths: what may be written inside a folder, and what never is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from running import names

from seedbed.errors import SeedbedError
from seedbed.host import disk, journal
from seedbed.host.paths import inside
from seedbed.model.tree import File

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = [
    "",
    ".",
    "..",
    "../x",
    "a/../../x",
    "a/..",
    "a/./b",
    "/etc/passwd",
    "//server/share",
    "a//b",
    "a/",
    "C:",
    "C:/x",
    "C:x",
    "x:stream",
    "a\\b",
    "..\\x",
    "\\\\server\\share",
    "a\0b",
    "a\nb",
    "a\x1b[31m",
    "a\x7fb",
    ".git",
    ".git/hooks/pre-commit",
    ".GIT/config",
    "a/.Git/config",
    ".git./x",
    ".git /x",
    ".git...",
    "git~1/x",
    "GIT~1",
    ".g\u200cit/x",
    ".git\ufeff",
    ".git::$INDEX_ALLOCATION/x",
    "a.",
    "a ",
    "a./b",
    "CON",
    "con.txt",
    "a/aux.tar.gz",
    "NUL",
    "lpt1.md",
    "COM\u00b9",
    "conin$",
    "a<b",
    "a|b",
    "a?b",
    'a"b',
    "a*b",
    "a" * 256,
    "é" * 128,
    "a\ud800b",
]

ORDINARY = [
    "a",
    "README.md",
    "src/my_package/__init__.py",
    ".github/workflows/ci.yml",
    ".gitignore",
    ".gitattributes",
    ".git-blame-ignore-revs",
    "digit/.gitkeep",
    "git/x",
    "a b.txt",
    "..a",
    "a..b",
    "console.py",
    "com10.txt",
    "auxiliary/nully.txt",
    "data/день.csv",
    "🌱.md",
    "a" * 255,
]


@pytest.mark.parametrize("path", HOSTILE, ids=ascii)
def test_hostile_names_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        inside(str(tmp_path), path)
    assert caught.value.code == "path-refused"
    assert ascii(path) in caught.value.message


@pytest.mark.parametrize("path", ORDINARY, ids=ascii)
def test_ordinary_names_pass(tmp_path: Path, path: str) -> None:
    assert inside(str(tmp_path), path) == str(tmp_path.joinpath(*path.split("/")))


@pytest.mark.parametrize("link", ["a", "a/b", "a/b/c.txt"])
def test_nothing_is_written_through_a_symbolic_link(tmp_path: Path, link: str) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    outside.mkdir()
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(outside)
    with pytest.raises(SeedbedError, match="is a symbolic link"):
        inside(str(root), "a/b/c.txt")


def test_a_dangling_link_is_a_link_too(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "missing")
    with pytest.raises(SeedbedError, match="is a symbolic link"):
        inside(str(tmp_path), "a")


@pytest.mark.parametrize("path", ["../x", ".git/config", "a/../b"])
def test_one_hostile_name_stops_the_whole_write(tmp_path: Path, path: str) -> None:
    place = tmp_path / "place"
    place.mkdir()
    files = {name: File(data=b"x", layer="") for name in ("fine", path)}
    with pytest.raises(SeedbedError, match="was not written"):
        disk.create(str(place / "new"), files)
    with pytest.raises(SeedbedError, match="was not written"):
        journal.fill(str(place), files)
    assert names(place) == set()
    assert names(tmp_path) == {"place"}


@pytest.mark.parametrize("link", [".seedbed", ".seedbed/journal"])
def test_a_journal_behind_a_link_is_not_touched(tmp_path: Path, link: str) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    (outside / "journal" / "open").mkdir(parents=True)
    (outside / "journal" / "open" / "precious").write_text("mine")
    (root / link).parent.mkdir(parents=True)
    (root / link).symlink_to(outside if link == ".seedbed" else outside / "journal")
    with pytest.raises(SeedbedError, match="is a symbolic link"):
        journal.recover(str(root))
    assert (outside / "journal" / "open" / "precious").read_text() == "mine"
