"""Whatever a project is called, its files are as well formatted as those of `digits`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from cli import seedbed

RUFF = str(Path(sys.executable).parent / "ruff")
NAMES = ["a", "Z" * 50, "zz-top.2", "py-abc", "3d-net", "numpyro_x", "a" * 50, "matplot"]


@pytest.mark.parametrize("framework", ["sklearn", "tensorflow", "none"])
@pytest.mark.parametrize("name", NAMES)
def test_imports_are_sorted_and_lines_are_formatted(
    tmp_path: Path, name: str, framework: str
) -> None:
    made = seedbed(
        "new", name, "--yes", "--no-sync", "--no-git", "--framework", framework, cwd=tmp_path
    )
    assert made.returncode == 0, made.stderr
    for arguments in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [RUFF, *arguments, "--no-cache"],
            cwd=tmp_path / name,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
