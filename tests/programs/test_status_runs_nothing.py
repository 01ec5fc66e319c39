"""`seedbed status` starts no code of the project, and `seedbed doctor` none of its environment."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aged import commit, make, run_git
from cli import seedbed
from running import environment
from stand_ins import program

if TYPE_CHECKING:
    from collections.abc import Callable

BACKEND = """\
[build-system]
requires = []
build-backend = "evil"
backend-path = ["."]

[project]
name = "inner"
dynamic = ["version"]
"""


def inner(root: Path, ran: Path) -> None:
    """A package in a folder of the project, whose build backend tells that it ran."""
    (root / "inner").mkdir()
    (root / "inner" / "pyproject.toml").write_text(BACKEND)
    (root / "inner" / "evil.py").write_text(f"open({str(ran)!r}, 'w').close()\n")


def require(root: Path, table: str) -> None:
    """Let a project without requirements require it."""
    place = root / "pyproject.toml"
    text = place.read_text()
    assert "dependencies = []\n" in text
    text = text.replace("dependencies = []\n", 'dependencies = ["inner"]\n', 1)
    place.write_text(f"{text}\n{table}\n")


def test_a_build_backend_in_the_tree_is_not_asked(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none")
    (root / "uv.lock").write_text('version = 1\nrequires-python = ">=3.11"\n')
    (root / "tools").mkdir(exist_ok=True)
    ran = tmp_path / "ran"
    (root / "tools" / "evil.py").write_text(f"open({str(ran)!r}, 'w').close()\n")
    manifest = root / "pyproject.toml"
    text = manifest.read_text()
    start = text.index("[build-system]")
    end = text.index("\n[", start + 1)
    backend = '[build-system]\nrequires = []\nbuild-backend = "evil"\nbackend-path = ["tools"]\n'
    text = text[:start] + backend + text[end:]
    version = next(line for line in text.splitlines() if line.startswith("version = "))
    manifest.write_text(text.replace(version, 'dynamic = ["version"]', 1))
    done = seedbed("status", cwd=root)
    assert done.returncode == 0, done.stderr
    assert "\nLock " in done.stdout
    assert not ran.exists()


def test_a_build_backend_of_a_package_in_the_tree_is_not_asked_by_uv(
    tmp_path: Path, need: Callable[[str], str]
) -> None:
    need("uv")
    root, ran = make(tmp_path, "--framework", "none"), tmp_path / "ran"
    inner(root, ran)
    require(root, '[tool.uv.sources]\ninner = { path = "inner" }')
    (root / "uv.lock").write_text('version = 1\nrequires-python = ">=3.11"\n')
    done = seedbed("status", cwd=root, env=environment())
    assert "\nLock         doesn't match pyproject.toml any more;" in done.stdout
    assert not ran.exists()


def test_pixi_is_not_asked_where_it_would_run_one(tmp_path: Path) -> None:
    root = make(tmp_path, "--framework", "none", "--manager", "pixi", "--no-sync")
    asked = f'case "$1" in lock) touch {tmp_path}/asked;; *) echo "pixi 0.77.0";; esac'
    path = f"{program(tmp_path / 'bin' / 'pixi', asked).parent}:/usr/bin:/bin"
    (root / "pixi.lock").write_text("version: 6\nenvironments: {}\npackages: []\n")
    seedbed("status", cwd=root, env=environment(PATH=path))
    assert (tmp_path / "asked").exists()
    (tmp_path / "asked").unlink()
    place = root / "pyproject.toml"
    table = '[tool.pixi.feature.x.pypi-dependencies]\ninner = { path = "inner" }\n'
    place.write_text(f"{place.read_text()}\n{table}")
    done = seedbed("status", cwd=root, env=environment(PATH=path))
    assert "\nLock         there, but only the manager can tell" in done.stdout
    assert not (tmp_path / "asked").exists()


@pytest.mark.parametrize("forgotten", [False, True])
def test_the_python_of_an_environment_that_came_with_the_clone_is_not_started(
    tmp_path: Path, need: Callable[[str], str], forgotten: bool
) -> None:
    need("uv")
    root, ran = make(tmp_path, "--framework", "none"), tmp_path / "ran"
    (root / "uv.lock").write_text('version = 1\nrequires-python = ">=3.11"\n')
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "pyvenv.cfg").write_text(f"home = {Path(sys.executable).parent}\n")
    program(root / ".venv" / "bin" / "python", f'touch {ran}\nexec {sys.executable} "$@"')
    variables = environment(UV_CACHE_DIR=str(tmp_path / "cache"))
    seedbed("status", cwd=root, env=variables)
    assert ran.exists()  # uv starts one to know its version
    ran.unlink()
    shutil.rmtree(tmp_path / "cache")
    run_git(root, "init", "--quiet")
    run_git(root, "add", "--force", ".venv")
    commit(root)
    if forgotten:  # only by the index
        run_git(root, "rm", "-r", "--quiet", "--cached", ".venv")
    assert seedbed("status", cwd=root, env=variables).returncode == 0
    done = seedbed("doctor", "--select", "SB3,SB4,SB913", cwd=root, env=variables)
    said = "git no longer tracks .venv, but the last" if forgotten else "git tracks 2 files in"
    assert f"SB913  {said}" in done.stdout
    assert "because of SB913" in done.stdout
    assert not ran.exists()


PROGRAMS = (
    "bash", "conda", "dpkg-query", "direnv", "gcc", "git", "jupyter", "micromamba", "mypy", "nix",
    "nvidia-smi", "pip", "pixi", "poe", "poetry", "pre-commit", "python", "python3", "quota",
    "rocm-smi", "ruff", "uv",
)  # fmt: skip
STATUS = {"git", "uv --version", "uv lock"}
"""What docs/status.md says that it starts, where no framework uses an accelerator."""


@pytest.mark.parametrize(
    ("command", "expected"),
    [("status", STATUS), ("doctor", STATUS | {"uv sync", "quota"})],
)
def test_what_is_started(
    tmp_path: Path, need: Callable[[str], str], command: str, expected: set[str]
) -> None:
    git = need("git")
    root = make(tmp_path, "--framework", "none", git=True)
    (root / "uv.lock").write_text('version = 1\nrequires-python = ">=3.11"\n')
    log, folder = tmp_path / "started", tmp_path / "bin"
    (root / ".venv").mkdir()
    (root / ".venv" / "pyvenv.cfg").write_text("version = 3.11.0\n")
    for name in PROGRAMS:
        then = {"git": f'echo git >>{log}; exec {git} "$@"', "uv": f'echo "uv $1" >>{log}'}
        program(folder / name, f"{then.get(name, f'echo {name} >>{log}')}\necho {name} 99.0")
        program(root / ".venv" / "bin" / name, f"echo the environment: {name} >>{log}")
    seedbed(command, cwd=root, env=environment(PATH=str(folder)))
    assert set(log.read_text().splitlines()) == expected
