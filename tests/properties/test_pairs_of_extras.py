"""Every two extras, with every manager: they render, or one says that it excludes the other."""

from __future__ import annotations

import itertools

import pytest
from test_every_combination import check_parses

from seedbed.commands.options import made
from seedbed.errors import SeedbedError
from seedbed.layers.library import load_library, offered
from seedbed.managers.base import MANAGERS
from seedbed.render.compose import compose

LIBRARY = load_library()
ALONE = {"cpu-build": set(MANAGERS) - {"uv"}}
"""With which managers an extra excludes itself."""
TRACKERS = {"mlflow", "tensorboard", "wandb"}
PYTORCH = {"framework": "pytorch", "accelerator": "cuda"}
"""With this, every extra is offered by some manager."""


@pytest.mark.parametrize("manager", MANAGERS)
def test_every_pair_renders(manager: str) -> None:
    extras = offered(LIBRARY, "extras")
    parsed: set[tuple[str, bytes]] = set()
    excluded = set()
    for pair in itertools.combinations(extras, 2):
        picked = {**PYTORCH, "manager": manager, "extras": pair}
        try:
            tree = compose(made("x-1", picked), LIBRARY)
        except SeedbedError as error:
            assert error.code == "choices-exclude"
            excluded.add(pair)
            continue
        new = {(path, file.data) for path, file in tree.files.items()} - parsed
        parsed |= new
        for path, data in new:
            check_parses(path, data.decode())
    assert len(extras) >= 17
    assert excluded == {
        pair
        for pair in itertools.combinations(extras, 2)
        if set(pair) <= TRACKERS or any(manager in ALONE.get(one, ()) for one in pair)
    }
