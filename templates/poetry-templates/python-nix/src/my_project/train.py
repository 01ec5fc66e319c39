"""Train the model: `python -m my_project.train`."""

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
from .model import QUIET, make_model
from .runs import Run, Signals, fail, parse, replacing, write_json


def main(argv: Sequence[str] | None = None) -> int:
    """Train and evaluate a model; return 0, or 128 and the signal that stopped the training."""
    with Signals() as signals, TemporaryDirectory() as folder:
        trainer = Trainer(parse(argv), signals, Path(folder))
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
    """A signal stopped the training within `fit`; the checkpoint is written."""


class Trainer:
    """A model, its data, and its progress: `step` batches of `epoch`."""

    def __init__(self, config: Config, signals: Signals, folder: Path) -> None:
        """Begin with random weights, or at the checkpoint of the run to resume.

        Args:
            config: The options of the run.
            signals: When to save or to stop.
            folder: An empty folder for the parts of a checkpoint.
        """
        gpus = [] if config.cpu else tf.config.list_physical_devices("GPU")
        if config.precision == "fp16" and not gpus:
            fail("--precision fp16 needs a GPU; on a CPU, use bf16.")
        if config.cpu:
            tf.config.set_visible_devices([], "GPU")
        devices = tf.config.list_logical_devices("GPU" if gpus else "CPU")
        data = load()
        images, count = len(data.train.labels), len(devices)
        if config.batch_size > images or config.batch_size % count:
            limits = f"at most {images} (images), and a multiple of {count} (devices)"
            fail(f"--batch-size must be {limits}.")
        keras.utils.set_random_seed(config.seed)
        tf.config.experimental.enable_op_determinism()
        tf.get_logger().setLevel("ERROR")  # or it warns of strategies on CPUs
        self.config, self.signals = config, signals
        self.folder, self.images = folder, data.train
        self.validation = tf.data.Dataset.from_tensor_slices(data.validation)
        self.steps = images // config.batch_size
        self.epoch, self.step = 1, 0
        self.sums: dict[str, float] = {}  # of the loss and metrics of each step
        strategy = tf.distribute.get_strategy()
        if count > 1:
            names = [device.name for device in devices]
            strategy = tf.distribute.MirroredStrategy(names)
        with strategy.scope():
            self.model = make_model(config.width, config.precision)
            self.model.compile(
                keras.optimizers.Adam(config.learning_rate),
                keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                metrics=["accuracy"],
            )
            self.backup = keras.callbacks.BackupAndRestore(str(folder))
            self.backup.set_model(self.model)
            checkpoint = config.resume / "checkpoint.zip" if config.resume else None
            if checkpoint and checkpoint.exists():
                self._load(checkpoint)
            self.backup.on_train_begin()  # restores what is in the folder
        kind, sha256 = devices[0].device_type.lower(), data.sha256()
        self.run = Run(
            config,
            self.epoch,
            device=kind,
            devices=count,
            data_sha256=sha256,
        )

    def train(self) -> bool:
        """Train until the last epoch (True), or until a signal says to stop (False)."""
        done = (self.epoch - 1) * self.steps + self.step
        total = self.config.epochs * self.steps
        with tqdm(initial=done, total=total, leave=False, disable=None) as self.bar:
            try:
                while self.epoch <= self.config.epochs:
                    self._fit(self.epoch if self.step else self.config.epochs)
            except StoppedError:
                return False
        return True

    def save(self) -> None:
        """Write a checkpoint, from which the training goes on as if it had not stopped.

        Keras' BackupAndRestore saves and restores the weights and the optimizer. As a callback of
        `fit`, it would save no step within an epoch, and a kill could leave half a backup. So this
        calls it, adds what it lacks, and replaces the checkpoint by a whole one.
        """
        # no epoch: Keras 3 would prefer it to `initial_epoch`
        self.backup.on_epoch_end(-1)
        progress = {
            "epoch": self.epoch,
            "step": self.step,
            "sums": self.sums,
            "seeds": [variable.numpy().tolist() for variable in self._seeds()],
        }
        write_json(self.folder / "progress.json", progress)
        target = self.run.folder / "checkpoint.zip"
        with replacing(target) as path, ZipFile(path, "w") as archive:
            for file in self.folder.rglob("*"):
                archive.write(file, file.relative_to(self.folder))

    def _load(self, checkpoint: Path) -> None:
        with ZipFile(checkpoint) as archive:
            archive.extractall(self.folder)
        text = (self.folder / "progress.json").read_text(encoding="utf-8")
        progress = json.loads(text)
        self.epoch, self.step = progress["epoch"], progress["step"]
        self.sums = progress["sums"]
        for variable, seed in zip(self._seeds(), progress["seeds"], strict=True):
            variable.assign(seed)

    def _seeds(self) -> list[Any]:
        """The random state of layers such as Dropout, which only Keras 3 gives away."""
        name = "seed_generator_state"
        return [one for one in self.model.variables if one.name == name]

    def _fit(self, last: int) -> None:
        """Train from `step` of `epoch` to the end of the epoch `last`."""
        # Each step's loss is wanted, not the mean of those since `fit` began: see `_end_step`
        hooks = keras.callbacks.LambdaCallback(
            on_train_batch_begin=lambda *_, **__: self.model.reset_metrics(),
            on_train_batch_end=self._end_step,
            on_epoch_end=self._end_epoch,
        )
        self.model.fit(
            self._batches(),
            validation_data=self.validation.batch(self.config.batch_size),
            initial_epoch=self.epoch - 1,
            epochs=last,
            steps_per_epoch=self.steps - self.step,
            shuffle=False,  # they are shuffled already
            verbose=QUIET,
            callbacks=[hooks],
        )

    def _batches(self) -> tf.data.Dataset:
        """Batches without end, from `step` of `epoch` on: seed and epoch alone say what is in each."""
        images, labels = (tf.constant(array) for array in self.images)

        def shuffled(epoch: tf.Tensor) -> tf.data.Dataset:
            seed = tf.stack([self.config.seed, epoch])
            numbers = tf.random.stateless_uniform([len(images)], seed)
            order = tf.data.Dataset.from_tensor_slices(tf.argsort(numbers))
            return order.batch(self.config.batch_size, drop_remainder=True)

        def gathered(rows: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            return tf.gather(images, rows), tf.gather(labels, rows)

        epochs = tf.data.Dataset.range(self.epoch, sys.maxsize)
        batches = epochs.flat_map(shuffled).skip(self.step).map(gathered)
        return batches.prefetch(tf.data.AUTOTUNE)

    def _end_step(self, _: int, logs: dict[str, Any]) -> None:
        self.step += 1
        for name, value in logs.items():
            self.sums[name] = self.sums.get(name, 0.0) + float(value)
        self.bar.update()
        if self.step < self.steps:  # after the last step, the epoch ends
            self._obey()

    def _end_epoch(self, _: int, logs: dict[str, Any]) -> None:
        logs.update({name: total / self.steps for name, total in self.sums.items()})
        numbers = {
            "train_loss": logs["loss"],
            "validation_loss": float(logs["val_loss"]),
            "validation_accuracy": float(logs["val_accuracy"]),
        }
        self.run.log(self.epoch, **numbers)
        self.epoch, self.step, self.sums = self.epoch + 1, 0, {}
        self.signals.save = True
        self._obey()

    def _obey(self) -> None:
        """Save, or save and stop, if a signal says so."""
        if self.signals.save or self.signals.stop:
            self.save()
            self.signals.save = False
        if self.signals.stop:
            raise StoppedError


if __name__ == "__main__":
    sys.exit(main())
