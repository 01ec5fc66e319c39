"""The split of the data."""

import numpy as np
import pytest

from @package@.data import CLASSES, Parts, load


@pytest.fixture(scope="module")
def parts() -> Parts:
    return load()


def test_parts_are_disjoint_and_complete(parts: Parts) -> None:
    rows = np.concatenate([part.rows for part in parts])
    assert sorted(rows) == list(range(1797))


def test_every_part_has_the_same_share_of_each_digit(parts: Parts) -> None:
    labels = np.concatenate([part.labels for part in parts])
    whole = np.bincount(labels, minlength=CLASSES) / len(labels)
    for part in parts:
        share = np.bincount(part.labels, minlength=CLASSES) / len(part.labels)
        np.testing.assert_allclose(share, whole, atol=0.01)


def test_shapes_and_ranges(parts: Parts) -> None:
    for part in parts:
        assert part.pixels.shape == (len(part.rows), 64)
        assert part.labels.shape == (len(part.rows),)
        assert part.pixels.min() == 0
        assert part.pixels.max() == 1
        assert set(part.labels) == set(range(CLASSES))


def test_the_split_is_always_the_same(parts: Parts) -> None:
    np.testing.assert_array_equal(load().test.rows, parts.test.rows)
