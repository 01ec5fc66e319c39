"""The model can learn at all, and a saved one predicts what it did before."""

from pathlib import Path

import jax.numpy as jnp
import numpy as np
import optax
from flax import nnx

from @package@.data import CLASSES, load
from @package@.evaluate import predict
from @package@.model import (
    Classifier,
    load_model,
    save_model,
)
from @package@.train import main, mean_loss, train_step


def test_it_overfits_one_batch() -> None:
    images, labels = (jnp.asarray(array[:16]) for array in load().train)
    model = Classifier(width=16, rngs=nnx.Rngs(0))
    optimizer = nnx.Optimizer(model, optax.adamw(0.01), wrt=nnx.Param)
    for _ in range(50):
        train_step(model, optimizer, images, labels)
    assert mean_loss(model, images, labels) < 0.01
    assert (model(images).argmax(1) == labels).all()


def test_shapes() -> None:
    logits = Classifier(4, jnp.bfloat16, rngs=nnx.Rngs(0))(jnp.zeros((3, 8, 8)))
    assert logits.shape == (3, CLASSES)
    assert logits.dtype == jnp.float32


def test_a_loaded_model_is_the_saved_one(tmp_path: Path) -> None:
    saved, loaded = (Classifier(4, rngs=nnx.Rngs(seed)) for seed in (0, 1))
    save_model(saved, tmp_path / "model.safetensors")
    load_model(loaded, tmp_path / "model.safetensors")
    images = jnp.asarray(load().test.images)
    np.testing.assert_array_equal(loaded(images), saved(images))


def test_a_saved_model_predicts(tmp_path: Path) -> None:
    main(["--epochs", "3", "--out", str(tmp_path)])
    (run,) = tmp_path.iterdir()
    test = load().test
    predicted = predict(run, test.images)
    assert predicted.shape == test.labels.shape
    assert np.mean(predicted == test.labels) > 0.9
