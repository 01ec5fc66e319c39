"""What a project requires beside TensorFlow, in the versions that go with it."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from seedbed.commands.options import made
from seedbed.render.compose import compose


@pytest.mark.parametrize("manager", ["uv", "pixi"])
@pytest.mark.parametrize(
    ("picked", "expected"),
    [
        ({}, ">=2.20"),  # TensorFlow 2.21 requires none
        ({"accelerator": "metal"}, ">=2.19,<2.20"),
        ({"framework_version": "2.20"}, ">=2.20,<2.21"),
        ({"framework_version": ">=2.16,<2.19"}, ">=2.16,<2.19"),
        ({"framework_version": "2.10"}, ">=2.10,<2.11"),
        ({"framework": "pytorch"}, ">=2.20"),
    ],
)
def test_tensorboard_is_the_one_that_tensorflow_requires(
    picked: dict[str, Any], expected: str, manager: str
) -> None:
    asked = {"framework": "tensorflow", "manager": manager, **picked}
    assert f"tensorboard{expected}" in required({**asked, "extras": ("tensorboard",)})
    assert "tensorboard" not in " ".join(required(asked))


def required(picked: dict[str, Any]) -> list[str]:
    """The requirements of a project."""
    manifest = compose(made("x-1", picked)).files["pyproject.toml"].data.decode()
    found: list[str] = tomllib.loads(manifest)["project"]["dependencies"]
    return found
