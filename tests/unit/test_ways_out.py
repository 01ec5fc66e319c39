"""What an update says of choices that cannot be: with options that it has, and that work."""

from __future__ import annotations

from typing import Any

import pytest

from seedbed.commands.settings import apply_settings
from seedbed.commands.ways_out import for_update
from seedbed.errors import SeedbedError
from seedbed.model.choices import Choices, make_choices
from seedbed.render.compose import compose

CUDA = {"framework": "pytorch", "accelerator": "cuda", "accelerator_version": "13.0"}
BOTH = {**CUDA, "extras": ("cpu-build", "github")}


def refused(stored: Choices, **values: Any) -> str:
    asked = apply_settings(stored, values)
    with pytest.raises(SeedbedError) as caught:
        compose(asked)
    error = for_update(caught.value, stored, asked)
    assert (error.message, error.code) == (caught.value.message, caught.value.code)
    return error.hint


@pytest.mark.parametrize(
    ("picked", "values", "ways", "more"),
    [
        (BOTH, {"accelerator": "cpu"}, "--without cpu-build", {"without": ["cpu-build"]}),
        (BOTH, {"manager": "pixi"}, "--without cpu-build", {"without": ["cpu-build"]}),
        (CUDA, {"framework": "sklearn"}, "--accelerator auto", {"accelerator": "auto"}),
        (
            BOTH,
            {"framework": "none"},
            "--accelerator auto --without cpu-build",
            {"accelerator": "auto", "without": ["cpu-build"]},
        ),
        (
            {"framework": "pytorch", "extras": ("mlflow",)},
            {"with": ["wandb"]},
            "--without mlflow",
            {"without": ["mlflow"]},
        ),
        (
            {"manager": "pixi", "channels": ("bioconda",)},
            {"manager": "uv"},
            "--set channels=",
            {"set": ["channels="]},
        ),
        ({"cooldown": "7d"}, {"manager": "conda"}, "--set cooldown=", {"set": ["cooldown="]}),
        ({"nix": "build"}, {"manager": "pixi"}, "--nix none", {"nix": "none"}),
    ],
)
def test_what_is_stored_makes_way(
    picked: dict[str, Any], values: dict[str, Any], ways: str, more: dict[str, Any]
) -> None:
    stored = make_choices("x-1", **picked)
    assert refused(stored, **values) == f"Add {ways} to the command."
    compose(apply_settings(stored, {**values, **more}))


def test_what_one_command_asks_for_does_not_make_way() -> None:
    stored = make_choices("x-1", framework="pytorch")
    assert refused(stored, manager="pixi", accelerator="rocm") == "Use --manager uv."
    assert refused(stored, **{"with": ["mlflow", "wandb"]}) == "Leave one of them out."


def test_options_that_only_new_has_are_not_named() -> None:
    stored = make_choices("x-1", **CUDA)
    assert refused(stored, set=["platforms=osx-arm64"]) == (
        "Add one, such as --set platforms=osx-arm64,linux-64, or use --accelerator cpu."
    )
    stored = make_choices("x-1", framework="pytorch", framework_version="2.8")
    assert refused(stored) == (  # somebody widened the range of Python by hand
        "Use requires-python = '>=3.11,<3.14' in pyproject.toml, or --framework-version '>=2.9'."
    )


def test_a_range_of_python_moves_with_the_framework() -> None:
    stored = make_choices("x-1", **CUDA)
    asked = apply_settings(stored, {"set": ["framework-version===2.8.*", "accelerator-version="]})
    assert asked.python == ">=3.11,<3.14"
    assert apply_settings(asked, {"set": ["framework-version="]}).python == ">=3.11"


@pytest.mark.parametrize("version", ["", "==2.10.*"])
@pytest.mark.parametrize("framework", ["sklearn", "none", "pytorch"])
def test_a_framework_takes_its_version_and_its_range_of_python_with_it(
    framework: str, version: str
) -> None:
    python = ">=3.10,<3.11" if version else ">=3.11,<3.14"
    stored = make_choices(
        "x-1", framework="tensorflow", framework_version=version, python=python, oldest="3.10"
    )
    left = apply_settings(stored, {"set": [f"framework={framework}"]})
    assert (left.framework_version, left.python) == ("", ">=3.11")
    compose(left)


def test_a_version_beside_a_new_framework_is_that_of_the_new_one() -> None:
    stored = make_choices("x-1", framework="sklearn", framework_version="1.8")
    asked = {"set": ["framework=pytorch", "framework-version=2.8"]}
    assert apply_settings(stored, asked).framework_version == "==2.8.*"
