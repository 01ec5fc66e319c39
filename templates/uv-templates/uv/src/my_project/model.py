"""The model: a pipeline whose last step, a forest, grows in rounds."""

import zipfile
from pathlib import Path

import numpy as np
import skops.io
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from .config import Config

# what a saved model may hold beyond what skops knows
TRUSTED = ["sklearn.tree._tree.Tree"]


def make_model(config: Config) -> Pipeline:
    """Make a model that isn't fitted yet, of the size that it has after the last epoch."""
    forest = ExtraTreesClassifier(
        n_estimators=config.epochs * config.trees,
        min_samples_leaf=config.leaf,
        random_state=config.seed,
        warm_start=True,  # another fit keeps the trees and adds the missing ones
    )
    return Pipeline([("scale", StandardScaler()), ("forest", forest)])


def features(images: NDArray[np.float32]) -> NDArray[np.float32]:
    """Turn images (n, 8, 8) into rows of pixels (n, 64)."""
    return images.reshape(len(images), -1)


def save_model(model: Pipeline, path: Path) -> None:
    """Write a model to a file that, unlike a pickle, can't run code."""
    skops.io.dump(model, path, compression=zipfile.ZIP_DEFLATED, compresslevel=1)


def load_model(path: Path) -> Pipeline:
    """Read a model that `save_model` wrote."""
    return skops.io.load(path, trusted=TRUSTED)
