"""What a model has learned, as numbers and pictures in the folder of its run."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray
from sklearn.metrics import ConfusionMatrixDisplay, accuracy_score

from .runs import read_history, write_json


def report(
    run: Path,
    labels: NDArray[np.int64],
    predicted: NDArray[np.int64],
    **more: float,
) -> None:
    """Compare labels (n,) of the test set with predictions (n,); `more` goes into the metrics."""
    accuracy = float(accuracy_score(labels, predicted))
    metrics = {"accuracy": accuracy, "images": len(labels), **more}
    write_json(run / "metrics.json", metrics)
    draw_confusion(labels, predicted).savefig(run / "confusion.png", dpi=150)
    draw_learning(read_history(run)).savefig(run / "learning.png", dpi=150)
    print(f"test accuracy {accuracy:.3f}", f"results: {run}", sep="\n")


def draw_confusion(labels: NDArray[np.int64], predicted: NDArray[np.int64]) -> Figure:
    """Draw how often each digit was read as each."""
    figure = Figure(figsize=(7, 6), layout="constrained")
    axes = figure.add_subplot()
    ConfusionMatrixDisplay.from_predictions(labels, predicted, ax=axes, cmap="Blues")
    for count in axes.texts:
        count.set_visible(count.get_text() != "0")
    right = int((labels == predicted).sum())
    share = right / len(labels)
    axes.set_title(f"Test set: {right} of {len(labels)} right ({share:.1%})")
    return figure


def draw_learning(history: list[dict[str, float]]) -> Figure:
    """Draw the losses above the accuracies, over the epochs."""
    figure = Figure(figsize=(7, 6), layout="constrained")
    epochs = [row["epoch"] for row in history]
    top, bottom = figure.subplots(2, sharex=True)
    for axes, unit in ((top, "loss"), (bottom, "accuracy")):
        for name in (name for name in history[0] if name.endswith(unit)):
            numbers = [row[name] for row in history]
            axes.plot(epochs, numbers, ".-", label=name.replace("_", " "))
        axes.set_ylabel(unit)
        axes.grid(alpha=0.3)
        axes.legend()
    bottom.set_xlabel("epoch")
    bottom.xaxis.get_major_locator().set_params(integer=True)
    return figure
