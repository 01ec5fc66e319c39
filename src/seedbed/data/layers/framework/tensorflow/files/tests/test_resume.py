"""A run that is stopped in the middle of an epoch goes on as if it had not been."""

import itertools
import signal
from pathlib import Path

import pytest
from tqdm import tqdm

from @package@.runs import read_history
from @package@.train import main


def test_a_run_goes_on_within_an_epoch(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    assert main(["--epochs", "3", "--out", str(whole)]) == 0
    steps = itertools.count(1)

    def update(_: object) -> None:
        if next(steps) == 30:  # an epoch has 19
            signal.raise_signal(signal.SIGTERM)

    with monkeypatch.context() as patch:
        patch.setattr(tqdm, "update", update)
        assert main(["--epochs", "3", "--out", str(parts)]) == 128 + signal.SIGTERM
    (stopped,), (uninterrupted,) = parts.iterdir(), whole.iterdir()
    assert len(read_history(stopped)) == 1
    assert main(["--resume", str(stopped)]) == 0
    assert read_history(stopped) == read_history(uninterrupted)
