"""Train the model: `python -m my_project.train`, or `accelerate launch -m` for many devices."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from accelerate import Accelerator
from accelerate.utils import DataLoaderConfiguration, set_seed
from safetensors.torch import save_model
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm

from .config import Config
from .data import Part, load
from .evaluate import evaluate
from .model import Classifier
from .runs import Run, Signals, fail, parse, replacing


def main(argv: Sequence[str] | None = None) -> int:
    """Train and evaluate a model; return 0, or 128 and the signal that stopped the training."""
    with Signals() as signals:
        trainer = Trainer(parse(argv))
        complete, run = trainer.train(signals), trainer.run
        if run and complete:
            with replacing(run.folder / "model.safetensors") as path:
                save_model(trainer.accelerator.unwrap_model(trainer.model), str(path))
            evaluate(run.folder)
            run.end("complete")
        elif run:
            run.stop()
        # the others wait for the evaluation: a process that ends right after it exchanged
        # tensors may abort (https://github.com/pytorch/pytorch/pull/179291)
        trainer.accelerator.wait_for_everyone()
        trainer.accelerator.end_training()
        return 0 if complete else 128 + signals.stop


class Trainer:
    """A model, its data, and its progress: `step` batches of `epoch`."""

    def __init__(self, config: Config) -> None:
        """Begin with random weights, or at the checkpoint of the run to resume."""
        on_gpu = torch.accelerator.is_available() and not config.cpu
        if config.precision == "fp16" and not on_gpu:
            fail("--precision fp16 needs a GPU; on a CPU, use bf16.")
        self.config = config
        self.accelerator = Accelerator(
            cpu=config.cpu,
            mixed_precision=config.precision,
            # the seed and the epoch alone say which images are in a batch
            dataloader_config=DataLoaderConfiguration(
                split_batches=True, use_seedable_sampler=True, data_seed=config.seed
            ),
        )
        set_seed(config.seed)
        # or CUDA's sums differ
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(True, warn_only=True)
        model, data = Classifier(config.width), load()
        images, processes = len(data.train.labels), self.accelerator.num_processes
        if config.batch_size > images or config.batch_size % processes:
            multiple = f"a multiple of {processes} (processes)"
            fail(f"--batch-size must be at most {images} (images), and {multiple}.")
        train, size = _tensors(data.train), config.batch_size
        prepared = self.accelerator.prepare(
            model,
            torch.optim.AdamW(model.parameters(), lr=config.learning_rate),
            DataLoader(train, size, shuffle=True, drop_last=True),
            DataLoader(_tensors(data.validation), size),
        )
        self.model, self.optimizer, self.batches, self.validation = prepared
        device = self.accelerator.device
        self.epoch, self.step, self.loss = 1, 0, torch.zeros((), device=device)
        if config.resume and (checkpoint := config.resume / "checkpoint.pt").exists():
            self._load(checkpoint)
        self.run: Run | None = None
        if self.accelerator.is_main_process:
            facts = {"data_sha256": data.sha256(), "device": str(device)}
            self.run = Run(config, self.epoch, processes=processes, **facts)

    def train(self, signals: Signals) -> bool:
        """Train until the last epoch (True), or until a signal says to stop (False)."""
        while self.epoch <= self.config.epochs:
            self.batches.set_epoch(self.epoch)
            batches: Any = self.accelerator.skip_first_batches(self.batches, self.step)
            batches.set_epoch(self.epoch)
            self.model.train()
            # one bar, of the main process, on a terminal
            hidden = None if self.run else True
            bar = tqdm(batches, f"epoch {self.epoch}", leave=False, disable=hidden)
            for images, labels in bar:
                loss = cross_entropy(self.model(images), labels)
                self.accelerator.backward(loss)
                self.optimizer.step()
                self.optimizer.zero_grad()
                self.step, self.loss = self.step + 1, self.loss + loss.detach()
                if signals.save:
                    self.save()
                    signals.save = False
                if self._agreed(stop=signals.stop > 0):
                    self.save()
                    return False
            self._end_epoch()
        return True

    @torch.inference_mode()
    def validate(self) -> tuple[float, float]:
        """The mean loss and the accuracy on the validation images."""
        self.model.eval()
        gather, batches = self.accelerator.gather_for_metrics, self.validation
        found = [gather((self.model(images), labels)) for images, labels in batches]
        logits, labels = (torch.cat(parts) for parts in zip(*found, strict=True))
        accuracy = (logits.argmax(1) == labels).float().mean()
        return float(cross_entropy(logits.float(), labels)), float(accuracy)

    def save(self) -> None:
        """Write a checkpoint, from which the training goes on as if it had not stopped."""
        scaler, has_cuda = self.accelerator.scaler, torch.cuda.is_available()
        state = {
            "epoch": self.epoch,
            "step": self.step,
            "loss": self.loss,
            "model": self.accelerator.unwrap_model(self.model).state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "scaler": scaler.state_dict() if scaler else None,  # of fp16
            "random": torch.get_rng_state(),
            "cuda_random": torch.cuda.get_rng_state_all() if has_cuda else [],
        }
        if self.run:
            with replacing(self.run.folder / "checkpoint.pt") as path:
                torch.save(state, path)

    def _load(self, path: Path) -> None:
        state = torch.load(path, map_location="cpu", weights_only=True)
        self.epoch, self.step = state["epoch"], state["step"]
        self.loss = state["loss"].to(self.accelerator.device)
        self.accelerator.unwrap_model(self.model).load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        if self.accelerator.scaler and state["scaler"]:
            self.accelerator.scaler.load_state_dict(state["scaler"])
        torch.set_rng_state(state["random"])
        if len(state["cuda_random"]) == torch.cuda.device_count():
            torch.cuda.set_rng_state_all(state["cuda_random"])

    def _end_epoch(self) -> None:
        mean = self.accelerator.reduce(self.loss / self.step, "mean")
        train_loss = torch.as_tensor(mean)
        validation_loss, accuracy = self.validate()
        numbers = {
            "train_loss": float(train_loss),
            "validation_loss": validation_loss,
            "validation_accuracy": accuracy,
        }
        if self.run:
            self.run.log(self.epoch, **numbers)
        self.epoch, self.step = self.epoch + 1, 0
        self.loss = torch.zeros_like(self.loss)
        self.save()

    def _agreed(self, *, stop: bool) -> bool:
        """Whether any process was told to stop: all of them stop after the same step."""
        if self.accelerator.num_processes > 1:
            if stop:
                self.accelerator.set_trigger()
            return bool(self.accelerator.check_trigger())
        return stop


def _tensors(part: Part) -> TensorDataset:
    return TensorDataset(torch.from_numpy(part.images), torch.from_numpy(part.labels))


if __name__ == "__main__":
    sys.exit(main())
