"""A project works with the oldest uv that it names, without seedbed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli import seedbed
from uv import find_uv_bin

from seedbed.managers.base import MANAGERS

pytestmark = [pytest.mark.slow, pytest.mark.network]
OLDEST = MANAGERS["uv"].oldest


def _run(*command: str | Path, cwd: Path, path: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    variables = {**kept, "PATH": path, "UV_PYTHON": os.path.realpath(sys.executable)}
    done = subprocess.run(
        command, cwd=cwd, env=variables, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


@pytest.mark.parametrize("framework", ["none", "sklearn"])
def test_the_oldest_uv_syncs_and_tests(tmp_path: Path, framework: str) -> None:
    uv, old, system = find_uv_bin(), tmp_path / "old", "/usr/bin:/bin"
    _run(uv, "venv", str(old), cwd=tmp_path, path=system)
    python = str(old / "bin" / "python")
    _run(uv, "pip", "install", "--python", python, f"uv=={OLDEST}.0", cwd=tmp_path, path=system)
    path = f"{old / 'bin'}{os.pathsep}{system}"
    assert _run("uv", "--version", cwd=tmp_path, path=path).split()[1] == f"{OLDEST}.0"
    made = seedbed(
        "new", "x-1", "--yes", "--no-sync", "--framework", framework,
        "--with", "direnv,github,pre-commit,vscode", cwd=tmp_path,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    root = tmp_path / "x-1"
    _run("uv", "sync", cwd=root, path=path)
    assert " passed" in _run("uv", "run", "poe", "test", cwd=root, path=path)
    _run("uv", "lock", "--check", cwd=root, path=path)
