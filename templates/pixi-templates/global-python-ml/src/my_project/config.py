"""The options of a training run: types, help, and defaults in one place."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Config:
    """Train the model. Each run gets its own folder."""

    epochs: int = 20
    """Rounds of training; each adds trees to the forest."""
    trees: int = 10
    """Trees per round."""
    leaf: int = 1
    """Images that a leaf of a tree must have; more make smaller trees."""
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
        if min(self.epochs, self.trees, self.leaf) < 1:
            raise ValueError("--epochs, --trees, and --leaf must be at least 1")
        if not 0 <= self.seed < 2**32:
            raise ValueError("--seed must be from 0 to 4294967295")
