"""The data: a synthetic stand-in, two clouds of points in the plane.

It is made up so that the project runs out of the box. For your own data, replace `load`.
"""

import random
from typing import NamedTuple

POINTS_PER_CLASS = 500
VALIDATION_SHARE = 0.15
TEST_SHARE = 0.15
CENTERS = ((-1.0, -1.0), (1.0, 1.0))
SPREAD = 0.7  # standard deviation of each coordinate

# Fixed, unlike the seed of a run: all runs see the same data and are tested on the same part.
DATA_SEED = 0


class Example(NamedTuple):
    """A point and its class.

    number: its position in the whole data set
    features: its two coordinates
    label: 0 or 1, the cloud that it belongs to
    """

    number: int
    features: tuple[float, ...]
    label: int


class Parts(NamedTuple):
    """Disjoint parts with the same share of each class."""

    train: list[Example]
    validation: list[Example]
    test: list[Example]


def load() -> Parts:
    """Make up all points and split them."""
    generator = random.Random(DATA_SEED)
    parts = Parts([], [], [])
    for label in range(len(CENTERS)):
        points = [_point(label, number, generator) for number in range(POINTS_PER_CLASS)]
        test_end = round(TEST_SHARE * len(points))
        validation_end = test_end + round(VALIDATION_SHARE * len(points))
        # The points of a cloud are in random order, so the first ones are as good as any.
        parts.test.extend(points[:test_end])
        parts.validation.extend(points[test_end:validation_end])
        parts.train.extend(points[validation_end:])
    return parts


def _point(label: int, number: int, generator: random.Random) -> Example:
    features = tuple(generator.gauss(center, SPREAD) for center in CENTERS[label])
    return Example(label * POINTS_PER_CLASS + number, features, label)
