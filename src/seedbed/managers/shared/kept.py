"""Variables that make a manager keep a lock, even if it no longer matches.

Somebody sets them for one command, or for a machine that only installs, and they stay in the shell.
https://docs.astral.sh/uv/reference/environment/
"""

from __future__ import annotations

import os

from seedbed.errors import ENVIRONMENT, SeedbedError

_FALSE = frozenset(("", "0", "f", "false", "n", "no", "off"))
"""What uv and Pixi take for no; for them, an empty value is an error that they tell."""


def switched_on(names: tuple[str, ...]) -> str:
    """The first of some variables that is set, and not to a word for no; empty when none is."""
    for name in names:
        if os.environ.get(name, "").lower() not in _FALSE:
            return name
    return ""


def without(names: tuple[str, ...]) -> dict[str, str]:
    """The variables for a manager, without some of them."""
    from seedbed.host.variables import for_manager

    return {name: value for name, value in for_manager().items() if name not in names}


def not_renewed(lock: str, name: str, then: str) -> SeedbedError:
    """The error for a lock that has to be made or renewed, and may not be.

    Args:
        lock: the lock's path.
        name: the variable that keeps it.
        then: what renews it.
    """
    path, done = os.path.basename(lock), "created"
    if os.path.exists(lock):
        path, done = f"{path} may no longer match pyproject.toml, and it", "updated"
    return SeedbedError(
        f"{path} was not {done}, because {name} is set.",
        f"Unset {name}, then run {then}.",
        code="lock-kept",
        status=ENVIRONMENT,
    )
