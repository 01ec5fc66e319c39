"""The classifier learns."""

from @package@.data import load
from @package@.evaluation import accuracy
from @package@.model import Classifier


def test_it_learns_the_digits() -> None:
    train, validation, _ = load()
    classifier = Classifier(learning_rate=0.005, seed=0)
    losses = [classifier.train_epoch(train) for _ in range(8)]
    assert losses[-1] < losses[0] / 5
    predicted = classifier.predict(validation.pixels)
    assert predicted.shape == validation.labels.shape
    assert accuracy(validation.labels, predicted) > 0.93
