"""Training in a generated project, as someone does who has uv and no seedbed."""

from __future__ import annotations

import hashlib
import signal
from pathlib import Path

import pytest
from cli import seedbed
from generated_projects import Generated, make
from training_runs import epochs, interrupted, read

pytestmark = pytest.mark.network
PICTURES = ("confusion.png", "learning.png")
BIG = [pytest.param(name, marks=pytest.mark.slow) for name in ("pytorch", "tensorflow", "jax")]


@pytest.fixture(scope="module", params=["sklearn", *BIG])
def digits(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generated:
    """A project that trains a model."""
    return make(request.param, tmp_path_factory)


@pytest.fixture(scope="module")
def pair(digits: Generated) -> tuple[Path, Path]:
    """Two runs of the same training, the older one first; nobody trains beside them."""
    runs = digits.root / "runs"
    first, second = (digits.train(runs, "--epochs", "3", "--seed", "7") for _ in range(2))
    return first, second


def has_pictures(run: Path) -> bool:
    """Whether a run has its pictures, with something in them."""
    found = [(run / name).read_bytes() for name in PICTURES]
    return all(data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) > 10_000 for data in found)


def test_it_trains_and_two_runs_agree(pair: tuple[Path, Path]) -> None:
    first, second = pair
    metrics = read(first / "metrics.json")
    assert metrics == read(second / "metrics.json")
    assert metrics["accuracy"] > 0.9
    assert (first / "history.jsonl").read_text() == (second / "history.jsonl").read_text()
    assert read(first / "config.json")["seed"] == 7
    assert has_pictures(first)
    assert has_pictures(second)


def test_an_evaluation_makes_the_results_again(digits: Generated, pair: tuple[Path, Path]) -> None:
    older, newest = pair
    assert sorted(pair) == [older, newest]
    for run, named in ((newest, ()), (older, (str(older),))):
        before = read(run / "metrics.json")
        for name in ("metrics.json", *PICTURES):
            (run / name).unlink()
        said = digits.run("uv", "run", "poe", "evaluate", *named)
        assert f"test accuracy {before['accuracy']:.3f}\n" in said
        assert read(run / "metrics.json") == before
        assert has_pictures(run)


def test_a_run_that_is_interrupted_goes_on(digits: Generated, tmp_path: Path) -> None:
    """Ctrl-C on a terminal: each process of the command gets it. The console script trains."""
    script = ("uv", "run", "deep-net-1-train")
    process = digits.start(*script, "--out", str(tmp_path), "--epochs", "5000")
    run = interrupted(process, signal.SIGINT, tmp_path)
    assert process.returncode == 130
    done = epochs(run)
    assert done < 5000
    digits.run(*script, "--resume", str(run), "--epochs", str(done + 1))
    assert epochs(run) == done + 1
    assert read(run / "run.json")["status"] == "complete"
    assert read(run / "metrics.json")["accuracy"] > 0.9
    assert list(tmp_path.iterdir()) == [run]


def test_a_run_names_the_commit_and_the_lock(digits: Generated, tmp_path: Path) -> None:
    commit = digits.commit()
    lock = hashlib.sha256((digits.root / "uv.lock").read_bytes()).hexdigest()
    facts = read(digits.train(tmp_path, "--epochs", "1") / "run.json")
    assert (facts["commit"], facts["dirty"], facts["lock_sha256"]) == (commit, False, lock)
    assert facts["packages"]["Deep.Net-1"] == "0.1.0"
    code = digits.root / "src" / "deep_net_1" / "model.py"
    before = code.read_text()
    try:
        code.write_text(f"{before}\n")
        facts = read(digits.train(tmp_path, "--epochs", "1") / "run.json")
    finally:
        code.write_text(before)
    assert (facts["commit"], facts["dirty"]) == (commit, True)


def test_seedbed_trains_from_a_folder_below(digits: Generated, tmp_path: Path) -> None:
    below = digits.root / "src" / "deep_net_1"
    ran = seedbed("run", "train", "--", "--epochs", "1", "--out", str(tmp_path), cwd=below)
    assert ran.returncode == 0, ran.stderr
    assert list(tmp_path.glob("*/metrics.json"))
    bad = seedbed("run", "train", "--epochs", "0", cwd=below)
    assert bad.returncode == 2
    assert "--epochs" in bad.stderr
