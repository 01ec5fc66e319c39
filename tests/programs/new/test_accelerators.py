"""`seedbed new` decides the accelerator by the machine; nothing else looks at one."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from cli import files, seedbed
from gpu_machines import Machine, replaying
from running import PLAIN

from seedbed.commands.accelerating import decided
from seedbed.host.gpu import detect
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import make_choices

LOOKING = {"SEEDBED_DETECT": "1"}
ACCELERATORS = ("auto", "cpu", "cuda")
USUAL = (("uv", "pixi"), ("pixi", "uv"), ("poetry", "conda"))
PAIRS = [
    pytest.param(*pair, marks=() if pair in USUAL else pytest.mark.slow)
    for pair in itertools.permutations(MANAGERS, 2)
]


def new(folder: Path, name: str, *options: str, **env: str) -> Path:
    made = seedbed("new", name, *PLAIN, "--framework", "pytorch", *options, cwd=folder, env=env)
    assert made.returncode == 0, made.stderr
    return folder / name


def stored(root: Path) -> tuple[str, str]:
    table: dict[str, Any] = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["seedbed"]
    return table["accelerator"], table["accelerator-version"]


def test_the_driver_that_a_variable_names_is_stored(tmp_path: Path) -> None:
    root = new(tmp_path, "x-1", **LOOKING, CONDA_OVERRIDE_CUDA="13.0")
    assert stored(root) == ("cuda", "13.0")
    text = (root / "pyproject.toml").read_text()
    assert "https://download.pytorch.org/whl/cu130" in text


def test_a_recorded_machine_gets_what_its_driver_supports(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "machine").nvidia()
    replaying(machine.programs, "nvidia-smi", "whole.txt")
    choices, said = decided(make_choices("x-1", framework="pytorch"), detect(machine.here()))
    assert (choices.accelerator, choices.accelerator_version) == ("cuda", "13.0")
    assert said == (
        "This machine has NVIDIA H200 with driver 580.159.04, so the project uses CUDA 13.0.",
    )


def test_an_update_does_not_look(tmp_path: Path) -> None:
    root = new(tmp_path, "x-1")
    before = files(root)
    done = seedbed("update", "--no-sync", cwd=root, env={**LOOKING, "CONDA_OVERRIDE_CUDA": "13.0"})
    assert done.returncode == 0, done.stderr
    assert files(root) == before
    assert stored(root) == ("auto", "")


@pytest.mark.parametrize(("old", "other"), PAIRS)
def test_a_switch_of_the_manager_says_the_same_build_in_its_idiom(
    tmp_path: Path, old: str, other: str
) -> None:
    for accelerator in ACCELERATORS:
        folder = tmp_path / accelerator
        for place in ("made", "switched"):
            (folder / place).mkdir(parents=True)
        fresh = new(folder / "made", "x-1", "--manager", other, "--accelerator", accelerator)
        root = new(folder / "switched", "x-1", "--manager", old, "--accelerator", accelerator)
        done = seedbed("update", "--no-sync", "--yes", "--manager", other, cwd=root)
        assert done.returncode == 0, done.stderr
        assert "index" not in done.stderr
        assert manifest(root) == manifest(fresh)
        for path in fresh.glob("environment*.yml"):
            assert (root / path.name).read_text() == path.read_text()


@pytest.mark.parametrize("manager", MANAGERS)
def test_a_switch_of_the_accelerator_gives_what_a_new_project_has(
    tmp_path: Path, manager: str
) -> None:
    root = new(tmp_path, "x-1", "--manager", manager, "--accelerator", "cuda",
               "--accelerator-version", "12.6")  # fmt: skip
    for accelerator in ("cpu", "cuda", "auto"):
        (tmp_path / accelerator).mkdir()
        fresh = new(tmp_path / accelerator, "x-1", "--manager", manager,
                    "--accelerator", accelerator)  # fmt: skip
        done = seedbed("update", "--no-sync", "--accelerator", accelerator, cwd=root)
        assert done.returncode == 0, done.stderr
        assert manifest(root) == manifest(fresh), accelerator


def test_a_range_that_was_narrowed_stays_when_the_accelerator_changes(tmp_path: Path) -> None:
    root = new(tmp_path, "x-1", "--accelerator", "cuda")
    text = (root / "pyproject.toml").read_text()
    (root / "pyproject.toml").write_text(text.replace('"torch>=2.10"', '"torch>=2.11,<2.13"'))
    done = seedbed("update", "--no-sync", "--accelerator", "cpu", cwd=root)
    assert done.returncode == 0, done.stderr
    found = manifest(root)
    assert "torch>=2.11,<2.13" in found["project"]["dependencies"]
    assert found["tool"]["uv"]["sources"]["torch"] == {
        "index": "pytorch-cpu",
        "marker": "sys_platform == 'linux'",
    }
    assert [one["name"] for one in found["tool"]["uv"]["index"]] == ["pytorch-cpu"]
    assert not (root / ".seedbed" / "conflicts").exists()


def test_a_framework_without_builds_refuses_an_accelerator(tmp_path: Path) -> None:
    done = seedbed("new", "x-1", *PLAIN, "--accelerator", "cuda", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "error: --accelerator cuda and --framework sklearn cannot be combined: scikit-learn trains "
        "on the CPU.\nhint: Use --framework pytorch.\n"
    )
    assert not (tmp_path / "x-1").exists()


def manifest(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text())
