"""The model: a small convolutional network."""

from typing import Any

import keras

from .data import CLASSES

# the `verbose` of Keras, which has no type hints: some tools see a string there
QUIET: Any = 0
POLICIES = {"fp32": "float32", "bf16": "mixed_bfloat16", "fp16": "mixed_float16"}


def make_model(width: int, precision: str = "fp32") -> keras.Model:
    """Make a model that tells digits apart.

    It turns images (n, 8, 8), from 0 to 1, into logits (n, 10).

    Args:
        width: Channels of the first layer.
        precision: In what the layers compute; the weights have 32 bits all the same.
    """
    keras.mixed_precision.set_global_policy(POLICIES[precision])
    return keras.Sequential(
        [
            keras.Input((8, 8)),
            keras.layers.Reshape((8, 8, 1)),
            keras.layers.Conv2D(width, 3, padding="same", activation="relu"),
            keras.layers.Conv2D(2 * width, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Flatten(),
            keras.layers.Dense(CLASSES, dtype="float32"),  # the loss needs all 32 bits
        ]
    )
