"""Merging what layers contribute."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedbed.errors import SeedbedError
from seedbed.layers.library import Layer, load_library, select
from seedbed.model.project import Project
from seedbed.render.bind import Bound, bind, fill_layer
from seedbed.render.combine import Merged, merge

BASE = Project(name="x", package="x")
KEYS = st.sampled_from(["a", "b", "c"])
VALUES = st.integers(0, 1) | st.lists(st.sampled_from("xyz"), max_size=2, unique=True)
TREES = st.dictionaries(KEYS, VALUES | st.dictionaries(KEYS, VALUES, max_size=2), max_size=3)


def layer(name: str, **data: Any) -> Layer:
    return Layer(name=name, data=data, files={}, sections={})


def merged(*layers: Layer) -> Merged:
    bound = tuple(fill_layer(layer, {"name": "x"}) for layer in layers)
    return merge(Bound(layers=bound, base=BASE))


@given(st.lists(TREES, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_the_layers_changes_nothing(trees: list[Any], rng: random.Random) -> None:
    layers = [
        layer(f"extras/{n}", tools={"t": tree} if tree else {}) for n, tree in enumerate(trees)
    ]
    shuffled = list(layers)
    rng.shuffle(shuffled)
    results = []
    for order in (layers, shuffled):
        try:
            result = merged(*order)
            results.append((repr(result.project), list(result.origins.items())))
        except SeedbedError as error:
            results.append((str(error), []))
    assert results[0] == results[1]


@given(st.randoms(use_true_random=False))
def test_the_real_layers_come_in_any_order(rng: random.Random) -> None:
    from seedbed.model.choices import make_choices

    choices = make_choices("x-1", extras=("direnv", "github", "pre-commit", "vscode"))
    layers = list(select(choices, load_library()))
    expected = merge(bind(choices, tuple(layers)))
    rng.shuffle(layers)
    assert merge(bind(choices, tuple(layers))) == expected


def test_unequal_values_are_an_error_that_names_both_layers() -> None:
    one, other = layer("lint/a", tools={"t": {"k": 1}}), layer("lint/b", tools={"t": {"k": 2}})
    with pytest.raises(
        SeedbedError, match=r"lint/a and lint/b contradict .* tools\.t\.k, to 1 and 2"
    ):
        merged(one, other)


def test_equal_values_are_fine_and_remember_both_layers() -> None:
    one, other = layer("lint/a", tools={"t": {"k": 1}}), layer("lint/b", tools={"t": {"k": 1}})
    result = merged(one, other)
    assert result.project.tools == {"t": {"k": 1}}
    assert result.origins["tools", "t", "k"] == ("lint/a", "lint/b")


def test_lists_are_joined_without_repeating() -> None:
    one = layer("lint/a", tools={"t": {"k": ["x", "y"]}})
    other = layer("lint/b", tools={"t": {"k": ["y", "z"]}})
    assert merged(one, other).project.tools == {"t": {"k": ["x", "y", "z"]}}


def test_a_layer_may_say_that_it_overrides() -> None:
    one = layer("lint/a", tools={"t": {"k": 1}}, overrides=["tools.t.k"])
    other = layer("lint/b", tools={"t": {"k": 2}})
    assert merged(one, other).project.tools == {"t": {"k": 1}}
    assert merged(other, one).project.tools == {"t": {"k": 1}}


def test_an_override_settles_what_others_contradict_about() -> None:
    first, last = layer("lint/a", tools={"t": {"k": 1}}), layer("lint/c", tools={"t": {"k": 3}})
    middle = layer("lint/b", tools={"t": {"k": 2}}, overrides=["tools.t.k"])
    assert merged(first, last, middle).project.tools == {"t": {"k": 2}}


def test_two_layers_cannot_both_override() -> None:
    one = layer("lint/a", tools={"t": {"k": 1}}, overrides=["tools.t.k"])
    other = layer("lint/b", tools={"t": {"k": 2}}, overrides=["tools.t.k"])
    with pytest.raises(SeedbedError, match="contradict"):
        merged(one, other)


def test_a_value_and_a_table_of_one_name_are_an_error() -> None:
    one, other = (
        layer("lint/a", tools={"t": {"k": 1}}),
        layer("lint/b", tools={"t": {"k": {"z": 1}}}),
    )
    with pytest.raises(SeedbedError, match=r"lint/a and lint/b .* a value in one and a table"):
        merged(one, other)


def test_requirements_are_one_by_their_canonical_name() -> None:
    one = layer("lint/a", dependencies=[{"name": "Foo_Bar", "spec": ">=1"}])
    other = layer("lint/b", dependencies=[{"name": "foo-bar", "spec": ">=2"}])
    with pytest.raises(SeedbedError, match=r"lint/a and lint/b .* dependencies\.\.foo-bar"):
        merged(one, other)


def test_an_unknown_word_names_the_layer() -> None:
    with pytest.raises(SeedbedError, match=r"lint/a uses @nope@ in layer\.toml"):
        merged(layer("lint/a", ignore=["@nope@"]))


def test_two_files_of_a_layer_that_get_the_same_path_collide() -> None:
    files = {"src/__package__/x.py": ("", False), "src/foo/x.py": ("", False)}
    one = Layer(name="lint/a", data={}, files=files, sections={})
    with pytest.raises(SeedbedError, match=r"lint/a and lint/a both give src/foo/x\.py"):
        fill_layer(one, {"package": "foo"})
    assert set(fill_layer(one, {"package": "bar"}).files) == {"src/bar/x.py", "src/foo/x.py"}
