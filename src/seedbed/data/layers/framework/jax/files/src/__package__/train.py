"""Train the model: `python -m @package@.train`, on all devices that JAX finds."""

import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import orbax.checkpoint as ocp
from flax import nnx
from jax.sharding import AxisType, Mesh, NamedSharding, PartitionSpec
from numpy.typing import NDArray
from tqdm import tqdm

from .config import Config
from .data import Part, load
from .evaluate import evaluate
from .model import Classifier, save_model, set_mode
from .runs import Run, Signals, fail, parse, replacing

PRECISIONS = {"fp32": jnp.float32, "bf16": jnp.bfloat16}


def main(argv: Sequence[str] | None = None) -> int:
    """Train and evaluate a model; return 0, or 128 and the signal that stopped the training."""
    with Signals() as signals:
        trainer = Trainer(parse(argv))
        complete, run = trainer.train(signals), trainer.run
        if complete:
            with replacing(run.folder / "model.safetensors") as path:
                save_model(trainer.model, path)
            evaluate(run.folder)
            run.end("complete")
        else:
            run.stop()
        return 0 if complete else 128 + signals.stop


class Trainer:
    """A model, its data, and its progress: `step` batches of `epoch`."""

    def __init__(self, config: Config) -> None:
        """Begin with random weights, or at the checkpoint of the run to resume."""
        self.config, self.data, mesh = config, load(), make_mesh(cpu=config.cpu)
        images = len(self.data.train.labels)
        if config.batch_size > images or config.batch_size % mesh.size:
            multiple = f"a multiple of {mesh.size} (devices)"
            fail(f"--batch-size must be at most {images} (images), and {multiple}.")
        # a part of it on each device, and all of it on each
        self.shared = NamedSharding(mesh, PartitionSpec("data"))
        copied = NamedSharding(mesh, PartitionSpec())
        random = nnx.Rngs(config.seed)
        self.model = Classifier(config.width, PRECISIONS[config.precision], rngs=random)
        optimizer = optax.adamw(config.learning_rate)
        self.optimizer = nnx.Optimizer(self.model, optimizer, wrt=nnx.Param)
        both = (self.model, self.optimizer)
        nnx.update(both, jax.device_put(nnx.state(both), copied))
        self.epoch, self.step, self.loss = 1, 0, jax.device_put(jnp.zeros(()), copied)
        if config.resume:
            self._load(config.resume)
        device = mesh.devices.flat[0].platform
        facts = {"data_sha256": self.data.sha256(), "device": device}
        self.run = Run(config, self.epoch, devices=mesh.size, **facts)

    def train(self, signals: Signals) -> bool:
        """Train until the last epoch (True), or until a signal says to stop (False)."""
        images = len(self.data.train.labels)
        while self.epoch <= self.config.epochs:
            # the seed and the epoch alone say which images are in a batch
            random = np.random.default_rng([self.config.seed, self.epoch])
            order = random.permutation(images)
            batches = range(self.step, images // self.config.batch_size)
            set_mode(self.model, training=True)
            bar = tqdm(batches, f"epoch {self.epoch}", leave=False, disable=None)
            for number in bar:
                batch = self._batch(self.data.train, order, number)
                loss = train_step(self.model, self.optimizer, *batch)
                self.step, self.loss = self.step + 1, self.loss + loss
                if signals.save:
                    self.save()
                    signals.save = False
                if signals.stop:
                    self.save()
                    return False
            self._end_epoch()
        return True

    def validate(self) -> tuple[float, float]:
        """The mean loss and the accuracy on the validation images."""
        set_mode(self.model, training=False)
        part = self.data.validation
        order = np.arange(len(part.labels))
        found = [
            compute_logits(self.model, self._batch(part, order, number)[0])
            for number in range(math.ceil(len(order) / self.config.batch_size))
        ]
        logits = jnp.concatenate(found)[: len(order)]
        losses = optax.softmax_cross_entropy_with_integer_labels(logits, part.labels)
        return float(losses.mean()), float((logits.argmax(1) == part.labels).mean())

    def save(self) -> None:
        """Write a checkpoint, from which the training goes on as if it had not stopped."""
        with open_checkpoints(self.run.folder) as checkpoints:
            newest = checkpoints.latest_step() or 0
            checkpoints.save(newest + 1, args=ocp.args.StandardSave(self._state()))

    def _load(self, folder: Path) -> None:
        with open_checkpoints(folder) as checkpoints:
            newest = checkpoints.latest_step()
            if newest is None:
                return
            wanted = ocp.args.StandardRestore(self._state())
            state = checkpoints.restore(newest, args=wanted)
        self.epoch, self.step, self.loss = state["epoch"], state["step"], state["loss"]
        nnx.update(self.model, state["model"])
        nnx.update(self.optimizer, state["optimizer"])

    def _state(self) -> dict[str, Any]:
        return {
            "epoch": self.epoch,
            "step": self.step,
            "loss": self.loss,
            "model": nnx.state(self.model),
            "optimizer": nnx.state(self.optimizer),
        }

    def _batch(
        self,
        part: Part,
        order: NDArray[np.int64],
        number: int,
    ) -> tuple[jax.Array, jax.Array]:
        """Take a batch, part of it on each device; the first images fill up the last batch."""
        size = self.config.batch_size
        rows = order.take(range(number * size, (number + 1) * size), mode="wrap")
        batch = part.images[rows], part.labels[rows]
        images, labels = jax.device_put(batch, self.shared)
        return images, labels

    def _end_epoch(self) -> None:
        validation_loss, accuracy = self.validate()
        self.run.log(
            self.epoch,
            train_loss=float(self.loss / self.step),
            validation_loss=validation_loss,
            validation_accuracy=accuracy,
        )
        self.epoch, self.step, self.loss = self.epoch + 1, 0, jnp.zeros_like(self.loss)
        self.save()


def make_mesh(*, cpu: bool) -> Mesh:
    """Line up all GPUs or TPUs, or the CPU if there are none."""
    flags, wanted = os.environ.get("XLA_FLAGS", ""), "--xla_gpu_deterministic_ops=true"
    if wanted not in flags:  # without it, sums differ from run to run
        os.environ["XLA_FLAGS"] = f"{flags} {wanted}"
    if cpu:
        # otherwise, JAX reserves the memory of the GPU
        jax.config.update("jax_platforms", "cpu")
    devices = jax.devices("cpu" if cpu else None)
    return jax.make_mesh((len(devices),), ("data",), (AxisType.Auto,), devices=devices)


def open_checkpoints(folder: Path) -> ocp.CheckpointManager:
    """Open the checkpoints of a run; an old one goes when the new one is complete."""
    options = ocp.CheckpointManagerOptions(
        max_to_keep=1,
        enable_async_checkpointing=False,
    )
    return ocp.CheckpointManager(folder.resolve() / "checkpoints", options=options)


@nnx.jit
def train_step(
    model: Classifier,
    optimizer: nnx.Optimizer[Classifier],
    images: jax.Array,
    labels: jax.Array,
) -> jax.Array:
    """Learn from a batch; return its mean loss."""
    loss: jax.Array
    loss, gradients = nnx.value_and_grad(mean_loss)(model, images, labels)
    optimizer.update(model, gradients)
    return loss


def mean_loss(model: Classifier, images: jax.Array, labels: jax.Array) -> jax.Array:
    """The cross entropy of a model's logits, over the images of a batch."""
    losses = optax.softmax_cross_entropy_with_integer_labels(model(images), labels)
    return jnp.mean(losses)


@nnx.jit
def compute_logits(model: Classifier, images: jax.Array) -> jax.Array:
    """What a model says about a batch."""
    logits: jax.Array = model(images)
    return logits


if __name__ == "__main__":
    sys.exit(main())
