"""The model can learn at all, and a saved one predicts what it did before."""

from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from my_project.data import CLASSES, load
from my_project.evaluate import predict
from my_project.model import Classifier
from my_project.train import main


def test_it_overfits_one_batch() -> None:
    torch.manual_seed(0)
    images, labels = (torch.from_numpy(array[:16]) for array in load().train)
    model = Classifier(width=16)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    for _ in range(50):
        optimizer.zero_grad()
        torch.autograd.backward(cross_entropy(model(images), labels))
        optimizer.step()
    assert cross_entropy(model(images), labels).item() < 0.01
    assert (model(images).argmax(1) == labels).all()


def test_shapes() -> None:
    assert Classifier(width=4)(torch.zeros(3, 8, 8)).shape == (3, CLASSES)


def test_a_saved_model_predicts(tmp_path: Path) -> None:
    main(["--epochs", "3", "--out", str(tmp_path)])
    (run,) = tmp_path.iterdir()
    test = load().test
    predicted = predict(run, test.images)
    assert predicted.shape == test.labels.shape
    assert np.mean(predicted == test.labels) > 0.9
    np.testing.assert_array_equal(predict(run, test.images), predicted)
