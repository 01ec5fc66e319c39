"""The model: logistic regression, fitted by stochastic gradient descent."""

import math
import random
from collections.abc import Sequence

from .data import Example


class Classifier:
    """Tells two classes apart by a line between them."""

    def __init__(self, *, features: int, learning_rate: float, seed: int) -> None:
        self.weights = [0.0] * features
        self.bias = 0.0
        self._learning_rate = learning_rate
        self._generator = random.Random(seed)

    def train_epoch(self, examples: Sequence[Example]) -> float:
        """Learn from each example once; return the mean loss (cross entropy, in nats)."""
        loss = 0.0
        for example in self._generator.sample(examples, len(examples)):
            score = self._score(example.features)
            loss += _softplus(score) - example.label * score
            step = self._learning_rate * (example.label - _sigmoid(score))
            self.weights = [
                weight + step * feature
                for weight, feature in zip(self.weights, example.features, strict=True)
            ]
            self.bias += step
        return loss / len(examples)

    def predict(self, features: Sequence[float]) -> int:
        """The more likely class, 0 or 1."""
        return int(self._score(features) > 0)

    def _score(self, features: Sequence[float]) -> float:
        """The logarithm of the odds of class 1."""
        pairs = zip(self.weights, features, strict=True)
        return self.bias + sum(weight * feature for weight, feature in pairs)


def accuracy(classifier: Classifier, examples: Sequence[Example]) -> float:
    """The share of correct predictions."""
    right = sum(classifier.predict(example.features) == example.label for example in examples)
    return right / len(examples)


def _softplus(x: float) -> float:
    """log(1 + exp(x)), without overflow."""
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


def _sigmoid(x: float) -> float:
    """1 / (1 + exp(-x)), without overflow."""
    return math.exp(-_softplus(-x))
