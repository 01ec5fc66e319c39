"""Whether only you can change a program, or put another one in its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from seedbed.host.ways import is_yours


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program behind two links, each in a folder of its own."""
    for name in ("real", "first", "second"):
        (tmp_path / name).mkdir()
    (tmp_path / "real/python").write_text("")
    (tmp_path / "second/python").symlink_to("../real/python")
    (tmp_path / "first/python").symlink_to(tmp_path / "second/python")
    return tmp_path / "first/python"


def test_what_only_you_can_change(program: Path) -> None:
    assert is_yours(str(program))
    assert is_yours("/bin/sh")


@pytest.mark.parametrize("name", ["real", "first", "second", "real/python", "."])
def test_what_everyone_can_change(name: str, program: Path, tmp_path: Path) -> None:
    (tmp_path / name).chmod(0o777)
    assert not is_yours(str(program))


def test_a_folder_in_which_others_can_only_add(program: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    assert is_yours(str(program))


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("name", ["real", "first", "second", "real/python"])
def test_what_belongs_to_others(name: str, program: Path, tmp_path: Path) -> None:
    os.chown(tmp_path / name, 12345, -1)
    assert not is_yours(str(program))


def test_what_is_not_there(program: Path) -> None:
    program.unlink()
    assert not is_yours(str(program))
