"""The options of a training run: types, help, and defaults in one place."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Config:
    """Train the model. Each run gets its own folder."""

    epochs: int = 20
    """Passes over the training data."""
    batch_size: int = 64
    """Images per step, over all devices."""
    learning_rate: float = 0.003
    """Step size of the optimizer."""
    width: int = 64
    """Channels of the first layer."""
    precision: Literal["no", "bf16", "fp16"] = "no"
    """Mixed precision; "no" computes in 32 bits."""
    cpu: bool = False
    """Use the CPU even if there is a GPU."""
    seed: int = 0
    """Seed of all random generators. The same seed gives the same numbers."""
    out: Path = Path("runs")
    """Folder for new runs."""
    config: Path | None = None
    """File with other defaults, such as the config.json of a run."""
    resume: Path | None = None
    """Folder of a run to continue, with the options it had."""

    def __post_init__(self) -> None:
        """Refuse impossible values."""
        if min(self.epochs, self.batch_size, self.width) < 1:
            raise ValueError("--epochs, --batch-size, and --width must be at least 1")
        if not (0 < self.learning_rate < math.inf and 0 <= self.seed < 2**32):
            limits = "--learning-rate must be above 0, --seed from 0 to 4294967295"
            raise ValueError(limits)
