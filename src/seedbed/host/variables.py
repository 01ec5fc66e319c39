"""The environment variables that programs get."""

from __future__ import annotations

import os

_ACTIVE = frozenset(
    ("VIRTUAL_ENV", "CONDA_PREFIX", "CONDA_DEFAULT_ENV", "CONDA_SHLVL", "CONDA_PROMPT_MODIFIER")
)
"""Variables of an active environment; Poetry would install into it.

conda reads its own together: with CONDA_SHLVL alone, `conda run` fails to enter an environment, and
goes on in the one that was active, which after `conda init` is base.
"""
_NESTED = ("CONDA_PREFIX_", "CONDA_STACKED_")
"""How the names begin, before a number, of those that tell of environments further out."""


def for_manager() -> dict[str, str]:
    """The variables for a manager: not those of an environment that is active by chance.

    What only says where a program is, as CONDA_EXE does, stays.
    """
    return {name: value for name, value in os.environ.items() if not _is_of_active(name)}


def _is_of_active(name: str) -> bool:
    if name in _ACTIVE:
        return True
    return name.startswith(_NESTED) and name.rpartition("_")[2].isdecimal()
