"""The classifier learns."""

import pytest

from @package@.data import load
from @package@.model import Classifier, accuracy


def test_it_learns_the_classes() -> None:
    train, validation, _ = load()
    classifier = Classifier(features=2, learning_rate=0.05, seed=0)
    losses = [classifier.train_epoch(train) for _ in range(5)]
    assert losses[-1] < losses[0]
    assert accuracy(classifier, validation) > 0.95


def test_far_points_do_not_overflow() -> None:
    train, _, _ = load()
    far = [example._replace(features=(1e6, -1e6)) for example in train[:10]]
    classifier = Classifier(features=2, learning_rate=1.0, seed=0)
    assert classifier.train_epoch(far) >= 0


def test_the_number_of_features_must_fit() -> None:
    with pytest.raises(ValueError, match="zip"):
        Classifier(features=3, learning_rate=0.1, seed=0).predict([1.0, 2.0])
