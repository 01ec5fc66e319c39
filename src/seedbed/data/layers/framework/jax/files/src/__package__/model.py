"""The model: a small convolutional network."""

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx
from jax.typing import DTypeLike
from safetensors.flax import load_file, save_file

from .data import CLASSES


class Classifier(nnx.Module):
    """Tells digits apart: images (n, 8, 8), from 0 to 1, to logits (n, 10)."""

    def __init__(
        self,
        width: int,
        dtype: DTypeLike = jnp.float32,
        *,
        rngs: nnx.Rngs,
    ) -> None:
        """Make the layers, which compute in `dtype`; the first one has `width` channels."""
        self.first = nnx.Conv(1, width, (3, 3), dtype=dtype, rngs=rngs)
        self.second = nnx.Conv(width, 2 * width, (3, 3), dtype=dtype, rngs=rngs)
        self.last = nnx.Linear(2 * width * 16, CLASSES, dtype=dtype, rngs=rngs)

    def __call__(self, images: jax.Array) -> jax.Array:
        """Compute the logits, in 32 bits."""
        found = nnx.relu(self.first(images[..., None]))
        found = nnx.relu(self.second(found))
        found = nnx.max_pool(found, (2, 2), (2, 2))
        return self.last(found.reshape(len(images), -1)).astype(jnp.float32)


def set_mode(model: nnx.Module, *, training: bool) -> None:
    """Switch layers such as dropout between training and inference."""
    modes = {"deterministic": not training, "use_running_average": not training}
    model.set_attributes(raise_if_not_found=False, **modes)


def save_model(model: nnx.Module, path: Path) -> None:
    """Write what a model has learned to a file that can't run code."""
    learned = jax.tree.leaves_with_path(_learned(model))
    save_file({_name(where): array for where, array in learned}, path)


def load_model(model: nnx.Module, path: Path) -> None:
    """Read what `save_model` wrote into a model of the same shape."""
    arrays = load_file(path)
    learned = _learned(model)
    learned = jax.tree.map_with_path(lambda where, _: arrays[_name(where)], learned)
    nnx.update(model, learned)


def _learned(model: nnx.Module) -> dict[str, Any]:
    """The arrays of all layers, without the states of random generators."""
    return nnx.to_pure_dict(nnx.state(model, nnx.Not(nnx.RngState)))


def _name(where: tuple[Any, ...]) -> str:
    return jax.tree_util.keystr(where, simple=True, separator=".")
