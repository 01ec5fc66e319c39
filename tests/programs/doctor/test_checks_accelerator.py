"""Checks of the declared accelerator, on machines that a folder stands for: SB7."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from fake_torch import environment, whole
from gpu_machines import NVML, Machine
from gpu_runs import project, run
from places import FIXTURES

if TYPE_CHECKING:
    from pathlib import Path

LOCKS = FIXTURES / "gpu" / "locks"


def found(machine: Machine, folder: Path, **variables: str) -> list[dict[str, Any]]:
    """What the checks find, each with its code, after those that are no advice a mark."""
    arguments = ("--json", "--select", "SB7")
    done = run(machine, *arguments, cwd=folder, command="doctor", **variables)
    assert not done.stderr, done.stderr
    document = json.loads(done.stdout)
    findings: list[dict[str, Any]] = document["result"]["projects"][0]["findings"]
    assert done.returncode == (1 if any(not one["advice"] for one in findings) else 0)
    return findings


def codes(findings: list[dict[str, Any]]) -> list[str]:
    return [one["code"] + ("" if one["advice"] else "!") for one in findings]


def test_all_fits(h200: Machine, digits: Path) -> None:
    environment(digits / ".venv", whole())
    assert found(h200, digits) == []


def test_nothing_is_started_and_nothing_synced(h200: Machine, digits: Path) -> None:
    """Not even the environment's Python, which the clone may have brought."""
    environment(digits / ".venv", whole())
    started = digits / "started"
    (digits / ".venv" / "bin" / "python").unlink()
    (digits / ".venv" / "bin" / "python").write_text(f"#!/bin/sh\ntouch {started}\n")
    (digits / ".venv" / "bin" / "python").chmod(0o755)
    assert found(h200, digits) == []
    assert not started.exists()


def test_before_the_first_sync(h200: Machine, digits: Path) -> None:
    assert found(h200, digits) == []  # other checks say so


def test_a_cpu_build_is_locked(h200: Machine, tmp_path: Path) -> None:
    folder = project(tmp_path / "digits", LOCKS / "uv-extras.lock", accelerator="cuda")
    text = (folder / "uv.lock").read_text().replace("+cu130", "+cpu")
    (folder / "uv.lock").write_text(text)
    findings = found(h200, folder)
    assert codes(findings) == ["SB701!"]
    assert findings[0]["what"] == (
        "The project is for CUDA, but uv.lock has a CPU build of PyTorch."
    )
    assert findings[0]["how"].startswith("Run 'seedbed update'.")


def test_a_gpu_that_nobody_asked_for_is_advice(h200: Machine, tmp_path: Path) -> None:
    folder = project(tmp_path / "digits", LOCKS / "uv-extras.lock", accelerator="auto")
    text = (folder / "uv.lock").read_text().replace("+cu130", "+cpu")
    (folder / "uv.lock").write_text(text)
    assert codes(found(h200, folder)) == ["SB701"]


def test_a_machine_without_a_gpu_is_advice(machine: Machine, digits: Path) -> None:
    environment(digits / ".venv", whole())
    findings = found(machine, digits)
    assert codes(findings) == ["SB702"]
    assert findings[0]["what"] == ("The project is for CUDA, but this machine has no such GPU.")


def test_a_driver_that_does_not_work(machine: Machine, library: Path, digits: Path) -> None:
    environment(digits / ".venv", whole())
    machine.nvidia().library(NVML, library)
    assert codes(found(machine, digits, STAND_IN_INIT="18")) == ["SB702!"]


def test_a_driver_that_is_too_old(machine: Machine, library: Path, digits: Path) -> None:
    environment(digits / ".venv", whole())
    machine.nvidia().library(NVML, library)
    assert codes(found(machine, digits, STAND_IN_CUDA="12020")) == ["SB703!"]


@pytest.mark.parametrize("accelerator", ["cpu", "auto"])
def test_who_asks_for_no_gpu(machine: Machine, tmp_path: Path, accelerator: str) -> None:
    folder = project(tmp_path / "digits", LOCKS / "uv-sources.lock", accelerator=accelerator)
    assert found(machine, folder) == []


def test_a_lock_that_cannot_be_read(h200: Machine, digits: Path) -> None:
    (digits / "uv.lock").write_text("<<<<<<< ours\n")
    assert found(h200, digits) == []  # another check says so
