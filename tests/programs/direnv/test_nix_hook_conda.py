"""The hook of a flake's shell in a conda project: the code of `.envrc`, in a shell that goes on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from aged import make
from direnv_runs import CONDA_STAND_IN, SAY
from running import environment
from stand_ins import program

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


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with an environment by its lock, in which something is in use; the lock changed."""
    folder = make(tmp_path, "--manager", "conda", "--nix", "shell")
    program(tmp_path / "bin" / "micromamba", SAY + CONDA_STAND_IN)
    (folder / "conda-lock.yml").write_text("version: 1\n")
    entered(folder)
    (folder / ".conda" / "in-use").touch()
    (folder / "conda-lock.yml").write_text("version: 2\n")
    (tmp_path / "calls").write_text("")
    return folder


PLACES = (
    ".seedbed",
    ".seedbed/conda-before",
    ".seedbed/conda-busy",
    ".seedbed/conda-unfinished",
    ".seedbed-conda.yml",
    ".conda/conda-meta",
    ".conda/conda-meta/state",
    ".conda/synced",
)


@pytest.mark.parametrize("to", ["kept", "", "new"])
def test_a_link_that_came_with_a_clone_is_refused(to: str, root: Path, tmp_path: Path) -> None:
    outside, moved = tmp_path / "outside", tmp_path / "moved"
    outside.mkdir()
    (outside / "kept").write_text("kept")
    for path in PLACES:
        place = root / path
        was_there = place.exists()
        if was_there:
            place.rename(moved)
        place.symlink_to(outside / to)
        done = entered(root)
        assert done.stdout.splitlines()[-1].startswith("failed|")
        assert f"{path} is a symbolic link, which no program creates there" in done.stderr
        place.unlink()
        if was_there:
            moved.rename(place)
    assert [path.name for path in outside.iterdir()] == ["kept"]
    assert (outside / "kept").read_text() == "kept"
    assert calls(root) == []


def test_a_link_to_an_environment_of_others_is_refused(root: Path, tmp_path: Path) -> None:
    (root / ".conda").rename(tmp_path / "base")
    (root / ".conda").symlink_to(tmp_path / "base")
    entered(root)  # as after a move: the stamp names another place
    calls(root)
    shutil.rmtree(tmp_path / "base" / "synced")
    (tmp_path / "base").rename(tmp_path / "gone")
    assert f".conda is a link to {tmp_path}/base, which does not exist" in entered(root).stderr
    (tmp_path / "gone").rename(tmp_path / "base")
    assert (
        f".conda links to {tmp_path}/base, which holds packages that were not"
        in entered(root).stderr
    )
    assert calls(root) == []


def test_a_file_of_the_user_s_in_its_place_stays(tmp_path: Path) -> None:
    root = make(tmp_path, "--manager", "conda", "--nix", "shell")
    program(tmp_path / "bin" / "micromamba", SAY + CONDA_STAND_IN)
    (root / ".conda").write_text("my notes")
    done = entered(root)
    assert done.stdout.splitlines()[-1].startswith("failed|")
    assert ".conda is not a folder; move it away\n" in done.stderr
    assert (root / ".conda").read_text() == "my notes"


def test_an_environment_that_git_tracks_is_refused(root: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=root, check=True)
    subprocess.run(["git", "add", "--force", ".conda/bin/python"], cwd=root, check=True)
    assert "git tracks .conda/bin/python: an environment" in entered(root).stderr
    assert calls(root) == []


@pytest.mark.parametrize("moment", ["create", "pip", "clears"])
def test_a_kill_costs_nothing(moment: str, root: Path, tmp_path: Path) -> None:
    before = SAY + CONDA_STAND_IN
    if moment == "create":
        kills = 'case $1 in create) rm -rf .conda/*; kill -9 "$PPID"; exit 9 ;; esac'
        program(tmp_path / "bin" / "micromamba", kills)
    elif moment == "pip":
        pip = 'printf \'#!/bin/sh\\nkill -9 "$PPID"\\n\' > "$prefix/bin/python"'
        program(tmp_path / "bin" / "micromamba", f"{before}\n{pip}")
    else:  # while it removes the old one
        kills = 'case "$*" in *conda-gone) rm -f "$2/bin/python"; kill -9 "$PPID"; exit 9 ;; esac'
        stops = f'if [ -e "$2" ]; then\nPATH=/usr/bin:/bin\n{kills}\nfi\nexec /bin/rm "$@"'
        program(tmp_path / "bin" / "rm", stops)
    assert entered(root).stdout.splitlines()[-1].startswith("failed|")
    program(tmp_path / "bin" / "rm", 'exec /bin/rm "$@"')
    program(tmp_path / "bin" / "micromamba", "exit 7")  # as without a network
    entered(root)
    assert (root / ".conda" / "bin" / "python").exists()
    assert (root / ".conda" / "in-use").exists() is (moment != "clears")
    program(tmp_path / "bin" / "micromamba", before)
    assert entered(root).stdout.splitlines()[-1].startswith("loaded|")
    assert not (root / ".conda" / "in-use").exists()
    assert sorted(path.name for path in (root / ".seedbed").glob("conda-*")) == ["conda-busy"]


@pytest.mark.parametrize("lacks", [True, False])
def test_what_a_stopped_update_has_half_removed_is_made_anew(
    lacks: bool, root: Path, tmp_path: Path
) -> None:
    (root / "conda-lock.yml").unlink()
    entered(root)
    files = ["in-use", "a-1.dist-info/METADATA", *(["lib/gone.py"] if lacks else [])]
    (root / ".conda" / "conda-meta" / "a-1.json").write_text(json.dumps({"files": files}))
    (root / ".seedbed" / "conda-unfinished").touch()
    (tmp_path / "calls").write_text("")
    done = entered(root)
    assert (".conda lacks lib/gone.py" in done.stderr) is lacks
    made = "micromamba create --yes" if lacks else "micromamba env update"
    assert calls(root) == [made, "python -m pip"]
    assert (root / ".conda" / "in-use").exists() is not lacks
    assert (root / ".seedbed" / "conda-broken" / "in-use").exists() is lacks


def test_variables_by_which_a_program_does_nothing_do_not_count(root: Path, tmp_path: Path) -> None:
    nothing = '[ -z "$MAMBA_DRY_RUN$MAMBA_JSON$CONDA_DOWNLOAD_ONLY" ] || exit'
    program(tmp_path / "bin" / "micromamba", f"{SAY}\n{nothing}\n{CONDA_STAND_IN}")
    switches = "MAMBA_DRY_RUN=1 MAMBA_JSON=1 CONDA_DOWNLOAD_ONLY=1"
    done = entered(root, f"export {switches}; {ASKED}; echo $MAMBA_JSON")
    assert done.stdout.splitlines()[-2:] == [f"loaded|{root}/.conda|yes|1", "1"]
    assert not (root / ".conda" / "in-use").exists()


def test_a_link_that_was_copied_with_a_project(root: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    shutil.rmtree(root / ".conda")
    (root / ".conda").symlink_to(disk)
    entered(root)
    calls(root)
    assert entered(root).stdout.splitlines()[-1].startswith("loaded|")
    assert calls(root) == []
    copy = tmp_path / "copy"
    shutil.copytree(root, copy, symlinks=True)
    said = f".conda links to {disk}, the environment of {root}; remove the link"
    assert said in entered(copy).stderr
    assert calls(root) == []
    shutil.rmtree(root)  # it was moved
    assert entered(copy).stdout.splitlines()[-1].startswith("loaded|")
    assert calls(copy) == ["micromamba create --yes", "python -m pip"]
