"""Evaluate a trained model on the test set: `python -m my_project.evaluate [RUN]`."""

from pathlib import Path

import numpy as np
import tyro
from numpy.typing import NDArray
from sklearn.model_selection import cross_val_score

from .data import load
from .model import features, load_model, make_model
from .report import report
from .runs import read_config, trained_run


def evaluate(run: tyro.conf.Positional[Path | None] = None) -> None:
    """Evaluate a trained model on the test set, in numbers and pictures.

    Args:
        run: Folder of the run; by default, the newest one in runs/.
    """
    run = trained_run(run)
    train, validation, test = load()
    # How well such models do on data that they haven't seen, from more than one split.
    scores = cross_val_score(
        make_model(read_config(run / "config.json")),
        features(np.concatenate([train.images, validation.images])),
        np.concatenate([train.labels, validation.labels]),
    )
    report(
        run,
        test.labels,
        predict(run, test.images),
        cross_validation_mean=float(scores.mean()),
        cross_validation_std=float(scores.std()),
    )


def predict(run: Path, images: NDArray[np.float32]) -> NDArray[np.int64]:
    """Load the model of a run and read images (n, 8, 8): the digits (n,)."""
    predicted = load_model(run / "model.skops").predict(features(images))
    return np.asarray(predicted, dtype=np.int64)


if __name__ == "__main__":
    tyro.cli(evaluate, prog="python -m my_project.evaluate")
