"""Who can change a program, or put another one in its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from seedbed.host.owners import is_changeable_by_others, is_on_path


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
    assert not is_changeable_by_others(str(program))
    assert not is_changeable_by_others("/bin/sh")


@pytest.mark.parametrize("name", ["real", "first", "second", "real/python", "."])
def test_what_everyone_can_change(name: str, program: Path, tmp_path: Path) -> None:
    (tmp_path / name).chmod(0o777)
    assert is_changeable_by_others(str(program))


def test_a_folder_in_which_others_can_only_add(program: Path, tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    assert not is_changeable_by_others(str(program))


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("name", ["real", "first", "second", "real/python"])
def test_what_belongs_to_others(name: str, program: Path, tmp_path: Path) -> None:
    os.chown(tmp_path / name, 12345, -1)
    assert is_changeable_by_others(str(program))


def test_what_is_not_there(program: Path) -> None:
    program.unlink()
    assert is_changeable_by_others(str(program))


@pytest.mark.parametrize(
    ("name", "found"), [("real", True), ("first", True), ("second", False), ("other", False)]
)
def test_what_is_on_your_path(
    name: str, found: bool, program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").symlink_to(tmp_path / name)
    monkeypatch.setenv("PATH", f"relative{os.pathsep}{tmp_path / 'other'}")
    if name == "other":
        (tmp_path / "other").unlink()
    assert is_on_path(str(program)) is found
