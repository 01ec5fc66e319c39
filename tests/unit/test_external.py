"""The table `[external]` of PEP 725, which the extra `external` writes.

https://peps.python.org/pep-0725/#specification
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from seedbed.layers.library import general_extras, load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.model.choices import make_choices
from seedbed.render.compose import compose
from seedbed.render.external import addresses
from seedbed.render.system_packages import table

DEP_URL = re.compile(r"dep:(generic|virtual/(compiler|interface))/[a-z0-9]([a-z0-9._%+-]|%2B)*")


def external(*extras: str, packages: tuple[str, ...] = (), manager: str = "uv") -> Any:
    choices = make_choices(
        "x-1", manager=manager, extras=extras, system_packages=packages, platforms=("linux-64",)
    )
    text = compose(choices).files["pyproject.toml"].data.decode()
    return tomllib.loads(text).get("external")


@pytest.mark.parametrize("manager", MANAGERS)
def test_what_the_table_says(manager: str) -> None:
    found = external(
        "external", "docs", packages=("ffmpeg", "g++", "own:nix=own:conda="), manager=manager
    )
    assert found == {
        "dependencies": ["dep:generic/ffmpeg", "dep:generic/own", "dep:virtual/compiler/cpp"],
        "dependency-groups": {"docs": ["dep:generic/pandoc"]},
    }


def test_there_is_none_without_the_extra_or_without_packages() -> None:
    assert external("docs", packages=("ffmpeg",)) is None
    assert external("external") is None


def test_what_only_picks_a_build_is_not_in_it() -> None:
    choices = make_choices(
        "x-1", manager="conda", framework="pytorch", accelerator="cuda", extras=("external",),
        platforms=("linux-64",), python=">=3.11",
    )  # fmt: skip
    assert b"[external]" not in compose(choices).files["pyproject.toml"].data


def test_every_known_package_has_an_address() -> None:
    for name in table():
        assert addresses(name)
        for address in addresses(name):
            assert DEP_URL.fullmatch(address), address
            assert "+" not in address


def test_it_stands_before_the_tools() -> None:
    choices = make_choices("x-1", extras=("external",), system_packages=("ffmpeg",))
    manifest = tomllib.loads(compose(choices).files["pyproject.toml"].data.decode())
    assert list(manifest) == ["build-system", "project", "dependency-groups", "external", "tool"]


def test_no_hook_refuses_it() -> None:
    hooks = {
        extras: compose(make_choices("x-1", extras=extras)).files[".pre-commit-config.yaml"].data
        for extras in (("pre-commit",), ("external", "pre-commit"))
    }
    plain, without = hooks.values()
    taken = b"""\
  - repo: https://github.com/abravalheri/validate-pyproject
    rev: v0.25
    hooks:
      - id: validate-pyproject

"""
    assert plain.count(taken) == 1
    assert plain.replace(taken, b"") == without


def test_it_has_to_be_asked_for() -> None:
    assert "external" in offered(load_library(), "extras")
    assert "external" not in general_extras(load_library())
