"""`seedbed gpu` outside of a project: what the machine has."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING

import pytest
from gpu_machines import NVML, Machine
from gpu_runs import child_of, run, start
from running import has_ended

if TYPE_CHECKING:
    from pathlib import Path


def test_a_machine_without_a_gpu(machine: Machine, tmp_path: Path) -> None:
    done = run(machine, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "GPU  none found\n", "")


def test_a_machine_with_a_gpu(machine: Machine, library: Path, tmp_path: Path) -> None:
    machine.nvidia().library(NVML, library)
    done = run(machine, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "GPU     NVIDIA H200, 140 GiB, compute capability 9.0\n"
        "Driver  580.159.04, supports CUDA 13.0\n"
    )


def test_several_gpus_of_a_kind(machine: Machine, library: Path, tmp_path: Path) -> None:
    machine.nvidia().library(NVML, library)
    done = run(machine, cwd=tmp_path, STAND_IN_COUNT="8")
    assert done.stdout.splitlines()[0] == (
        "GPU     8x NVIDIA H200, 140 GiB, compute capability 9.0"
    )


def test_a_driver_that_does_not_work_is_no_failure_here(machine: Machine, tmp_path: Path) -> None:
    done = run(machine.nvidia(nodes=False).put("/.dockerenv"), cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout == (
        "GPU     NVIDIA H200 (can't be used)\n"
        "Driver  580.159.04\n"
        "System  Docker container\n"
        "\n"
        "note: This container was started without the host's NVIDIA GPU.\n"
        "to fix it: docker run --gpus all …\n"
        "Start the container again with that option.\n"
    )


def test_a_signal_ends_it_and_what_it_waits_for(
    machine: Machine, library: Path, tmp_path: Path
) -> None:
    machine.nvidia().library(NVML, library)
    process = start(machine, cwd=tmp_path, STAND_IN_INIT="hang")
    below = child_of(process.pid)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 143
    assert has_ended(below)


def test_an_override_is_named(machine: Machine, tmp_path: Path) -> None:
    done = run(machine, cwd=tmp_path, CONDA_OVERRIDE_CUDA="12.6")
    assert (
        done.stdout == "GPU     none found\nDriver  supports CUDA 12.6, from CONDA_OVERRIDE_CUDA\n"
    )


@pytest.mark.parametrize("said", ["abc", "-1", "13.", "13.0;x", "1\n2", "\u0663"])
def test_an_override_that_is_no_version_is_refused(
    machine: Machine, tmp_path: Path, said: str
) -> None:
    done = run(machine, cwd=tmp_path, CONDA_OVERRIDE_CUDA=said)
    assert (done.returncode, done.stdout) == (1, "")
    assert "The variable CONDA_OVERRIDE_CUDA is" in done.stderr
    assert "which is not a CUDA version.\nhint: Write it like 13.0" in done.stderr


def test_programs_get_one_document(machine: Machine, library: Path, tmp_path: Path) -> None:
    machine.nvidia().library(NVML, library)
    done = run(machine, "--json", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert (document["command"], document["ok"], document["error"]) == ("gpu", True, None)
    assert document["result"] == {
        "machine": {
            "kind": "cuda",
            "driver": "580.159.04",
            "cuda": "13.0",
            "gpus": [{"name": "NVIDIA H200", "memory": 143771 << 20, "capability": "9.0"}],
            "found": "nvml",
            "library": "",
            "hidden": "",
            "fault": None,
            "container": "",
            "wsl": False,
            "nixos": False,
        },
        "project": None,
        "findings": [],
        "bench": None,
    }


def test_a_bench_needs_a_project(machine: Machine, tmp_path: Path) -> None:
    done = run(machine, "--bench", cwd=tmp_path)
    assert done.returncode == 1
    assert "error: No seedbed project was found" in done.stderr


def test_no_framework_no_judgment(machine: Machine, tmp_path: Path) -> None:
    text = '[tool.seedbed]\nmanager = "uv"\nframework = "none"\n'
    (tmp_path / "pyproject.toml").write_text(text)
    done = run(machine, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "GPU  none found\n")
