"""Two devices learn what one does, and so does a GPU; what can't be is refused."""

import json
import os
import subprocess
import sys
from pathlib import Path

import jax
import pytest

from @package@.runs import read_history
from @package@.train import main

MODULE = "@package@.train"
GPU = pytest.mark.skipif(jax.default_backend() == "cpu", reason="needs a GPU")


def train(out: Path, *options: str, cpus: int = 1) -> list[dict[str, float]]:
    """Train in a new process, and return the history."""
    command = [sys.executable, "-m", MODULE, "--epochs", "2", "--out", str(out)]
    environment = {**os.environ, "JAX_NUM_CPU_DEVICES": str(cpus)}
    subprocess.run([*command, *options], check=True, env=environment)
    (run,) = out.iterdir()
    return read_history(run)


@pytest.fixture(scope="module")
def on_the_cpu(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, float]]:
    """The history of one device, the CPU."""
    return train(tmp_path_factory.mktemp("cpu"), "--cpu")


def test_two_devices(on_the_cpu: list[dict[str, float]], tmp_path: Path) -> None:
    history = train(tmp_path, "--cpu", cpus=2)
    for row, expected in zip(history, on_the_cpu, strict=True):
        close = {name: pytest.approx(it, rel=1e-3) for name, it in expected.items()}
        # one image in 270
        accuracy = pytest.approx(expected["validation_accuracy"], abs=0.005)
        assert row == {**close, "validation_accuracy": accuracy}


@GPU
def test_a_gpu(on_the_cpu: list[dict[str, float]], tmp_path: Path) -> None:
    last = train(tmp_path)[-1]
    assert last == pytest.approx(on_the_cpu[-1], abs=0.05)


def test_half_precision(on_the_cpu: list[dict[str, float]], tmp_path: Path) -> None:
    assert main(["--epochs", "2", "--precision", "bf16", "--out", str(tmp_path)]) == 0
    (run,) = tmp_path.iterdir()
    history = read_history(run)
    assert history[-1]["validation_accuracy"] > 0.9
    assert history != on_the_cpu


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"batch_size": 5000}, "--batch-size must be at most 1257"),
        ({"precision": "fp16"}, "precision can't be 'fp16'"),
    ],
)
def test_a_file_with_impossible_options_is_refused(
    options: dict[str, object],
    message: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file, out = tmp_path / "config.json", tmp_path / "runs"
    file.write_text(json.dumps(options))
    with pytest.raises(SystemExit) as stop:
        main(["--out", str(out), "--config", str(file)])
    assert stop.value.code == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()
