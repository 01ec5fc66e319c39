"""A project with PyTorch under the real Pixi, as its users have it: no stubs, no seedbed needed.

The channel has PyPI's PyTorch in conda-forge's place (`pytorch_channel`); what the machine's driver
supports is what `CONDA_OVERRIDE_CUDA` says. Nothing here runs on a GPU.
"""

from __future__ import annotations

import json
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pixi_runs import Pixi
from ruamel.yaml import YAML
from running import SEEDBED
from training_runs import epochs, interrupted, read

pytestmark = [pytest.mark.slow, pytest.mark.network]
DEV = ("--environment", "dev")
CPU, CUDA = "", "13.2"


@pytest.fixture(scope="module")
def real(pixi_with_pytorch: Pixi) -> Pixi:
    """Pixi on a machine without a driver."""
    return with_driver(pixi_with_pytorch, CPU)


@pytest.fixture(scope="module")
def root(real: Pixi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project for machines with CUDA and without, with its lock and its environment."""
    place = tmp_path_factory.mktemp("place")
    real.let(
        *SEEDBED, "new", "x-1", "--yes", "--manager", "pixi", "--framework", "pytorch",
        "--accelerator", "cuda", cwd=place,
    )  # fmt: skip
    yield place / "x-1"
    shutil.rmtree(place / "x-1" / ".pixi")


def with_driver(real: Pixi, cuda: str) -> Pixi:
    """Pixi on a machine whose driver supports a CUDA version; an empty one is no driver."""
    real.variables["CONDA_OVERRIDE_CUDA"] = cuda
    return real


def gpu(real: Pixi, root: Path) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """What `seedbed gpu` says of a project, and each finding's code and hint."""
    said = json.loads(real.let(*SEEDBED, "gpu", "--json", cwd=root, check=False).stdout)
    findings = [(one["code"], one["hint"]) for one in said["result"]["findings"]]
    return said["result"]["project"], findings


def test_its_tests_pass(real: Pixi, root: Path) -> None:
    lock = (root / "pixi.lock").read_bytes()
    # the build is that of uv's projects, in which `test_generated_pytorch` runs the others
    said = real.run("run", "--locked", "test", "-k", "data or devices", cwd=root).stdout
    assert " passed" in said
    assert "test_devices.py" in said  # two processes among them
    assert (root / "pixi.lock").read_bytes() == lock


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_is_interrupted_resumed_and_evaluated(
    real: Pixi, root: Path, tmp_path: Path, number: signal.Signals
) -> None:
    command = (real.program, "run", "train", "--out", tmp_path, "--epochs", "5000")
    process = real.start(*command, cwd=root)
    run = interrupted(process, number, tmp_path)
    assert process.returncode == -number  # as Pixi ends where its task was told to
    done = epochs(run)
    real.run("run", "train", "--resume", str(run), "--epochs", str(done + 1), cwd=root)
    assert epochs(run) == done + 1
    metrics = read(run / "metrics.json")
    assert metrics["accuracy"] > 0.9
    (run / "metrics.json").unlink()
    said = real.run("run", "evaluate", str(run), cwd=root).stdout
    assert f"test accuracy {metrics['accuracy']:.3f}\n" in said
    assert read(run / "metrics.json") == metrics
    assert (run / "confusion.png").read_bytes().startswith(b"\x89PNG")


def test_one_lock_has_both_sides_and_a_driver_picks_one(real: Pixi, root: Path) -> None:
    lock = YAML(typ="safe", pure=True).load((root / "pixi.lock").read_text())
    assert builds(lock, "linux-64") == {"cpu", "cuda132"}
    assert builds(lock, "osx-arm64") == {"cpu"}
    project, findings = gpu(real, root)
    assert (project["installed"]["kind"], project["locked"][0]["kind"]) == ("cpu", "cpu")
    assert findings == [("no-gpu", "Run it on a machine that has one.")]
    try:
        with_driver(real, CUDA)
        project, findings = gpu(real, root)
        assert (project["installed"]["kind"], project["locked"][0]["kind"]) == ("cpu", "cuda")
        assert [code for code, _ in findings] == ["not-synced"]
        real.let(*SEEDBED, "sync", cwd=root)
        asked = ("run", *DEV, "python", "-c", "import torch; print(torch.version.cuda)")
        assert real.run(*asked, cwd=root).stdout == f"{CUDA}\n"
        real.run("run", "train", "--epochs", "1", cwd=root)
    finally:
        with_driver(real, CPU)
    project, findings = gpu(real, root)
    assert (project["installed"]["toolkit"], project["locked"][0]["kind"]) == (CUDA, "cpu")
    [(code, hint)] = findings
    assert code == "no-gpu"
    assert hint == (
        "Run it on a machine that has one. To use the CPU of this one, run "
        "'pixi install --environment dev'."
    )
    assert "require virtual packages" in refused(real, root)
    real.let(*SEEDBED, "sync", cwd=root)
    assert real.run(*asked, cwd=root).stdout == "None\n"


def refused(real: Pixi, root: Path) -> str:
    """What Pixi says that does not run a task."""
    done = real.run("run", "train", "--epochs", "1", cwd=root, check=False)
    assert done.returncode == 1
    return " ".join(done.stderr.split())


def builds(lock: Any, subdir: str) -> set[str]:
    """The kinds of builds of PyTorch that a lock has for one kind of machine."""
    rows = str(lock["environments"]["dev"]["packages"])
    return set(re.findall(rf"/{subdir}/pytorch-[\d.]+-([a-z0-9]+)_", rows))
