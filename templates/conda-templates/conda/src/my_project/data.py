"""The data: handwritten digits that come with scikit-learn. For your own, replace `load`."""

import hashlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

CLASSES = 10


class Part(NamedTuple):
    """Images (n, 8, 8), from 0 (white) to 1 (black), and their labels (n,), 0 to 9."""

    images: NDArray[np.float32]
    labels: NDArray[np.int64]


class Data(NamedTuple):
    """Three parts, with the same share of each digit."""

    train: Part
    validation: Part
    test: Part

    def sha256(self) -> str:
        """The hash of all images and labels, by which runs on the same data are known."""
        arrays = [array.tobytes() for part in self for array in part]
        return hashlib.sha256(b"".join(arrays)).hexdigest()


def load() -> Data:
    """Read the 1797 images and split them, always in the same way: 70, 15, and 15 percent."""
    pixels, digits = load_digits(return_X_y=True)
    # as shipped: 0 to 16
    images = np.asarray(pixels / 16, dtype=np.float32).reshape(-1, 8, 8)
    labels = np.asarray(digits, dtype=np.int64)
    rest, test = _split(np.arange(len(labels)), labels, 0.15)
    train, validation = _split(rest, labels, 0.15 / 0.85)
    parts = (train, validation, test)
    return Data(*(Part(images[rows], labels[rows]) for rows in parts))


def _split(
    rows: NDArray[np.int64], labels: NDArray[np.int64], share: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    first, second = train_test_split(
        rows,
        test_size=share,
        stratify=labels[rows],
        random_state=0,
    )
    return np.asarray(first), np.asarray(second)
