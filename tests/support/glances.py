"""Environments at a quick look, as doctor takes it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import verify_wheels
from pixi_runs import served

from seedbed.commands.verifying.glance import glance


def synced(root: Path, cache: Path) -> Path:
    """Let uv install a project."""
    verify_wheels.sync(root, cache)
    time.sleep(0.02)  # the clock of files has ticks: what changes from now on is newer
    return root


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an index of small wheels."""
    with served(verify_wheels.index(tmp_path_factory.mktemp("index"))) as found:
        yield found


@pytest.fixture
def made(tmp_path: Path, address: str, need: Callable[[str], str]) -> Path:
    """A project that is not synced yet."""
    need("uv")
    return verify_wheels.project(tmp_path / "plot", address)


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A project in order."""
    return synced(made, tmp_path / "cache")


def site_of(root: Path) -> Path:
    """Where its packages are."""
    return next(root.glob(".venv/lib/*/site-packages"))


def told(root: Path) -> list[str]:
    """What differs, by the paths in the folder of packages."""
    start = f"lib/{site_of(root).parent.name}/site-packages/"
    found = glance(str(root / ".venv")).differences
    return [f"{one.path.removeprefix(start)} {one.what}" for one in found]
