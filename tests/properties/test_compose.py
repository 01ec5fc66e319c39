"""Choices go in, a tree of files comes out."""

from __future__ import annotations

import tomllib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import ANY_TEXT, GOOD_NAMES

from seedbed.errors import SeedbedError
from seedbed.layers.library import Layer, general_extras, load_library
from seedbed.model.choices import Author, from_table, make_choices
from seedbed.model.names import canonical
from seedbed.render.compose import compose

LIBRARY = load_library()
EXTRAS = general_extras(LIBRARY)


def test_the_same_choices_give_the_same_bytes() -> None:
    choices = make_choices("x-1", extras=EXTRAS)
    assert compose(choices, LIBRARY) == compose(choices, load_library())


def test_every_file_and_every_key_names_layers_that_exist() -> None:
    tree = compose(make_choices("x-1", extras=EXTRAS), LIBRARY)
    for path, file in tree.files.items():
        assert file.layer in LIBRARY, path
    manifest = tree.keys["pyproject.toml"]
    for key, layers in manifest.items():
        assert set(layers) <= {*LIBRARY, "choices"}, key
    assert manifest["project.dependencies"] == ("core/training", "framework/sklearn")
    assert manifest["project.requires-python"] == ("choices",)
    assert "lint/ruff" in manifest["dependency-groups.dev"]
    assert manifest["tool.poe.tasks.lint"] == ("lint/ruff",)


def test_the_choices_can_be_read_back_from_the_project() -> None:
    choices = make_choices("x-1", extras=EXTRAS, framework="none", platforms=("linux-64", "osx-64"))
    text = compose(choices, LIBRARY).files["pyproject.toml"].data.decode()
    stored = from_table(tomllib.loads(text)["tool"]["seedbed"])
    assert make_choices("x-1", **stored) == choices


@given(name=GOOD_NAMES, description=ANY_TEXT, author=ANY_TEXT.filter(bool))
def test_free_text_changes_nothing_but_itself(name: str, description: str, author: str) -> None:
    def render(**texts: object) -> dict[str, str]:
        files = compose(make_choices(name, **texts), LIBRARY).files
        return {path: file.data.decode() for path, file in files.items()}

    try:
        plain = render(description="x", authors=(Author(name="y"),))
    except SeedbedError as error:
        assert error.code in {"bad-name", "bad-package"}
        return
    texts = render(description=description, authors=(Author(name=author),))
    assert set(plain) == set(texts)
    changed = {path for path in plain if plain[path] != texts[path]}
    assert changed <= {"pyproject.toml", "README.md"}
    expected = tomllib.loads(plain["pyproject.toml"])
    expected["project"]["authors"] = [{"name": one_line(author)}]
    expected["project"]["description"] = description
    if not description:
        del expected["project"]["description"]
    assert tomllib.loads(texts["pyproject.toml"]) == expected
    assert expected["project"]["name"] == name


def one_line(name: str) -> str:
    """A name as it can stand in a package's metadata, which is lines of fields."""
    breaks = "\u2028\u2029"
    return "".join(" " if unicodedata.category(c) == "Cc" or c in breaks else c for c in name)


@pytest.mark.parametrize(
    "name", ["numpy", "scikit-learn", "Scikit_Learn", "sklearn", "pytest", "scipy", "mpl-toolkits"]
)
def test_a_project_does_not_hide_what_it_depends_on(name: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        compose(make_choices(name), LIBRARY)
    assert caught.value.code in {"bad-name", "bad-package"}
    assert canonical(name) in str(caught.value).lower() or name in str(caught.value)


@pytest.mark.parametrize("name", ["jax", "jaxlib", "orbax", "orbax-checkpoint", "google", "nvidia"])
def test_a_project_does_not_hide_what_comes_with_its_framework(name: str) -> None:
    with pytest.raises(SeedbedError) as caught:
        compose(make_choices(name, framework="jax"), LIBRARY)
    assert caught.value.code in {"bad-name", "bad-package"}


def test_a_file_has_one_owner() -> None:
    twice = Layer(
        name="extras/zzz",
        data={"title": "Z", "help": "z", "slot": "extras"},
        files={"src/__package__/train.py": ("x\n", False)},
        sections={},
    )
    library = {**LIBRARY, twice.name: twice}
    with pytest.raises(
        SeedbedError, match=r"framework/sklearn and extras/zzz both give src/x_1/train.py"
    ):
        compose(make_choices("x-1", extras=("zzz",)), library)


@given(st.integers(0, 3))
def test_any_python_range_renders(first: int) -> None:
    minor = 11 + first
    text = compose(make_choices("x-1", python=f">=3.{minor}"), LIBRARY).files
    workflow = text[".github/workflows/ci.yml"].data.decode()
    assert f'"3.{minor}"' in workflow
    assert f'"3.{minor - 1}"' not in workflow
