"""What is to be exported: the groups, the optional features, and Pixi's environment for them."""

from __future__ import annotations

from seedbed.errors import SeedbedError, nearest, usage_error
from seedbed.formats.tables import Section
from seedbed.model.names import canonical
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from typing import Any

REQUIREMENTS, PYLOCK, ENVIRONMENT, EXPLICIT = "requirements", "pylock", "environment", "explicit"
FORMATS = {
    REQUIREMENTS: "A requirements file with versions and hashes, for pip and uv",
    PYLOCK: "pylock.toml (PEP 751), for uv and pip 26.1",
    ENVIRONMENT: "An environment file, for conda, mamba, and micromamba",
    EXPLICIT: "The addresses of all conda packages, for one platform",
}
"""The formats, each with one line of help."""


@record
class Wanted:
    """What is to be exported.

    Attributes:
        format: one of `FORMATS`; empty for what suits the manager.
        groups: dependency groups beside those that a sync installs.
        extras: optional features.
        dev: whether the groups are in it that a sync installs.
        platform: for which kind of machine, where the format knows only one; empty for this one.
    """

    format: str = ""
    groups: tuple[str, ...] = ()
    extras: tuple[str, ...] = ()
    dev: bool = True
    platform: str = ""


def check_wanted(wanted: Wanted, manager: str, manifest: Mapping[str, Any]) -> None:
    """Refuse groups and optional features that the project does not have.

    Raises:
        SeedbedError: names the nearest that it has.
    """
    if manager == "conda" and wanted.extras:
        raise usage_error(
            "conda's files have no optional features, so --extra has nothing to add.",
            "Leave --extra out.",
            code="bad-usage",
        )
    groups, extras = names_in(manager, manifest)
    if manager != "conda":  # whose groups are files
        _check("group", wanted.groups, groups)
    _check("extra", wanted.extras, extras)


def names_in(manager: str, manifest: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The groups and the optional features of a manifest, by canonical name."""
    document = Section(manifest)
    groups = {*document.section("dependency-groups").values}
    extras = {*document.section("project", "optional-dependencies").values}
    if manager == "poetry":
        groups |= document.section("tool", "poetry", "group").values.keys()
        extras |= document.section("tool", "poetry", "extras").values.keys()
    if manager == "pixi":
        groups |= document.section("tool", "pixi", "feature").values.keys()
    return set(map(canonical, groups)), set(map(canonical, extras))


def _check(option: str, asked: Iterable[str], known: Collection[str]) -> None:
    for name in asked:
        if canonical(name) in known:
            continue
        what = "dependency group" if option == "group" else "optional feature"
        offered = tuple(sorted(known))
        meant = nearest(name, offered)
        hint = f"It has {', '.join(offered)}." if offered else f"Leave --{option} out."
        raise usage_error(
            f"The project has no {what} {name!r}.",
            f"Did you mean '{meant}'? {hint}" if meant else hint,
            code="unknown-name",
        )


def pixi_environment(wanted: Wanted, manifest: Mapping[str, Any]) -> str:
    """The environment of Pixi's that has just what is wanted: no other one is solved and locked.

    Raises:
        SeedbedError: when there is none.
    """
    environments = {"default": frozenset[str](), **_environments(manifest)}
    of_sync = environments.get("dev", frozenset[str]()) if wanted.dev else frozenset[str]()
    named = {canonical(name) for name in (*wanted.groups, *wanted.extras)}
    features = of_sync | named
    names = ["dev"] if wanted.dev and features == of_sync and "dev" in environments else []
    names += sorted(name for name, has in environments.items() if has == features)
    if names:
        return names[0]
    only = sorted(name for name, has in environments.items() if has == named)
    hint = "Pixi locks only what [tool.pixi.environments] lists: add an environment for it."
    if wanted.dev and only:
        hint = f"Add --no-dev to export the environment '{only[0]}' without the others. {hint}"
    raise SeedbedError(
        f"No environment of Pixi's has just the features {', '.join(sorted(features))}.",
        hint,
        code="no-such-environment",
    )


def _environments(manifest: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """The features of each environment that has those of the project itself, too."""
    found = {}
    for name, given in Section(manifest).section("tool", "pixi", "environments").items():
        features = given
        if isinstance(given, dict):
            if given.get("no-default-feature"):
                continue
            features = given.get("features", [])
        if isinstance(features, list):
            found[name] = frozenset(canonical(one) for one in features if isinstance(one, str))
    return found
