"""The model: a neural network with one hidden layer."""

import numpy as np
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier

from .data import CLASSES, Part

HIDDEN_UNITS = 256
BATCH_SIZE = 32


class Classifier:
    """Tells digits apart by their pixels."""

    def __init__(self, *, learning_rate: float, seed: int) -> None:
        self._network = MLPClassifier(
            hidden_layer_sizes=(HIDDEN_UNITS,),
            batch_size=BATCH_SIZE,
            learning_rate_init=learning_rate,
            # A generator, because the plain number would shuffle every epoch the same way.
            random_state=np.random.RandomState(seed),
        )

    def train_epoch(self, part: Part) -> float:
        """Learn from each image once; return the mean loss (cross entropy, in nats)."""
        self._network.partial_fit(part.pixels, part.labels, classes=np.arange(CLASSES))
        return float(self._network.loss_)

    def predict(self, pixels: NDArray[np.float64]) -> NDArray[np.int64]:
        """Pixels (n, 64), 0 to 1 -> digits (n,)."""
        return np.asarray(self._network.predict(pixels), dtype=np.int64)
