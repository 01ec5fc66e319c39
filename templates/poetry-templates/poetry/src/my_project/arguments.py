"""The command line of a training run."""

import argparse
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

# 32 bits, which the random generators of all common libraries accept.
MAX_SEED = 2**32 - 1


@dataclass(frozen=True)
class Arguments:
    """The options of a training run.

    epochs: passes over the training data, at least 1
    learning_rate: step size of the optimizer, above 0
    seed: 0 to 2**32 - 1; two runs with the same seed give the same metrics
    out: folder in which the run creates its own folder
    """

    epochs: int
    learning_rate: float
    seed: int
    out: Path

    def as_dict(self) -> dict[str, object]:
        """The arguments as values that JSON supports."""
        return asdict(self) | {"out": self.out.as_posix()}


def parse(argv: Sequence[str] | None, *, epochs: int, learning_rate: float) -> Arguments:
    """Read the command line; `epochs` and `learning_rate` are the model's defaults.

    For a bad argument, argparse prints the reason and exits with status 2.
    """
    parser = argparse.ArgumentParser(
        description="Train the model and write its metrics to a new folder.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument(
        "--epochs",
        type=_epochs,
        default=epochs,
        metavar="N",
        help="passes over the training data",
    )
    parser.add_argument(
        "--learning-rate",
        type=_learning_rate,
        default=learning_rate,
        metavar="RATE",
        help="step size of the optimizer",
    )
    parser.add_argument(
        "--seed",
        type=_seed,
        default=0,
        metavar="N",
        help="seed for every random generator",
    )
    parser.add_argument(
        "--out",
        type=_folder,
        default=Path("runs"),
        metavar="FOLDER",
        help="folder in which the run creates its own folder",
    )
    return Arguments(**vars(parser.parse_args(argv)))


def _epochs(text: str) -> int:
    value = _whole(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {value}")
    return value


def _seed(text: str) -> int:
    value = _whole(text)
    if not 0 <= value <= MAX_SEED:
        raise argparse.ArgumentTypeError(f"must be from 0 to {MAX_SEED}, not {value}")
    return value


def _learning_rate(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError(f"must be a finite number above 0, not {text}")
    return value


def _folder(text: str) -> Path:
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is not a folder")
    return path


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None
