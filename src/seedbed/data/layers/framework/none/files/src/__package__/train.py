"""Train the classifier and record how good it is."""

import platform
import random
import sys
from collections.abc import Sequence

from .arguments import parse
from .data import load
from .model import Classifier, accuracy
from .runs import new_run, versions, write_json


def main(argv: Sequence[str] | None = None) -> int:
    """Train, test, and write one run; return the exit status."""
    arguments = parse(argv, epochs=10, learning_rate=0.05)
    random.seed(arguments.seed)  # for code that draws from the global generator
    train, validation, test = load()
    classifier = Classifier(
        features=len(train[0].features),
        learning_rate=arguments.learning_rate,
        seed=arguments.seed,
    )

    history = []
    for epoch in range(1, arguments.epochs + 1):
        loss = classifier.train_epoch(train)
        score = accuracy(classifier, validation)
        history.append({"epoch": epoch, "loss": loss, "validation_accuracy": score})
        print(
            f"epoch {epoch}/{arguments.epochs}  loss {loss:.4f}  validation accuracy {score:.3f}",
            flush=True,
        )

    # Use the test set only once, after all decisions are made.
    score = accuracy(classifier, test)
    run = new_run(arguments.out)
    metrics = {
        "accuracy": score,
        "history": history,
        "seed": arguments.seed,
        "arguments": arguments.as_dict(),
        "device": "cpu",
        "python": platform.python_version(),
        "versions": versions(),  # add the libraries that you use
    }
    write_json(run / "metrics.json", metrics)
    print(f"test accuracy {score:.3f}")
    print(f"metrics: {run / 'metrics.json'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
