"""A project works with the oldest Poetry that it names, without seedbed."""

from __future__ import annotations

from pathlib import Path

import poetry_runs
import pytest
from test_poetry_lock import make
from uv import find_uv_bin

from seedbed.managers.base import MANAGERS

pytestmark = [pytest.mark.slow, pytest.mark.network]
OLDEST = MANAGERS["poetry"].oldest


def test_the_oldest_poetry_locks_installs_and_runs_the_tasks(tmp_path: Path) -> None:
    settings, old, uv = tmp_path / "settings", tmp_path / "old", find_uv_bin()
    settings.mkdir()
    python = old / "bin" / "python"
    poetry_runs.run(uv, "venv", old, cwd=tmp_path, settings=settings)
    wanted = ("--python", python, f"poetry=={OLDEST}")
    poetry_runs.run(uv, "pip", "install", *wanted, cwd=tmp_path, settings=settings)
    poetry = str(old / "bin" / "poetry")
    said = poetry_runs.run(poetry, "--version", cwd=tmp_path, settings=settings).stdout
    assert OLDEST in said
    poetry_runs.works(poetry, make(tmp_path, "--framework", "sklearn"), settings)
