"""A generated project with JAX, as it is: its own tests, its linters, its documentation."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from generated_projects import ALL_EXTRAS, Generated, make
from training_runs import epochs, interrupted, read

pytestmark = [pytest.mark.network, pytest.mark.slow]
RESULTS = ("config.json", "history.jsonl", "metrics.json", "model.safetensors")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A project with documentation."""
    return make("jax", tmp_path_factory, f"{ALL_EXTRAS},docs")


def test_its_tests_pass(project: Generated) -> None:
    said = project.run("uv", "run", "poe", "test")
    assert " passed" in said
    assert "test_devices.py" in said  # two devices among them


def test_its_linters_pass(project: Generated) -> None:
    project.run("uv", "run", "poe", "lint")
    project.run("uv", "run", "mypy", "--strict", "src", "tests")
    assert "0 errors, 0 warnings, 0 informations" in project.by_editor()


def test_its_documentation_builds(project: Generated) -> None:
    project.run("uv", "run", "poe", "docs")
    project.run("uv", "run", "poe", "docs-check")
    page = (project.root / "docs" / "_build" / "html" / "api.html").read_text()
    assert "deep_net_1.train.Trainer" in page


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_was_interrupted_equals_one_that_was_not(
    project: Generated, tmp_path: Path, number: signal.Signals
) -> None:
    script = str(project.root / ".venv" / "bin" / "deep-net-1-train")
    stopped, other = tmp_path / "stopped", tmp_path / "other"
    process = project.start(script, "--out", str(stopped), "--epochs", "5000")
    run = interrupted(process, number, stopped)
    assert process.returncode == 128 + number
    last = ("--epochs", str(epochs(run) + 2))
    for options in (("--resume", str(run)), ("--out", str(other))):
        again = project.start(script, *options, *last)
        assert again.communicate()[1] == ""  # where nobody sees a bar, there is none
        assert again.returncode == 0
    (whole,) = other.iterdir()
    for name in RESULTS:
        assert (run / name).read_bytes() == (whole / name).read_bytes()


def test_devices_share_each_batch_equally(project: Generated, tmp_path: Path) -> None:
    two = ("env", "JAX_NUM_CPU_DEVICES=2", "uv", "run", "poe", "train")
    out = tmp_path / "runs"
    said = project.run(*two, "--batch-size", "63", "--out", str(out), status=2)
    limits = "at most 1257 (images), and a multiple of 2 (devices)"
    assert f"--batch-size must be {limits}.\n" in said
    assert not out.exists()
    run = project.train(out, "--epochs", "1", by=two)
    assert read(run / "run.json")["devices"] == 2
    project.run("uv", "run", "poe", "train", "--resume", str(run), "--epochs", "2")
    assert read(run / "run.json")["devices"] == 1
    assert epochs(run) == 2
