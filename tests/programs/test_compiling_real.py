"""What the real Pixi and conda leave uncompiled, and that `seedbed sync` compiles it, once."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from cli import seedbed
from pixi_runs import Pixi, Real

pytestmark = pytest.mark.slow


def made(folder: Path, manager: str, env: dict[str, str]) -> Path:
    root = folder / "x-1"
    options = ("--framework", "none", "--with", "byte-compile", "--without", "github,pre-commit")
    done = seedbed(
        "new",
        str(root),
        "--yes",
        "--no-sync",
        "--no-git",
        "--manager",
        manager,
        *options,
        cwd=folder,
        env=env,
    )
    assert done.returncode == 0, done.stderr
    return root


def uncompiled(prefix: Path) -> list[str]:
    """The modules in an environment that have no compiled file beside them, and could have one."""
    (site,) = {path.resolve() for path in prefix.glob("lib/python3*/site-packages")}
    found = []
    for path in site.rglob("*.py"):
        if not list((path.parent / "__pycache__").glob(f"{path.stem}.cpython-*.pyc")):
            try:
                compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
            except (SyntaxError, ValueError):
                continue
            found.append(str(path.relative_to(site)))
    return found


def test_pixi(tmp_path: Path, pixi_with_channel: Pixi) -> None:
    pixi = pixi_with_channel
    root = made(tmp_path, "pixi", pixi.variables)
    prefix = root / ".pixi" / "envs" / "dev"
    pixi.run("install", "--environment", "dev", cwd=root)
    assert len(uncompiled(prefix)) > 100
    first = seedbed("sync", cwd=root, env=pixi.variables)
    assert first.returncode == 0, first.stderr
    assert f"Compiling the packages in {prefix}.\n" in first.stderr
    assert uncompiled(prefix) == []
    again = seedbed("sync", cwd=root, env=pixi.variables)
    assert "Compiling" not in again.stderr
    for path in prefix.glob("lib/python3*/site-packages/**/*.pyc"):
        path.unlink()
    pixi.run("run", "compile", cwd=root)  # by hand, the same
    assert uncompiled(prefix) == []


def test_conda(tmp_path: Path, conda: Real) -> None:
    root = made(tmp_path, "conda", conda.variables)
    first = seedbed("sync", cwd=root, env=conda.variables)
    assert first.returncode == 0, first.stderr
    assert "Compiling the packages in" in first.stderr
    assert uncompiled(root / ".conda") == []
    again = seedbed("sync", cwd=root, env=conda.variables)
    assert (again.returncode, again.stderr) == (0, "")


def test_uv(tmp_path: Path) -> None:
    root = made(tmp_path, "uv", {})
    done = seedbed("sync", cwd=root)
    assert done.returncode == 0, done.stderr
    assert re.search(r"Bytecode compiled \d+ files", done.stderr)
    assert uncompiled(root / ".venv") == []
    run = ["uv", "run", "python", "-c", "pass"]
    told = subprocess.run(run, cwd=root, capture_output=True, encoding="utf-8", check=True)
    assert "Bytecode compiled" in told.stderr  # uv looks at all files each time
    run[2:2] = ["--no-compile-bytecode"]  # the variable UV_COMPILE_BYTECODE=0 changes nothing
    told = subprocess.run(run, cwd=root, capture_output=True, encoding="utf-8", check=True)
    assert told.stderr == ""
