"""Evaluate a trained model on the test set: `python -m my_project.evaluate [RUN]`."""

from pathlib import Path

import numpy as np
import tensorflow as tf
import tyro
from numpy.typing import NDArray

from .data import load
from .model import QUIET, make_model
from .report import report
from .runs import read_config, trained_run


def evaluate(run: tyro.conf.Positional[Path | None] = None) -> None:
    """Evaluate a trained model on the test set, in numbers and pictures.

    Args:
        run: Folder of the run; by default, the newest one in runs/.
    """
    run = trained_run(run)
    test = load().test
    report(run, test.labels, predict(run, test.images))


def predict(run: Path, images: NDArray[np.float32]) -> NDArray[np.int64]:
    """Load the model of a run and read images (n, 8, 8): the digits (n,)."""
    model = make_model(read_config(run / "config.json").width)
    model.load_weights(str(run / "model.weights.h5"))
    batches = tf.data.Dataset.from_tensor_slices(images).batch(256)
    found = model.predict(batches, verbose=QUIET).argmax(axis=1)
    return np.asarray(found, dtype=np.int64)


if __name__ == "__main__":
    tyro.cli(evaluate, prog="python -m my_project.evaluate")
