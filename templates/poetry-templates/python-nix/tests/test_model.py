"""The model can learn at all, and a saved one predicts what it did before."""

from pathlib import Path

import keras
import numpy as np

from my_project.data import CLASSES, load
from my_project.evaluate import predict
from my_project.model import make_model
from my_project.train import main


def test_it_overfits_one_batch() -> None:
    keras.utils.set_random_seed(0)
    images, labels = (array[:16] for array in load().train)
    model = make_model(width=16)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss)
    for _ in range(50):
        model.train_on_batch(images, labels)
    model.reset_metrics()
    assert model.test_on_batch(images, labels, return_dict=True)["loss"] < 0.01
    np.testing.assert_array_equal(model.predict_on_batch(images).argmax(axis=1), labels)


def test_shapes() -> None:
    images = np.zeros((3, 8, 8), dtype=np.float32)
    assert make_model(width=4).predict_on_batch(images).shape == (3, CLASSES)


def test_a_saved_model_predicts(tmp_path: Path) -> None:
    main(["--epochs", "3", "--out", str(tmp_path)])
    (run,) = tmp_path.iterdir()
    test = load().test
    predicted = predict(run, test.images)
    assert predicted.shape == test.labels.shape
    assert np.mean(predicted == test.labels) > 0.9
    np.testing.assert_array_equal(predict(run, test.images), predicted)
