"""Evaluate a trained model on the test set: `python -m @package@.evaluate [RUN]`."""

from pathlib import Path

import numpy as np
import torch
import tyro
from numpy.typing import NDArray
from safetensors.torch import load_model

from .data import load
from .model import Classifier
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
    model = Classifier(read_config(run / "config.json").width).eval()
    load_model(model, run / "model.safetensors")
    with torch.inference_mode():
        logits: torch.Tensor = model(torch.from_numpy(images))
    return logits.argmax(1).numpy()


if __name__ == "__main__":
    tyro.cli(evaluate, prog="python -m @package@.evaluate")
