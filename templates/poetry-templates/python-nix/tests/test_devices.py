"""Two devices learn what one does, and so does a GPU; what can't be is refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import tensorflow as tf

from my_project.runs import read_history
from my_project.train import main

ONE = "import sys; from my_project.train import main; sys.exit(main())"
TWO = f"""
import tensorflow as tf
(cpu,) = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
{ONE}
"""
GPUS = tf.config.list_physical_devices("GPU")
GPU = pytest.mark.skipif(not GPUS, reason="needs a GPU")


def train(program: str, out: Path, *options: str) -> list[dict[str, float]]:
    """Train in a new process, and return the history."""
    options = ("--epochs", "2", "--out", str(out), *options)
    # oneDNN rounds in another way if a device gets smaller batches
    environment = {**os.environ, "TF_ENABLE_ONEDNN_OPTS": "0"}
    command = [sys.executable, "-c", program, *options]
    subprocess.run(command, check=True, env=environment)
    (run,) = out.iterdir()
    return read_history(run)


@pytest.fixture(scope="module")
def on_the_cpu(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, float]]:
    """The history of one CPU."""
    return train(ONE, tmp_path_factory.mktemp("cpu"), "--cpu")


def test_two_devices(on_the_cpu: list[dict[str, float]], tmp_path: Path) -> None:
    history = train(TWO, tmp_path, "--cpu")
    for row, expected in zip(history, on_the_cpu, strict=True):
        close = {name: pytest.approx(it, rel=1e-2) for name, it in expected.items()}
        # two images in 270
        accuracy = pytest.approx(expected["validation_accuracy"], abs=0.008)
        assert row == {**close, "validation_accuracy": accuracy}


@GPU
def test_a_gpu(on_the_cpu: list[dict[str, float]], tmp_path: Path) -> None:
    last = train(ONE, tmp_path)[-1]
    assert last == pytest.approx(on_the_cpu[-1], abs=0.05)


@GPU
@pytest.mark.parametrize("precision", ["bf16", "fp16"])
def test_mixed_precision(precision: str, tmp_path: Path) -> None:
    history = train(ONE, tmp_path, "--precision", precision)
    assert history[-1]["validation_accuracy"] > 0.9


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--precision", "fp16", "--cpu"], "--precision fp16 needs a GPU"),
        (["--batch-size", "5000"], "--batch-size must be at most 1257"),
    ],
)
def test_impossible_options_write_nothing(
    options: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--out", str(tmp_path / "runs"), *options])
    assert stop.value.code == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
