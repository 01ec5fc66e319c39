"""The split of the data."""

from collections import Counter

from @package@.data import POINTS_PER_CLASS, load


def test_parts_are_disjoint_and_complete() -> None:
    numbers = [example.number for part in load() for example in part]
    assert sorted(numbers) == list(range(2 * POINTS_PER_CLASS))


def test_every_part_has_as_many_of_each_class() -> None:
    for part in load():
        counts = Counter(example.label for example in part)
        assert counts[0] == counts[1] > 0


def test_the_data_is_always_the_same() -> None:
    assert load() == load()
