"""A project with PyTorch under the real conda, as its users have it: no stubs.

The channel has PyPI's PyTorch in conda-forge's place (`pytorch_channel`). Nothing here runs on a
GPU.
"""

from __future__ import annotations

import json
import shutil
import signal
from typing import TYPE_CHECKING

import pytest
from running import PLAIN, SEEDBED
from training_runs import epochs, interrupted, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pixi_runs import Real

pytestmark = [pytest.mark.slow, pytest.mark.network]
NEW = ("new", "x-1", "--manager", "conda", "--framework", "pytorch", "--with", "docs")


@pytest.fixture(scope="module")
def root(conda_with_pytorch: Real, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A project for CPUs, with its environment."""
    place = tmp_path_factory.mktemp("place")
    conda_with_pytorch.let(*SEEDBED, *NEW, "--yes", "--accelerator", "cpu", cwd=place)
    yield place / "x-1"
    shutil.rmtree(place / "x-1" / ".conda")


def test_its_tests_and_checks_pass(conda_with_pytorch: Real, root: Path) -> None:
    # the build is that of uv's projects, in which `test_generated_pytorch` runs the others
    asked = ("run", "test", "--", "-k", "data or devices")
    said = conda_with_pytorch.let(*SEEDBED, *asked, cwd=root).stdout
    assert " passed" in said
    assert "test_devices.py" in said  # two processes among them
    for task in ("lint", "docs", "docs-check"):
        conda_with_pytorch.let(*SEEDBED, "run", task, cwd=root)


def test_seedbed_says_that_it_works(conda_with_pytorch: Real, root: Path) -> None:
    said = conda_with_pytorch.let(*SEEDBED, "gpu", "--json", cwd=root).stdout
    result = json.loads(said)["result"]
    assert (result["project"]["installed"]["kind"], result["findings"]) == ("cpu", [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_is_interrupted_resumed_and_evaluated(
    conda_with_pytorch: Real, root: Path, tmp_path: Path, number: signal.Signals
) -> None:
    command = (*SEEDBED, "run", "train", "--", "--out", tmp_path, "--epochs", "5000")
    process = conda_with_pytorch.start(*command, cwd=root)
    run = interrupted(process, number, tmp_path)
    assert process.returncode
    more = ("train", "--", "--resume", str(run), "--epochs", str(epochs(run) + 1))
    conda_with_pytorch.let(*SEEDBED, "run", *more, cwd=root)
    metrics = read(run / "metrics.json")
    assert metrics["accuracy"] > 0.9
    said = conda_with_pytorch.let(*SEEDBED, "run", "evaluate", str(run), cwd=root).stdout
    assert f"test accuracy {metrics['accuracy']:.3f}\n" in said


@pytest.mark.parametrize(("driver", "build"), [("13.2", "cuda132"), ("", "cpu")])
def test_the_driver_picks_the_build(
    conda_with_pytorch: Real, tmp_path: Path, driver: str, build: str
) -> None:
    real = conda_with_pytorch
    real.let(*SEEDBED, *NEW, *PLAIN, "--accelerator", "cuda", cwd=tmp_path)
    place = ("--prefix", str(tmp_path / "none"), "--file", "x-1/environment.yml")
    before = real.variables
    real.variables = {**before, "CONDA_OVERRIDE_CUDA": driver}
    try:
        said = real.run("create", "--dry-run", "--json", *place, cwd=tmp_path).stdout
    finally:
        real.variables = before
    # it says first that it does not know the key `platforms`
    packages = json.loads(said[said.index("{") :])["actions"]["LINK"]
    (found,) = (one["build_string"] for one in packages if one["name"] == "pytorch")
    assert found.startswith(build)
