"""The hook of a flake's shell in a conda project: the code of `.envrc`, in a shell that goes on."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from aged import make
from direnv_runs import CONDA_STAND_IN, SAY
from programs import program
from running import environment

if TYPE_CHECKING:
    from pathlib import Path

ASKED = 'source .nix/hook.sh; echo "$environment_is|$CONDA_PREFIX|$ACTIVATED|$PYTHONNOUSERSITE"'


def entered(root: Path, script: str = ASKED) -> subprocess.CompletedProcess[str]:
    """What comes of running the hook and a script."""
    bin_folder, log = root.parent / "bin", root.parent / "calls"
    path = f"{bin_folder}{os.pathsep}/usr/bin{os.pathsep}/bin"
    return subprocess.run(
        ["bash", "-c", script],
        cwd=root,
        env=environment(PATH=path, CALLS=str(log)),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )


def calls(root: Path) -> list[str]:
    log = root.parent / "calls"
    found = [" ".join(line.split()[:3]) for line in log.read_text().splitlines()]
    log.write_text("")
    return found


def test_it_makes_and_enters_the_environment_and_leaves_nothing_else(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda", "--nix", "shell")
    program(tmp_path / "bin" / "micromamba", SAY + CONDA_STAND_IN)
    for made in (["micromamba create --yes", "python -m pip"], []):
        done = entered(root)
        assert done.stdout.splitlines()[-1] == f"loaded|{root}/.conda|yes|1"
        (tmp_path / "calls").touch()
        assert calls(root) == made
    before = "compgen -A function; compgen -v | grep -E '^(conda|files|locked|prefix|place)$'; "
    left = entered(root, f"{before}source .nix/hook.sh; {before}true")
    assert left.stdout == ""


def test_what_fails_costs_nothing(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda", "--nix", "shell")
    program(tmp_path / "bin" / "micromamba", SAY + CONDA_STAND_IN)
    entered(root)
    (root / ".conda" / "in-use").touch()
    with (root / "environment.yml").open("a") as file:
        file.write("  - nothing-of-that-name\n")
    failing = "case $1 in create) rm -rf .conda/* ;; esac\nexit 7"
    program(tmp_path / "bin" / "micromamba", SAY + failing)
    done = entered(root)
    assert done.stdout.splitlines()[-1].startswith("failed|")
    assert "The environment is not loaded: see the output above." in done.stderr
    assert (root / ".conda" / "in-use").exists()
    assert (root / ".conda" / "bin" / "python").exists()
