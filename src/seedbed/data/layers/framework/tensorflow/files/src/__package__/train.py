"""Train the model: `python -m @package@.train`."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import keras
import tensorflow as tf
from tqdm import tqdm

from .config import Config
from .data import load
from .evaluate import evaluate
from .model import make_model
from .runs import Run, Signals, fail, parse, replacing, write_json


def main(argv: Sequence[str] | None = None) -> int:
    """Train and evaluate a model; return 0, or 128 and the signal that stopped the training."""
    with Signals() as signals, TemporaryDirectory() as backup:
        trainer = Trainer(parse(argv), signals, Path(backup))
        complete, run = trainer.train(), trainer.run
        if complete:
            with replacing(run.folder / "model.weights.h5") as path:
                trainer.model.save_weights(str(path))
            evaluate(run.folder)
            run.end("complete")
        else:
            run.stop()
        return 0 if complete else 128 + signals.stop


class StoppedError(Exception):
    """A signal stopped the training; the checkpoint is saved."""


class Trainer:
    """A model, its data, and its progress: `step` batches of `epoch`."""

    def __init__(self, config: Config, signals: Signals, folder: Path) -> None:
        """Begin with random weights, or at the checkpoint of the run to resume.

        Args:
            config: The options.
            signals: What to save or to stop for.
            folder: An empty one, for the parts of a checkpoint.
        """
        if config.precision == "fp16":
            if config.cpu or not tf.config.list_physical_devices("GPU"):
                fail("--precision fp16 needs a GPU; on a CPU, use bf16.")
        if config.cpu:
            tf.config.set_visible_devices([], "GPU")
        devices = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
        data = load()
        images = len(data.train.labels)
        if config.batch_size > images or config.batch_size % len(devices):
            limits = f"at most {images} (images), and a multiple of {len(devices)} (devices)"
            fail(f"--batch-size must be {limits}.")
        self.config, self.signals, self.folder = config, signals, folder
        keras.utils.set_random_seed(config.seed)
        tf.config.experimental.enable_op_determinism()
        self.data, validation = data.train, tf.data.Dataset.from_tensor_slices(data.validation)
        self.validation = validation.batch(config.batch_size)
        self.steps = images // config.batch_size
        self.epoch, self.step = 1, 0
        self.sums: dict[str, float] = {}  # of the numbers of each step
        if config.resume and (checkpoint := config.resume / "checkpoint.zip").exists():
            self._unpack(checkpoint)
        tf.get_logger().setLevel("ERROR")
        strategy = tf.distribute.get_strategy()
        if len(devices) > 1:
            strategy = tf.distribute.MirroredStrategy([device.name for device in devices])
        with strategy.scope():
            self.model = make_model(config.width, config.precision)
            self.model.compile(
                keras.optimizers.Adam(config.learning_rate),
                keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                metrics=["accuracy"],
            )
            self.backup = keras.callbacks.BackupAndRestore(str(folder))
            self.backup.set_model(self.model)
            self.backup.on_train_begin()
        self.run = Run(
            config,
            self.epoch,
            device=devices[0].device_type.lower(),
            devices=len(devices),
            data_sha256=data.sha256(),
        )

    def train(self) -> bool:
        """Train until the last epoch (True), or until a signal says to stop (False)."""
        steps, done = self.config.epochs * self.steps, (self.epoch - 1) * self.steps + self.step
        with tqdm(total=steps, initial=done, leave=False, disable=None) as self.bar:
            try:
                while self.epoch <= self.config.epochs:
                    self._fit(self.epoch if self.step else self.config.epochs)
            except StoppedError:
                return False
        return True

    def save(self) -> None:
        """Write a checkpoint, from which the training goes on as if it had not stopped."""
        self.backup.on_epoch_end(-1)
        progress = {"epoch": self.epoch, "step": self.step, "sums": self.sums}
        write_json(self.folder / "progress.json", progress)
        with replacing(self.run.folder / "checkpoint.zip") as path, ZipFile(path, "w") as archive:
            for file in self.folder.rglob("*"):
                archive.write(file, file.relative_to(self.folder))

    def _unpack(self, checkpoint: Path) -> None:
        with ZipFile(checkpoint) as archive:
            archive.extractall(self.folder)
        progress = json.loads((self.folder / "progress.json").read_text())
        self.epoch, self.step, self.sums = progress["epoch"], progress["step"], progress["sums"]

    def _fit(self, last: int) -> None:
        """Train from `step` of `epoch` to the end of the epoch `last`."""
        self.model.fit(
            self._batches(),
            validation_data=self.validation,
            initial_epoch=self.epoch - 1,
            epochs=last,
            steps_per_epoch=self.steps - self.step,
            shuffle=False,  # they are
            verbose=0,
            callbacks=[
                keras.callbacks.LambdaCallback(
                    on_train_batch_begin=lambda *_, **__: self.model.reset_metrics(),
                    on_train_batch_end=self._end_batch,
                    on_epoch_end=self._end_epoch,
                )
            ],
        )

    def _batches(self) -> tf.data.Dataset:
        """Endless batches from `step` of `epoch` on; the seed and the epoch say what is in each."""

        def shuffled(epoch: tf.Tensor) -> tf.data.Dataset:
            rows = tf.range(len(self.data.labels))
            order = tf.random.experimental.stateless_shuffle(rows, (self.config.seed, epoch))
            batches = tf.data.Dataset.from_tensor_slices(order)
            return batches.batch(self.config.batch_size, drop_remainder=True)

        orders = tf.data.Dataset.range(self.epoch, sys.maxsize).flat_map(shuffled)
        images, labels = (tf.constant(array) for array in self.data)
        batches = orders.skip(self.step).map(
            lambda rows: (tf.gather(images, rows), tf.gather(labels, rows))
        )
        return batches.prefetch(tf.data.AUTOTUNE)

    def _end_batch(self, _: int, logs: dict[str, Any]) -> None:
        self.step += 1
        for name, value in logs.items():
            self.sums[name] = self.sums.get(name, 0.0) + float(value)
        self.bar.update()
        if self.step < self.steps:
            if self.signals.save:
                self.save()
                self.signals.save = False
            if self.signals.stop:
                self.save()
                raise StoppedError

    def _end_epoch(self, _: int, logs: dict[str, Any]) -> None:
        logs.update({name: total / self.steps for name, total in self.sums.items()})
        numbers = {
            "train_loss": logs["loss"],
            "validation_loss": float(logs["val_loss"]),
            "validation_accuracy": float(logs["val_accuracy"]),
        }
        self.run.log(self.epoch, **numbers)
        self.epoch, self.step, self.sums = self.epoch + 1, 0, {}
        self.save()
        self.signals.save = False
        if self.signals.stop:
            raise StoppedError


if __name__ == "__main__":
    sys.exit(main())
