"""Marks the tests that start a program which no registry has, so that CI can run them last."""

from __future__ import annotations

import pytest

STARTING = frozenset(
    (
        "conda",
        "conda_here",
        "conda_with_pytorch",
        "micromamba",
        "pixi",
        "pixi_with_channel",
        "pixi_with_pytorch",
    )
)
"""The fixtures that start one: Pixi, conda, or micromamba."""


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their fixtures; those that ask for one by its name have the mark already."""
    for item in items:
        if not STARTING.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("rare")
