"""A well-known framework that is not offered yet: the refusal says how to use it all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from seedbed.commands.options import choices_from
from seedbed.commands.settings import apply_settings
from seedbed.errors import SeedbedError
from seedbed.layers import library
from seedbed.model.choices import make_choices

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """These frameworks only, whatever layers there will be."""
    monkeypatch.setattr(library, "offered", lambda *_: ("none", "sklearn"))


@pytest.mark.parametrize(
    ("framework", "manager", "way"),
    [
        (
            "torch",
            "conda",
            (
                "put torch under dependencies in pyproject.toml and pytorch in environment.yml, "
                "then run 'seedbed sync'"
            ),
        ),
        ("torch", "uv", "run 'uv add torch'"),
        ("PyTorch", "poetry", "run 'poetry add torch'"),
        ("XGBoost", "pixi", "run 'pixi add --pypi xgboost', then 'pixi lock'"),
        (
            "pytorch_lightning",
            "conda",
            (
                "put lightning under dependencies in pyproject.toml and lightning in "
                "environment.yml, then run 'seedbed sync'"
            ),
        ),
    ],
)
def test_the_hint_adds_its_package(framework: str, manager: str, way: str, tmp_path: Path) -> None:
    with pytest.raises(SeedbedError) as caught:
        choices_from({"framework": framework, "manager": manager}, str(tmp_path / "x-1"))
    assert caught.value.message == f"--framework cannot be {framework!r} yet."
    assert caught.value.hint == f"Use 'none' for now, and add the package yourself: {way}."
    assert (caught.value.code, caught.value.status) == ("unknown-choice", 2)


def test_an_update_says_the_same() -> None:
    with pytest.raises(SeedbedError) as caught:
        apply_settings(make_choices("x-1"), {"set": ["framework=jax"]})
    assert caught.value.message == "--set framework cannot be 'jax' yet."
    assert "'uv add jax'" in caught.value.hint


def test_a_manager_that_nobody_knows_is_told_first(tmp_path: Path) -> None:
    choices = choices_from({"framework": "torch", "manager": "uvv"}, str(tmp_path / "x-1"))
    assert choices.manager == "uvv"


@pytest.mark.parametrize(
    ("framework", "meant"),
    [("Torch", "pytorch"), ("tf", "tensorflow"), ("TensorFlow", "tensorflow")],
)
def test_another_name_of_one_that_is_offered_is_no_missing_one(
    framework: str, meant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the layers that there are
    with pytest.raises(SeedbedError) as caught:
        choices_from({"framework": framework}, str(tmp_path / "x-1"))
    assert caught.value.message == f"--framework cannot be {framework!r}."
    assert caught.value.hint == f"Did you mean {meant!r}?"
    assert choices_from({"framework": meant}, str(tmp_path / "x-1")).framework == meant


def test_keras_is_a_package_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    with pytest.raises(SeedbedError) as caught:
        choices_from({"framework": "keras"}, str(tmp_path / "x-1"))
    assert caught.value.message == "--framework cannot be 'keras' yet."
    assert caught.value.hint == (
        "Use 'none' for now, and add the package yourself: run 'uv add keras'."
    )
