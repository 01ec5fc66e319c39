"""A whole training run, from the command line to its files."""

import json
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from my_project import train
from my_project.evaluate import evaluate
from my_project.runs import Run, read_history, replacing


def run(out: Path, *argv: str, status: int = 0) -> Path:
    """Train once, and return the folder of the run."""
    before = {*out.iterdir()} if out.exists() else set()
    assert train.main(["--out", str(out), *argv]) == status
    new = {*out.iterdir()} - before
    return new.pop() if new else Path()


def results(folder: Path) -> dict[str, Any]:
    """What two runs must share to be the same."""
    metrics = json.loads((folder / "metrics.json").read_text())
    return {"metrics": metrics, "history": read_history(folder)}


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of four epochs."""
    return run(tmp_path_factory.mktemp("runs"), "--epochs", "4", "--seed", "1")


def test_a_run_keeps_everything(trained: Path) -> None:
    names = {path.name.partition(".")[0] for path in trained.iterdir()}
    pictures = {"confusion", "learning"}
    assert names >= {"config", "run", "history", "metrics", "model", *pictures}
    facts = json.loads((trained / "run.json").read_text())
    assert facts["status"] == "complete"
    assert facts["duration"] > 0
    assert facts["packages"]["numpy"]
    assert len(facts["data_sha256"]) == 64
    machine = {"python", "host", "device"}
    assert {"commit", "dirty", "lock_sha256", *machine} <= facts.keys()


def test_the_model_has_learned(trained: Path) -> None:
    found = results(trained)
    assert [row["epoch"] for row in found["history"]] == [1, 2, 3, 4]
    assert found["metrics"]["accuracy"] > 0.9


def test_the_config_replays_the_run(trained: Path, tmp_path: Path) -> None:
    again = run(tmp_path, "--config", str(trained / "config.json"))
    assert results(again) == results(trained)


def test_another_seed_gives_other_numbers(trained: Path, tmp_path: Path) -> None:
    other = run(tmp_path, "--epochs", "1", "--seed", "2")
    assert read_history(other)[0] != read_history(trained)[0]


def test_a_run_that_goes_on_equals_one_that_never_stopped(
    trained: Path,
    tmp_path: Path,
) -> None:
    folder = run(tmp_path, "--epochs", "2", "--seed", "1")
    with (folder / "history.jsonl").open("a") as file:
        file.write('{"epoch": 3, "val')  # as a killed run may leave it
    run(tmp_path, "--resume", str(folder), "--epochs", "4")
    assert results(folder) == results(trained)


def test_a_run_that_has_no_checkpoint_yet_starts_again(
    trained: Path,
    tmp_path: Path,
) -> None:
    (tmp_path / "config.json").write_text((trained / "config.json").read_text())
    assert train.main(["--resume", str(tmp_path)]) == 0
    assert results(tmp_path) == results(trained)


def test_a_run_that_goes_on_keeps_its_options(
    trained: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = (trained / "run.json").read_text()
    with pytest.raises(SystemExit):
        train.main(["--resume", str(trained), "--seed", "2"])
    assert "--seed" in capsys.readouterr().err
    assert (trained / "run.json").read_text() == before


@pytest.mark.parametrize(
    "text",
    ["[1]", "{", '{"epochs": 1.5}', '{"out": "x"}', '{"speed": 1}'],
)
def test_a_file_without_options_is_refused(
    text: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    options, out = tmp_path / "options.json", tmp_path / "runs"
    options.write_text(text)
    with pytest.raises(SystemExit):
        train.main(["--config", str(options), "--out", str(out)])
    assert "options.json" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_a_run_that_can_go_on(
    number: signal.Signals,
    trained: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    log = Run.log

    def log_and_stop(self: Run, epoch: int, **numbers: float) -> None:
        log(self, epoch, **numbers)
        if epoch == 3:
            for _ in range(2):  # some programs repeat it
                signal.raise_signal(number)

    with monkeypatch.context() as patch:
        patch.setattr(Run, "log", log_and_stop)
        folder = run(tmp_path, "--epochs", "4", "--seed", "1", status=128 + number)
    said = capsys.readouterr().out
    assert f"--resume {folder}" in said
    assert json.loads((folder / "run.json").read_text())["status"] == "stopped"
    run(tmp_path, "--resume", str(folder))
    assert results(folder) == results(trained)


def test_progress_and_results_are_printed(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = run(tmp_path, "--epochs", "2")
    lines = capsys.readouterr().out.splitlines()
    words = [line.split()[:2] for line in lines[:2]]
    assert words == [["epoch", "1/2"], ["epoch", "2/2"]]
    assert str(folder) in lines[-1]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--epochs", "0"], "at least 1"),
        (["--epochs", "many"], "--epochs"),
        (["--seed", "-1"], "--seed"),
        (["--speed", "1"], "--speed"),
        (["--resume", "nowhere"], "nowhere"),
        (["--config", __file__], "test_train.py"),
        (["--out", __file__], "test_train.py"),
    ],
)
def test_bad_options_write_nothing(
    argv: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        train.main(["--out", str(tmp_path / "runs"), *argv])
    assert stop.value.code == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_an_evaluation_needs_a_trained_model(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with suppress(KeyboardInterrupt), replacing(tmp_path / "model.weights.h5") as path:
        path.touch()
        raise KeyboardInterrupt  # cut off while it was written
    with pytest.raises(SystemExit) as stop:
        evaluate(tmp_path)
    assert stop.value.code == 2
    assert f"{tmp_path} has no trained model" in capsys.readouterr().err
