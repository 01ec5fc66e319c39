"""A training run, from the command line to its files; any model must pass these tests."""

import json
from pathlib import Path
from typing import Any

import pytest

from my_project.train import main


def train(out: Path, *argv: str) -> dict[str, Any]:
    """Train once in `out` and return the metrics."""
    before = set(out.iterdir())
    assert main(["--out", str(out), *argv]) == 0
    (run,) = set(out.iterdir()) - before
    metrics: dict[str, Any] = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    return metrics


def test_metrics(tmp_path: Path) -> None:
    metrics = train(tmp_path, "--epochs", "2", "--seed", "3")
    assert 0 <= metrics["accuracy"] <= 1
    assert [entry["epoch"] for entry in metrics["history"]] == [1, 2]
    assert all(entry["loss"] > 0 for entry in metrics["history"])
    assert all(0 <= entry["validation_accuracy"] <= 1 for entry in metrics["history"])
    assert metrics["seed"] == 3
    assert metrics["arguments"]["epochs"] == 2
    assert metrics["device"]
    assert metrics["python"].startswith("3.")


def test_the_same_seed_gives_the_same_metrics(tmp_path: Path) -> None:
    argv = ["--epochs", "2", "--seed", "1"]
    assert train(tmp_path, *argv) == train(tmp_path, *argv)


def test_another_seed_gives_another_history(tmp_path: Path) -> None:
    first, second = (train(tmp_path, "--epochs", "1", "--seed", seed) for seed in "12")
    assert first["history"] != second["history"]


def test_progress_and_place_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    train(tmp_path, "--epochs", "2")
    out = capsys.readouterr().out
    assert "epoch 2/2" in out
    assert str(tmp_path) in out


def test_bad_arguments_write_nothing(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--epochs", "0", "--out", str(tmp_path)])
    assert stop.value.code == 2
    assert not list(tmp_path.iterdir())
