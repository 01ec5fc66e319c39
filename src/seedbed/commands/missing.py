"""Frameworks that people ask for and no layer offers yet: how to go on without one."""

from __future__ import annotations

from seedbed.errors import usage_error
from seedbed.managers.base import MANAGERS

_PACKAGES = {
    "catboost": "catboost",
    "fastai": "fastai",
    "flax": "flax",
    "jax": "jax",
    "keras": "keras",
    "lightgbm": "lightgbm",
    "lightning": "lightning",
    "pytorch": "torch",
    "pytorch-lightning": "lightning",
    "tensorflow": "tensorflow",
    "tf": "tensorflow",
    "torch": "torch",
    "transformers": "transformers",
    "xgboost": "xgboost",
}
"""What people may call a framework, and its package on PyPI."""


def check_framework(option: str, framework: str, manager: str) -> None:
    """Refuse a well-known framework that no layer offers, and say how to use it all the same.

    Args:
        option: the option that asked for it, such as `framework`.
        framework: what it asked for.
        manager: the project's manager.

    Raises:
        SeedbedError: names the command that adds the framework's package.
    """
    package = _PACKAGES.get(framework.lower().replace("_", "-"))
    if not package or manager not in MANAGERS:
        return
    from seedbed.layers.library import load_library, offered
    from seedbed.managers.shared.conda_names import conda_name

    known = offered(load_library(), "framework")
    if framework in known:
        return
    names = {name for name, other in _PACKAGES.items() if other == package}
    for name in filter(names.__contains__, known):
        raise usage_error(
            f"--{option} cannot be {framework!r}.", f"Did you mean {name!r}?", code="unknown-choice"
        )
    add = MANAGERS[manager].add.format(package=package, conda=conda_name(package))
    raise usage_error(
        f"--{option} cannot be {framework!r} yet.",
        f"Use 'none' for now, and add the package yourself: {add}.",
        code="unknown-choice",
    )
