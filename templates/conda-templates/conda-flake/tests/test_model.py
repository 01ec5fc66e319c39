"""The model can learn at all, and a saved one predicts what it did before."""

from pathlib import Path

import numpy as np

from my_project.config import Config
from my_project.data import load
from my_project.evaluate import predict
from my_project.model import (
    features,
    load_model,
    make_model,
    save_model,
)
from my_project.train import main


def test_it_learns_a_few_images_by_heart() -> None:
    train = load().train
    images, labels = features(train.images[:16]), train.labels[:16]
    model = make_model(Config(epochs=1)).fit(images, labels)
    np.testing.assert_array_equal(model.predict(images), labels)


def test_rounds_give_the_same_forest_as_one_fit() -> None:
    train, validation, _ = load()
    images, labels = features(train.images), train.labels
    once = make_model(Config(epochs=2, trees=5)).fit(images, labels)
    rounds = make_model(Config(epochs=1, trees=5)).fit(images, labels)
    rounds.set_params(forest__n_estimators=10).fit(images, labels)
    rows = features(validation.images)
    np.testing.assert_array_equal(rounds.predict_proba(rows), once.predict_proba(rows))


def test_a_loaded_model_predicts_as_before(tmp_path: Path) -> None:
    train, validation, _ = load()
    model = make_model(Config(epochs=1)).fit(features(train.images), train.labels)
    save_model(model, tmp_path / "model.skops")
    rows = features(validation.images)
    loaded = load_model(tmp_path / "model.skops")
    np.testing.assert_array_equal(loaded.predict_proba(rows), model.predict_proba(rows))


def test_a_run_keeps_a_model_that_reads_digits(tmp_path: Path) -> None:
    main(["--epochs", "3", "--out", str(tmp_path)])
    (run,) = tmp_path.iterdir()
    test = load().test
    predicted = predict(run, test.images)
    assert predicted.shape == test.labels.shape
    assert np.mean(predicted == test.labels) > 0.9
