"""What `poetry.toml` says, and when."""

from __future__ import annotations

import pytest

from seedbed.model.choices import make_choices
from seedbed.render.compose import compose

PLAIN = """\
# Poetry's settings for this project.

[virtualenvs]
in-project = true # the environment is .venv, where editors look
"""
ONE_VERSION = """
[installer]
re-resolve = true # otherwise, Poetry 2.5 installs two versions of some CUDA libraries
"""


def settings(framework: str, accelerator: str, cooldown: str = "") -> str:
    """The file of a new project."""
    options = {"framework": framework, "accelerator": accelerator, "cooldown": cooldown}
    tree = compose(make_choices("x-1", manager="poetry", **options))
    return tree.files["poetry.toml"].data.decode()


@pytest.mark.parametrize("accelerator", ["auto", "cuda", "metal"])
def test_libraries_of_cuda_come_in_one_version(accelerator: str) -> None:
    assert settings("pytorch", accelerator) == PLAIN + ONE_VERSION


@pytest.mark.parametrize(
    ("framework", "accelerator"),
    [("none", "auto"), ("sklearn", "auto"), ("pytorch", "cpu"), ("pytorch", "rocm")],
)
def test_others_install_what_is_locked(framework: str, accelerator: str) -> None:
    assert settings(framework, accelerator) == PLAIN


def test_the_cooldown_stands_below() -> None:
    below = "\n[solver]\nmin-release-age = 7 # days; Poetry 2.4 or newer\n"
    assert settings("pytorch", "auto", "7d") == PLAIN + ONE_VERSION + below
