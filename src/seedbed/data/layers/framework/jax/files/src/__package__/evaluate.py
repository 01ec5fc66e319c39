"""Evaluate a trained model on the test set: `python -m @package@.evaluate [RUN]`."""

from pathlib import Path

import jax.numpy as jnp
import numpy as np
import tyro
from flax import nnx
from numpy.typing import NDArray

from .data import load
from .model import Classifier, load_model, set_mode
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
    model = Classifier(read_config(run / "config.json").width, rngs=nnx.Rngs(0))
    load_model(model, run / "model.safetensors")
    set_mode(model, training=False)
    return np.asarray(model(jnp.asarray(images)).argmax(1), dtype=np.int64)


if __name__ == "__main__":
    tyro.cli(evaluate, prog="python -m @package@.evaluate")
