"""A generated project with TensorFlow, as it is: its own tests, its linters, its documentation."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest
from generated_projects import ALL_EXTRAS, TRAIN, Generated, make
from training_runs import epochs, interrupted, read

pytestmark = [pytest.mark.network, pytest.mark.slow]
TRACKERS = {
    "tensorboard": "runs/*/tensorboard/*tfevents*",
    "mlflow": "mlflow.db",
    "wandb": "wandb/offline-run-*",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A project with documentation."""
    return make("tensorflow", tmp_path_factory, f"{ALL_EXTRAS},docs")


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


def test_half_precision_trains_on_a_cpu(project: Generated, tmp_path: Path) -> None:
    run = project.train(tmp_path, "--epochs", "3", "--precision", "bf16")
    assert json.loads((run / "metrics.json").read_text())["accuracy"] > 0.9


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_interrupted_equals_one_that_is_not(
    project: Generated, tmp_path: Path, number: signal.Signals
) -> None:
    """Whatever step the signal comes at; other processes go on."""
    parts, whole = tmp_path / "parts", tmp_path / "whole"
    python = str(project.root / ".venv" / "bin" / "python")
    process = project.start(
        python, "-m", "deep_net_1.train", "--out", str(parts), "--epochs", "5000"
    )
    run = interrupted(process, number, parts)
    assert process.returncode == 128 + number
    last = str(epochs(run) + 1)
    project.run(*TRAIN, "--resume", str(run), "--epochs", last)
    uninterrupted = project.train(whole, "--epochs", last)
    assert (run / "history.jsonl").read_text() == (uninterrupted / "history.jsonl").read_text()
    assert read(run / "metrics.json") == read(uninterrupted / "metrics.json")


@pytest.fixture(scope="module")
def tracked(tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A project that gets one tracker after another, so that it is installed once."""
    return make("tensorflow", tmp_path_factory, "")


@pytest.mark.parametrize("tracker", TRACKERS)
def test_runs_are_tracked(tracked: Generated, tracker: str) -> None:
    tracked.choose(f"extras=github,pre-commit,{tracker}")
    tracked.run("uv", "run", "poe", "lint")
    command = ("env", "WANDB_MODE=offline", "uv", "run", "poe", "train")
    tracked.train(tracked.root / "runs", "--epochs", "2", by=command)
    assert list(tracked.root.glob(TRACKERS[tracker]))
    tracked.run("git", "add", "--all")
    added = tracked.run("git", "ls-files").splitlines()
    assert not [path for path in added if path.startswith(("runs/", "mlflow", "mlruns", "wandb/"))]
    tracked.run("git", "clean", "--force", "-dxq", "--exclude", ".*")  # the run, for the next one
