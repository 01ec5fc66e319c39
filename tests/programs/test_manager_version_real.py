"""What the real managers read of the ranges that seedbed writes for their own versions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from shutil import which as find

import pytest
from cli import files, seedbed

from seedbed.managers.base import MANAGERS
from seedbed.managers.registry import load_driver
from seedbed.managers.shared.ranges import admits, check_manager_version

ASKED = {
    "uv": ["version", "--short", "--offline"],
    "pixi": ["workspace", "name", "get"],
    "poetry": ["version", "--short"],
}
MANIFEST = """\
[project]
name = "x-1"
version = "1.2"
requires-python = ">=3.11"

[tool.pixi.workspace]
channels = ["conda-forge"]
platforms = ["linux-64"]
{pixi}
[tool.uv]
{uv}
[tool.poetry]
{poetry}
"""


def reads(manager: str, root: Path, text: str) -> tuple[bool, str]:
    """Whether a manager reads a project that asks for some versions of it, and what it says."""
    key = MANAGERS[manager].requires.rpartition(".")[2]
    lines = dict.fromkeys(ASKED, "") | {manager: f'{key} = "{text}"'}
    (root / "pyproject.toml").write_text(MANIFEST.format(**lines))
    program = Path(sys.executable).with_name(manager)
    command = [str(program) if program.exists() else manager, *ASKED[manager]]
    done = subprocess.run(
        command, cwd=root, capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    return done.returncode == 0, done.stdout + done.stderr


def skip_where_missing(manager: str) -> None:
    """Skip where the real Pixi is not to be had, as in CI: no registry has it."""
    if manager == "pixi" and find("pixi") is None:
        pytest.skip("Pixi is not installed")


@pytest.mark.parametrize(
    ("manager", "typed"),
    [
        ("uv", ">=0.8"),
        ("uv", "~=0.9, !=0.10.2"),
        ("uv", ">=0.9rc1"),
        ("uv", "0.8"),
        ("uv", "99"),
        ("uv", ">=0.8,<0.9"),
        ("pixi", ">=0.71 , <99"),
        ("pixi", "~=0.71"),
        ("pixi", "=0.72|>=0.73,!=0.74.*"),
        ("pixi", "0.71"),
        ("pixi", "==0.71.*"),
        ("pixi", "99.1.2"),
        ("poetry", "^2.2.1 || ^3 || >=4"),
        ("poetry", "~2.3 | ~=2.4"),
        ("poetry", ">=2.3  <99"),
        ("poetry", "2.3"),
        ("poetry", "2.4.*"),
        ("poetry", "~3.0"),
        ("poetry", "=2.3.1"),
    ],
)
def test_the_manager_admits_itself_where_seedbed_says_so(
    tmp_path: Path, manager: str, typed: str
) -> None:
    skip_where_missing(manager)
    written = check_manager_version(typed, manager, "", "--manager-version")
    expected = admits(written, MANAGERS[manager], load_driver(manager).version())
    assert reads(manager, tmp_path, written)[0] is expected


@pytest.mark.parametrize(
    ("manager", "text", "said"),
    [
        ("pixi", "0.77", "missing range specifier"),
        ("pixi", "^0.77", "regular expression"),
        ("pixi", "==0.77.*", "incompatible with '==' operator"),
        ("poetry", "===2.5.1", "Could not parse version constraint"),
    ],
)
def test_what_the_managers_refuse(tmp_path: Path, manager: str, text: str, said: str) -> None:
    skip_where_missing(manager)
    done, output = reads(manager, tmp_path, text)
    assert not done
    assert said in " ".join(output.split())


def test_nothing_is_written_that_the_installed_manager_would_refuse(tmp_path: Path) -> None:
    new = ("new", "x-1", "--yes", "--no-git", "--framework", "none", "--manager-version", ">=99")
    refused = seedbed(*new, cwd=tmp_path)
    assert (refused.returncode, list(tmp_path.iterdir())) == (3, [])
    assert refused.stderr.startswith(
        "error: Nothing was changed: manager-version '>=99' doesn't admit uv "
    )
    made = seedbed(*new, "--no-sync", cwd=tmp_path)
    assert made.returncode == 0
    assert made.stderr.startswith("note: manager-version '>=99' doesn't admit uv ")
    before = files(tmp_path)
    update = ("update", "--yes", "--manager-version", ">=98")
    refused = seedbed(*update, cwd=tmp_path / "x-1")
    assert (refused.returncode, files(tmp_path)) == (3, before)
    made = seedbed(*update, "--no-sync", cwd=tmp_path / "x-1")
    assert made.returncode == 0
    text = (tmp_path / "x-1" / "pyproject.toml").read_text()
    assert 'required-version = ">=98"\n' in text
    assert 'manager-version = ">=98"\n' in text


def test_a_switch_takes_nothing_along_and_is_no_conflict(tmp_path: Path) -> None:
    new = ("new", "x-1", "--yes", "--no-git", "--no-sync", "--framework", "none")
    seedbed(*new, "--manager-version", ">=0.9", cwd=tmp_path)
    root = tmp_path / "x-1"
    manifest = root / "pyproject.toml"
    done = seedbed("update", "--yes", "--no-sync", "--manager", "poetry", cwd=root)
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[0] == (
        "note: manager-version '>=0.9' was uv's, so it goes. To set one for Poetry, use "
        "--manager-version."
    )
    assert 'requires-poetry = ">=2.2.1"\n' in manifest.read_text()
    # what a person wrote is no range for the next manager, either
    manifest.write_text(manifest.read_text().replace('">=2.2.1"', '"^2.3"'))
    done = seedbed("update", "--yes", "--no-sync", "--manager", "uv", cwd=root)
    assert done.returncode == 0, done.stderr
    assert 'required-version = ">=0.8"\n' in manifest.read_text()
    done = seedbed("update", "--yes", "--no-sync", "--manager", "poetry", cwd=root)
    assert 'requires-poetry = "^2.3"\n' in manifest.read_text()  # it comes back as it stood
