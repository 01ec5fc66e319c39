"""uv locks a project with every release that the tables know: for all platforms, from releases."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cli import seedbed
from packaging.version import Version
from uv import find_uv_bin

from seedbed.accelerators.builds import FRAMEWORKS
from seedbed.accelerators.compat.entries import entries_of
from seedbed.accelerators.compat.pins import Way, kinds_of, pins_of
from seedbed.accelerators.tables import load_tables

pytestmark = [pytest.mark.slow, pytest.mark.network]
TABLES = load_tables()
WAYS = [
    pytest.param(pins.options, id="-".join(pins.options).replace("--", "").replace(" ", "-"))
    for name in ("tensorflow", "jax")
    for entry in entries_of(TABLES, FRAMEWORKS[name])
    for kind in kinds_of(entry)
    for pins in [pins_of(TABLES, entry, kind, Way(), spec=f"=={entry.version}.*")]
    if not pins.refused
]


def test_there_are_ways() -> None:
    assert len(WAYS) > 50


@pytest.mark.parametrize("options", WAYS)
def test_it_locks(options: tuple[str, ...], tmp_path: Path) -> None:
    words = " ".join(options).split()
    done = seedbed("new", "x-1", "--yes", "--no-sync", *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    root = tmp_path / "x-1"
    manifest = tomllib.loads((root / "pyproject.toml").read_text())
    oldest = manifest["project"]["requires-python"].removeprefix(">=").partition(",")[0]
    done = lock(root, oldest)
    assert done.returncode == 0, done.stderr
    locked: list[dict[str, Any]] = tomllib.loads((root / "uv.lock").read_text())["package"]
    names = {"tensorflow", "tensorflow-cpu", "tensorflow-macos", "jax", "numpy"}
    found = [Version(one["version"]) for one in locked if one["name"] in names]
    assert found
    assert not [one for one in found if one.is_prerelease]


def lock(root: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Let uv lock a project with some Python, or skip the test if there is none."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    program = sys.executable if python == here else _found(python)
    command = [find_uv_bin(), "lock", "--python", program]
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    return subprocess.run(
        command, cwd=root, env=kept, capture_output=True, encoding="utf-8", check=False
    )


def _found(python: str) -> str:
    places = [
        *Path.home().glob(f".pyenv/versions/{python}.*/bin/python"),
        *(Path(one) / f"python{python}" for one in os.environ["PATH"].split(os.pathsep)),
    ]
    for place in filter(Path.is_file, places):
        asked = subprocess.run([place, "--version"], capture_output=True, text=True, check=False)
        if asked.stdout.startswith(f"Python {python}."):
            return str(place)
    pytest.skip(f"there is no Python {python} on this machine")
