"""The split of the data."""

import numpy as np

from my_project.data import CLASSES, load


def test_parts_are_disjoint_and_complete() -> None:
    images = [image.tobytes() for part in load() for image in part.images]
    assert len(images) == len({*images}) == 1797


def test_every_part_has_the_same_share_of_each_digit() -> None:
    data = load()
    labels = np.concatenate([part.labels for part in data])
    whole = np.bincount(labels, minlength=CLASSES) / len(labels)
    for part in data:
        share = np.bincount(part.labels, minlength=CLASSES) / len(part.labels)
        np.testing.assert_allclose(share, whole, atol=0.01)


def test_shapes_and_ranges() -> None:
    for images, labels in load():
        assert images.shape == (len(labels), 8, 8)
        assert (float(images.min()), float(images.max())) == (0, 1)
        assert {*labels} == {*range(CLASSES)}


def test_the_split_and_the_hash_are_always_the_same() -> None:
    first, second = load(), load()
    np.testing.assert_array_equal(first.test.images, second.test.images)
    assert first.sha256() == second.sha256()
    changed = first._replace(test=first.validation)
    assert changed.sha256() != first.sha256()
