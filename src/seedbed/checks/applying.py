"""Which checks apply to a place: the others have nothing to look at there."""

from __future__ import annotations

import os

from seedbed.checks.folder import LOCKS, MANIFESTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from seedbed.checks.check import Check
    from seedbed.checks.place import Place


def applies(check: Check, place: Place) -> bool:
    """Whether a check has something to look at in a place.

    Raises:
        SeedbedError: when that cannot be told.
    """
    module = type(check).__module__.rpartition(".")[2]
    asked = _OF_CODES.get(check.code) or _OF_MODULES.get(module)
    return asked is None or asked(place)


def is_project(place: Place) -> bool:
    """Whether a folder has a manifest or a lock of some manager's."""
    there = (os.path.lexists(place.path(name)) for name in (*MANIFESTS, *LOCKS))
    return _is_seedbed(place) or any(there)


def _is_seedbed(place: Place) -> bool:
    """Whether seedbed made the project, or a broken manifest keeps that from being known."""
    is_begun = os.path.isdir(place.path(".seedbed"))
    return place.is_ours or place.fault is not None or is_begun


def _has_manager(place: Place) -> bool:
    return bool(place.manager)


def _is_uv(place: Place) -> bool:
    return place.manager == "uv"


def _has_rules(place: Place) -> bool:
    """Whether there are tables of the manager's that can be judged."""
    is_named = place.table("tool", place.manager) or place.manifest_name == "pixi.toml"
    return bool(place.manager) and (place.is_ours or bool(is_named))


def _has_environment(place: Place) -> bool:
    return bool(place.environment)


def _has_records(place: Place) -> bool:
    """Whether the packages in the environment have lists that say all; those of conda do not."""
    is_conda = os.path.isdir(os.path.join(place.environment, "conda-meta"))
    return bool(place.environment) and place.manager in {"uv", "poetry"} and not is_conda


def _may_have_environment(place: Place) -> bool:
    from seedbed.checks.environment_facts import is_usual

    return bool(place.environment) or is_usual(place)


def _has_git(place: Place) -> bool:
    return place.repository is not None


def _has_files(place: Place) -> bool:
    return is_project(place) or _has_git(place)


def _has_lock_in_git(place: Place) -> bool:
    return _has_git(place) and bool(place.lock)


def _has_flake(place: Place) -> bool:
    return place.nix != "none"


def _has_envrc(place: Place) -> bool:
    return os.path.lexists(place.path(".envrc"))


def _has_direnv(place: Place) -> bool:
    extras = place.table("tool", "seedbed").get("extras")
    return place.is_ours and isinstance(extras, list) and "direnv" in extras


def _has_settings(place: Place) -> bool:
    return os.path.lexists(place.path(".vscode/settings.json"))


def _is_pixi(place: Place) -> bool:
    return place.manager == "pixi"


def _has_kernels(place: Place) -> bool:
    from seedbed.checks.notebooks import lost

    return is_project(place) or bool(lost(place))


def _has_notebooks(place: Place) -> bool:
    return bool(place.notebooks)


def _has_accelerator(place: Place) -> bool:
    table = place.table("tool", "seedbed")
    is_framework = table.get("framework", "none") != "none"
    return place.is_ours and is_framework and table.get("accelerator", "auto") != "cpu"


_OF_MODULES: dict[str, Callable[[Place], bool]] = {
    "itself": _is_seedbed,
    "manager": _has_manager,
    "manifest": is_project,
    "indexes": is_project,
    "lock": _has_manager,
    "environment": _has_environment,
    "installed": _has_records,
    "nix": _has_flake,
    "direnv": _has_envrc,
    "accelerator": _has_accelerator,
    "secrets": _has_git,
    "tracked": _has_git,
}
"""What has to hold for the checks of a module; those of others, such as `machine`, always apply."""
_OF_CODES: dict[str, Callable[[Place], bool]] = {
    "SB104": _is_uv,
    "SB106": is_project,
    "SB202": _has_rules,
    "SB203": _has_files,
    "SB204": _is_seedbed,
    "SB206": _is_uv,
    "SB207": _is_seedbed,
    "SB401": _may_have_environment,
    "SB404": _is_uv,
    "SB506": _has_manager,
    "SB515": _has_direnv,
    "SB601": _has_settings,
    "SB602": _is_pixi,
    "SB603": _has_settings,
    "SB611": _has_kernels,
    "SB612": _has_notebooks,
    "SB912": _has_lock_in_git,
    "SB914": _has_lock_in_git,
}
"""The same for single checks, before what holds for their module."""
