"""Train the model: `python -m @package@.train`."""

import sys
from collections.abc import Sequence

from sklearn.metrics import accuracy_score, log_loss
from tqdm import tqdm

from .data import load
from .evaluate import evaluate
from .model import features, load_model, make_model, save_model
from .runs import Run, Signals, parse, replacing


def main(argv: Sequence[str] | None = None) -> int:
    """Train and evaluate a model; return 0, or 128 and the signal that stopped the training."""
    config = parse(argv)
    train, validation, _ = data = load()
    with Signals() as signals:
        model, done = make_model(config), 0
        if config.resume and (saved := config.resume / "model.skops").exists():
            model = load_model(saved)
            done = model.get_params()["forest__n_estimators"] // config.trees
        run = Run(config, done + 1, device="cpu", data_sha256=data.sha256())
        epochs = range(done + 1, config.epochs + 1)
        for epoch in tqdm(epochs, leave=False, disable=None):
            model.set_params(forest__n_estimators=epoch * config.trees)
            model.fit(features(train.images), train.labels)
            shares = model.predict_proba(features(validation.images))
            found = shares.argmax(axis=1)
            run.log(
                epoch,
                validation_loss=log_loss(validation.labels, shares),
                validation_accuracy=accuracy_score(validation.labels, found),
            )
            with replacing(run.folder / "model.skops") as path:
                save_model(model, path)
            if signals.stop:
                run.stop()
                return 128 + signals.stop
        evaluate(run.folder)
        run.end("complete")
    return 0


if __name__ == "__main__":
    sys.exit(main())
