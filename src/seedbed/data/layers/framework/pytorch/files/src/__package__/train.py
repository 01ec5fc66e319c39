"""Train the classifier and record how good it is."""

import platform
import random
import sys
from collections.abc import Sequence

import numpy as np

from .arguments import parse
from .data import load
from .evaluation import accuracy, confusion, draw_confusion
from .model import Classifier
from .runs import new_run, versions, write_json


def main(argv: Sequence[str] | None = None) -> int:
    """Train, test, and write one run; return the exit status."""
    arguments = parse(argv, epochs=20, learning_rate=0.005)
    _seed(arguments.seed)
    train, validation, test = load()
    classifier = Classifier(learning_rate=arguments.learning_rate, seed=arguments.seed)

    history = []
    for epoch in range(1, arguments.epochs + 1):
        loss = classifier.train_epoch(train)
        score = accuracy(validation.labels, classifier.predict(validation.pixels))
        history.append({"epoch": epoch, "loss": loss, "validation_accuracy": score})
        print(
            f"epoch {epoch}/{arguments.epochs}  loss {loss:.4f}  validation accuracy {score:.3f}",
            flush=True,
        )

    # Use the test set only once, after all decisions are made.
    predicted = classifier.predict(test.pixels)
    score = accuracy(test.labels, predicted)
    run = new_run(arguments.out)
    metrics = {
        "accuracy": score,
        "history": history,
        "seed": arguments.seed,
        "arguments": arguments.as_dict(),
        "device": "cpu",  # scikit-learn's networks run only on the CPU
        "python": platform.python_version(),
        "versions": versions("numpy", "scikit-learn", "matplotlib"),
    }
    write_json(run / "metrics.json", metrics)
    draw_confusion(confusion(test.labels, predicted), run / "confusion.png")
    print(f"test accuracy {score:.3f}")
    print(f"metrics: {run / 'metrics.json'}")
    print(f"picture: {run / 'confusion.png'}")
    return 0


def _seed(seed: int) -> None:
    """Seed the global generators, for code that draws from them."""
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - libraries still use them


if __name__ == "__main__":
    sys.exit(main())
