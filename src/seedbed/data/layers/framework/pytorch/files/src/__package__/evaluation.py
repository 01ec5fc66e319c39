"""How good the predictions are, in numbers and as a picture."""

from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from .data import CLASSES


def accuracy(labels: NDArray[np.int64], predicted: NDArray[np.int64]) -> float:
    """The share of correct predictions; both arguments are (n,)."""
    return float(np.mean(labels == predicted))


def confusion(labels: NDArray[np.int64], predicted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Counts (10, 10): row i, column j has the images of digit i that were read as j."""
    counts = np.zeros((CLASSES, CLASSES), dtype=np.int64)
    np.add.at(counts, (labels, predicted), 1)
    return counts


def draw_confusion(counts: NDArray[np.int64], path: Path) -> None:
    """Draw the counts (10, 10) of `confusion` as a PNG of 1050 x 900 pixels."""
    right, total = int(np.trace(counts)), int(counts.sum())
    # Colors show shares of a row, so that frequent digits do not dominate the picture.
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)

    # Agg needs no screen; use it even if MPLBACKEND is set.
    figure = Figure(figsize=(7, 6), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    image = axes.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    for row, column in np.argwhere(counts > 0):
        axes.text(
            column,
            row,
            str(counts[row, column]),
            ha="center",
            va="center",
            color="white" if shares[row, column] > 0.5 else "black",
            weight="normal" if row == column else "bold",
        )
    axes.set_title(f"Test set: {right} of {total} right ({right / max(total, 1):.1%})", fontsize=14)
    axes.set_xlabel("predicted digit")
    axes.set_ylabel("true digit")
    axes.set_xticks(range(CLASSES))
    axes.set_yticks(range(CLASSES))
    # White lines between the cells.
    edges = np.arange(CLASSES + 1) - 0.5
    axes.set_xticks(edges, minor=True)
    axes.set_yticks(edges, minor=True)
    axes.grid(which="minor", color="white")
    axes.tick_params(which="minor", length=0)
    figure.colorbar(image, label="share of the true digit")
    figure.savefig(path, dpi=150)
