"""Measures what the generated training loop of PyTorch costs beyond a bare loop of the same model.

Run it as `make bench-training`. It creates a project and installs PyTorch, which takes some
gigabytes, and measures in that project's Python. Both loops train on the same batches, validate
after each epoch, and start from the same weights; only ours keeps a history and checkpoints.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import report

LIMIT = 1.05
LOOPS = """
import json, statistics, sys, tempfile, time
from pathlib import Path

import torch
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from bench_training.config import Config
from bench_training.data import load
from bench_training.model import Classifier
from bench_training.runs import Signals
from bench_training.train import Trainer

EPOCHS, ROUNDS, WIDTH = 10, int(sys.argv[1]), int(sys.argv[2])


def bare():
    torch.manual_seed(0)
    data, config = load(), Config()
    train, validation = (
        TensorDataset(torch.from_numpy(part.images), torch.from_numpy(part.labels))
        for part in (data.train, data.validation)
    )
    model = Classifier(WIDTH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=config.learning_rate)
    batches = DataLoader(train, config.batch_size, shuffle=True, drop_last=True)
    start = time.process_time()
    for _ in range(EPOCHS):
        model.train()
        for images, labels in batches:
            loss = cross_entropy(model(images), labels)
            loss.backward()
            optimizer.step()
            optimizer.zero_grad()
        model.eval()
        with torch.inference_mode():
            for images, labels in DataLoader(validation, config.batch_size):
                cross_entropy(model(images), labels).item()
    return time.process_time() - start


def ours():
    with tempfile.TemporaryDirectory() as out, Signals() as signals:
        trainer = Trainer(Config(epochs=EPOCHS, width=WIDTH, out=Path(out)))
        start = time.process_time()
        trainer.train(signals)
        return time.process_time() - start


bare(), ours()
pairs = [(bare(), ours()) for _ in range(ROUNDS)]
print()
print(json.dumps([statistics.median(mine / base for base, mine in pairs), *zip(*pairs)]))
"""


def main() -> None:
    """Make the project, measure in it, and print the ratio for two sizes of the model."""
    rounds = sys.argv[1] if len(sys.argv) > 1 else "7"
    with tempfile.TemporaryDirectory(prefix="seedbed-bench-") as folder:
        root = Path(folder, "bench-training")
        create = ["new", str(root), "--yes", "--no-git", "--framework", "pytorch"]
        subprocess.run([sys.executable, "-m", "seedbed", *create], check=True)
        python = root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        aims = []
        for width in (64, 128):
            command = [str(python), "-c", LOOPS, rounds, str(width)]
            done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
            ratio = json.loads(done.stdout.splitlines()[-1])[0]
            aims.append(report.Target(f"training loop / bare loop, width {width}", ratio, LIMIT))
    missed = report.targets(aims)
    print(f"\n{len(aims) - missed} of {len(aims)} targets hit")


if __name__ == "__main__":
    main()
