"""What Python runs at its start is held back, and given its name again whatever happens."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

import pytest

from seedbed.commands.verify import Verification
from seedbed.commands.verifying.held import held_back, put_back
from seedbed.errors import SeedbedError

NAMES = ["_virtualenv.pth", "distutils-precedence.pth"]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Where packages lie, with what makers put there."""
    folder = tmp_path / "lib/python3.12/site-packages"
    folder.mkdir(parents=True)
    for name in NAMES:
        (folder / name).write_text("import a\n")
    return folder


def names(site: Path) -> list[str]:
    """What is there."""
    return sorted(os.listdir(site))


def test_for_a_moment(site: Path, tmp_path: Path) -> None:
    def interrupted() -> NoReturn:
        assert names(site) == [f"{one}.held-back" for one in NAMES]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), held_back(found(tmp_path)):
        interrupted()
    assert names(site) == NAMES


def test_what_cannot_be_renamed(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def refuse(path: str, to: str) -> None:
        if os.path.basename(path).startswith("distutils"):
            raise PermissionError(13, "Permission denied", path)
        real(path, to)

    monkeypatch.setattr(os, "replace", refuse)
    said = "distutils-precedence.pth.* cannot be written or read: Permission denied"
    with pytest.raises(SeedbedError, match=said), held_back(found(tmp_path)):
        pytest.fail("it isn't held back")
    assert names(site) == NAMES
    with pytest.raises(SeedbedError, match=said):
        put_back(found(tmp_path), "distutils-precedence.pth.held-back")


def found(environment: Path) -> Verification:
    """What was found in an environment, in which nothing was proved."""
    return Verification(
        environment=str(environment),
        lock="",
        lock_sha256="",
        level="wheel",
        proofs=(),
        differences=(),
        remarks=(),
    )
