"""The paths by which an environment is known."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from seedbed.commands.verifying.aliases import aliases_of
from seedbed.host.paths import local


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, which people entered by a link beside it."""
    folder = tmp_path / "plot"
    (folder / ".venv").mkdir(parents=True)
    (tmp_path / "link").symlink_to("plot")
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PWD", str(tmp_path / "link"))
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    return folder


@pytest.mark.parametrize("inner", ["", "/.venv"])
def test_a_folder_that_was_entered_by_a_link(inner: str, project: Path) -> None:
    root = f"{project}{inner}"
    assert aliases_of(root, root) == (f"{project.parent}/link{inner}",)


def test_an_environment_outside_of_the_current_folder(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def relative(path: str) -> str:
        raise ValueError(path)  # as on Windows, for another drive

    monkeypatch.setattr(os.path, "relpath", relative)
    other = project.parent / "plot2"
    other.mkdir()
    assert aliases_of(str(other), str(other)) == ()


@pytest.mark.parametrize(
    ("address", "path"),
    [("file:///a%20b", "/a b"), ("FILE:///a", "/a"), ("https://a/b", ""), ("/a/b", ""), ("", "")],
)
def test_a_path_in_an_address(address: str, path: str) -> None:
    assert local(address) == path
