"""What a model has learned, as numbers and pictures in the folder of its run."""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter
from numpy.typing import NDArray
from sklearn.metrics import accuracy_score, confusion_matrix

from .runs import read_history, write_json

# told apart with any color vision: https://jfly.uni-koeln.de/color/
COLORS = {"training": "#d55e00", "validation": "#0072b2"}


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
    """Draw how often each digit was read as each: right in blue, wrong in orange."""
    counts = confusion_matrix(labels, predicted)
    right = np.eye(len(counts), dtype=bool)
    figure = Figure(figsize=(7, 6), layout="constrained")
    axes = figure.add_subplot()
    for cells, colors in ((right, "Blues"), (~right, "Oranges")):
        shown = np.ma.masked_where(~cells | (counts == 0), counts)
        most = max(1, int(counts[cells].max(initial=0)))
        # no cell is too dark for its count
        axes.imshow(shown, cmap=colors, vmin=-most, vmax=3 * most)
    for row, column in np.argwhere(counts):
        axes.text(column, row, str(counts[row, column]), ha="center", va="center")
    digits = np.union1d(labels, predicted)
    axes.set_xticks(range(len(digits)), digits)
    axes.set_yticks(range(len(digits)), digits)
    axes.set(xlabel="digit that the model reads", ylabel="digit in the image")
    hits = int((labels == predicted).sum())
    share = hits / len(labels)
    axes.set_title(f"Test set: {hits} of {len(labels)} images right ({share:.1%})")
    return figure


def draw_learning(history: list[dict[str, float]]) -> Figure:
    """Draw the losses above the accuracies, over the epochs."""
    figure = Figure(figsize=(7, 6), layout="constrained")
    epochs = [row["epoch"] for row in history]
    top, bottom = figure.subplots(2, sharex=True)
    for axes, unit in ((top, "loss"), (bottom, "accuracy")):
        for name in (name for name in history[0] if name.endswith(unit)):
            numbers = [row[name] for row in history]
            part = name.removesuffix(f"_{unit}")
            dots = "o" if len(epochs) <= 30 else ""
            color = COLORS.get(part)
            axes.plot(epochs, numbers, marker=dots, ms=4, color=color, label=part)
        axes.set_ylabel(unit)
        axes.grid(alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(frameon=False)
    best = max(history, key=lambda row: row["validation_accuracy"])
    accuracy, epoch = best["validation_accuracy"], best["epoch"]
    top.set_title(f"Best validation accuracy: {accuracy:.1%} after epoch {epoch:.0f}")
    top.set_ylim(0, 1.1 * top.get_ylim()[1])
    bottom.plot(epoch, accuracy, "o", ms=10, mfc="none", mec=COLORS["validation"])
    bottom.yaxis.set_major_formatter(PercentFormatter(1))
    bottom.set_xlabel("epoch")
    bottom.xaxis.get_major_locator().set_params(integer=True, min_n_ticks=1)
    return figure
