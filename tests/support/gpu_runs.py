"""Runs of `seedbed gpu` on machines that a folder stands for."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import psutil
from envelopes import check_document
from running import environment

if TYPE_CHECKING:
    from pathlib import Path

    from gpu_machines import Machine

_RUN = """
import sys
from seedbed.host import gpu
from seedbed.host.gpu.here import Here
root = sys.argv.pop(1)
gpu.Here = lambda: Here(root=root, system="linux", architecture="x86_64")
from seedbed.__main__ import run
run()
"""
PROJECT = """\
[project]
name = "digits"
version = "0.1.0"
requires-python = ">=3.11"

[tool.seedbed]
version = "0.1.0"
manager = "{manager}"
framework = "{framework}"
accelerator = "{accelerator}"
accelerator-version = "{version}"
"""


def run(
    machine: Machine, *arguments: str, cwd: Path, command: str = "gpu", **variables: str
) -> subprocess.CompletedProcess[str]:
    """What `seedbed gpu ARGUMENTS`, or another command, prints on a machine."""
    ours = environment()
    for name in ("CUDA_VISIBLE_DEVICES", "CONDA_OVERRIDE_CUDA", "LD_LIBRARY_PATH"):
        ours.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-P", "-c", _RUN, str(machine.root), command, *arguments],
        cwd=cwd,
        env={**ours, **machine.environment, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    check_document((command, *arguments), done.stdout)
    return done


def start(machine: Machine, *, cwd: Path, **variables: str) -> subprocess.Popen[bytes]:
    """The same, which is not waited for."""
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _RUN, str(machine.root), "gpu"],
        cwd=cwd,
        env={**environment(), **machine.environment, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def child_of(process: int) -> int:
    """The process that another one starts in the next seconds, once it is itself."""
    for _ in range(300):
        for child in psutil.Process(process).children():
            if "nvml_probe.py" in " ".join(child.cmdline()):
                time.sleep(0.2)  # it is in the library by then, or soon
                return child.pid
        time.sleep(0.05)
    raise AssertionError("it starts nothing")


def answered(machine: Machine, *, cwd: Path, **variables: str) -> tuple[int, dict[str, Any]]:
    """The exit status of `seedbed gpu --json`, and its document."""
    done = run(machine, "--json", cwd=cwd, **variables)
    assert not done.stderr, done.stderr
    document = json.loads(done.stdout)
    assert document["ok"] is (done.returncode == 0)
    return done.returncode, document


def codes(document: dict[str, Any]) -> list[str]:
    """The codes of the findings, after those of problems an exclamation mark."""
    found = document["result"]["findings"]
    return [one["code"] + ("!" if one["is_problem"] else "") for one in found]


def project(folder: Path, lock: Path | None, **choices: str) -> Path:
    """A project of seedbed's that declares PyTorch, with a lock."""
    folder.mkdir()
    known = {"manager": "uv", "framework": "pytorch", "accelerator": "auto", "version": ""}
    known |= choices
    (folder / "pyproject.toml").write_text(PROJECT.format(**known))
    names = {
        "uv": "uv.lock",
        "pixi": "pixi.lock",
        "poetry": "poetry.lock",
        "conda": "conda-lock.yml",
    }
    if lock is not None:
        (folder / names[known["manager"]]).write_bytes(lock.read_bytes())
    return folder
