"""A project of each preset, as it is and with all extras that go with it, for linters to read."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from seedbed.commands.options import made
from seedbed.errors import SeedbedError
from seedbed.host import disk
from seedbed.layers.library import load_library, load_presets, offered
from seedbed.render.compose import compose

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from seedbed.model.tree import Tree

LIBRARY = load_library()
DEFAULT = "digits"
"""The project of `seedbed new digits --yes --with docs`."""


@functools.cache
def projects() -> Mapping[str, Tree]:
    """Their files, by the preset's name; `-full` has all extras, `-classic` the other linters."""
    found = {DEFAULT: _tree(extras=("docs", "github", "pre-commit"))}
    for preset, data in load_presets().items():
        picked = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in data["choices"].items()
        }
        found[preset] = _tree(**picked)
        found[f"{preset}-full"] = _tree(**{**picked, "extras": _all_that_fit(picked)})
        found[f"{preset}-classic"] = _tree(
            **{**picked, "extras": _all_that_fit(picked), "lint": "classic"}
        )
    return found


def write(top: Path) -> dict[str, Path]:
    """All of them, each in a folder of its name: the folders, by name."""
    for name, tree in projects().items():
        disk.create(str(top / name), tree.files)
    return {name: top / name for name in projects()}


def _all_that_fit(picked: Mapping[str, Any]) -> tuple[str, ...]:
    """All extras, but those that exclude the other choices or an extra before them."""
    extras: tuple[str, ...] = ()
    for extra in offered(LIBRARY, "extras"):
        try:
            _tree(**{**picked, "extras": (*extras, extra)})
        except SeedbedError as error:
            if error.code != "choices-exclude":
                raise
        else:
            extras = (*extras, extra)
    return extras


def _tree(**picked: Any) -> Tree:
    return compose(made(DEFAULT, picked), LIBRARY)
