"""The data: handwritten digits that come with scikit-learn.

1797 images of 8 x 8 gray pixels. For your own data, replace `load`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

CLASSES = 10
VALIDATION_SHARE = 0.15
TEST_SHARE = 0.15

# Fixed, unlike the seed of a run: all runs are tested on the same images.
SPLIT_SEED = 0


class Part(NamedTuple):
    """A part of the data, n images.

    rows: (n,) the position of each image in the whole data set
    pixels: (n, 64) row by row, from 0 (white) to 1 (black)
    labels: (n,) the digits, 0 to 9
    """

    rows: NDArray[np.int64]
    pixels: NDArray[np.float64]
    labels: NDArray[np.int64]


class Parts(NamedTuple):
    """Disjoint parts with the same share of each digit."""

    train: Part
    validation: Part
    test: Part


def load() -> Parts:
    """Read all images and split them."""
    pixels, labels = load_digits(return_X_y=True)
    pixels = pixels / 16  # as shipped: 0 to 16

    def part(rows: NDArray[np.int64]) -> Part:
        return Part(rows, pixels[rows], labels[rows])

    rest, test = _split(np.arange(len(labels)), labels, TEST_SHARE)
    train, validation = _split(rest, labels, VALIDATION_SHARE / (1 - TEST_SHARE))
    return Parts(part(train), part(validation), part(test))


def _split(
    rows: NDArray[np.int64], labels: NDArray[np.int64], share: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Split `rows` in two; `share` of each digit goes to the second."""
    first, second = train_test_split(
        rows, test_size=share, stratify=labels[rows], random_state=SPLIT_SEED
    )
    return first, second
