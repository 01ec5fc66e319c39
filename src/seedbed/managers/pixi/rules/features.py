"""Pixi's rules for features, targets and environments."""

from __future__ import annotations

from seedbed.managers.pixi.rules.findings import (
    array,
    boolean,
    each,
    fields,
    one_of,
    shown,
    string,
    strings,
    table,
    wrong,
)
from seedbed.managers.pixi.rules.packages import (
    Setting,
    judge_constraints,
    judge_dependencies,
    judge_dev,
)
from seedbed.managers.pixi.rules.places import channel
from seedbed.managers.pixi.rules.platforms import (
    Platform,
    is_simple,
    judge_reference,
    judge_selector,
)
from seedbed.managers.pixi.rules.pypi import SINGLE, judge_pypi_dependencies, judge_pypi_options
from seedbed.managers.pixi.rules.tasks import environment_name, judge_activation, judge_tasks
from seedbed.managers.pixi.rules.virtual import judge_system_requirements
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from seedbed.managers.pixi.rules.findings import Findings, Judge, Path

CHANNEL_PRIORITY = one_of("strict", "flexible", "disabled")
SOLVE_STRATEGY = one_of("highest", "lowest", "lowest-direct")


@record
class Workspace:
    """What the rest of a manifest depends on.

    Attributes:
        setting: how tables of packages are judged.
        platforms: the workspace's.
    """

    setting: Setting
    platforms: list[Platform]


def target_judges(workspace: Workspace) -> dict[str, Judge]:
    """The judges of what may stand under a platform, and everywhere else too."""
    setting = workspace.setting

    def dependencies(seen: Findings, path: Path, value: Any) -> None:
        judge_dependencies(seen, path, value, setting)

    def built(seen: Findings, path: Path, value: Any) -> None:
        judge_dependencies(seen, path, value, setting)
        if setting.builds:
            seen.refuse(path, f"{shown(path)}: with pixi-build, only a package can have {path[-1]}")

    def constraints(seen: Findings, path: Path, value: Any) -> None:
        judge_constraints(seen, path, value, setting)

    return {
        "dependencies": dependencies,
        "host-dependencies": built,
        "build-dependencies": built,
        "constraints": constraints,
        "pypi-dependencies": judge_pypi_dependencies,
        "dev": judge_dev,
        "activation": judge_activation,
        "tasks": judge_tasks,
    }


def feature_judges(workspace: Workspace) -> dict[str, Judge]:
    """The judges of what a feature may have."""
    judges = target_judges(workspace)

    def platforms(seen: Findings, path: Path, value: Any) -> None:
        judge_reference(seen, path, value, workspace.platforms)

    return {
        **judges,
        "platforms": platforms,
        "channels": each(channel),
        "channel-priority": CHANNEL_PRIORITY,
        "solve-strategy": SOLVE_STRATEGY,
        "target": targets(judges),
        "pypi-options": judge_pypi_options,
        "system-requirements": requirements_judge(workspace),
    }


def targets(judges: dict[str, Judge]) -> Judge:
    """A judge of `[target]`, whose keys are platforms and whose tables have known keys."""

    def judge(seen: Findings, path: Path, value: Any) -> None:
        for name, target in table(seen, path, value).items():
            judge_selector(seen, (*path, name), name)
            fields(seen, (*path, name), target, judges)

    return judge


def requirements_judge(workspace: Workspace) -> Judge:
    """A judge of `[system-requirements]`, which go with plain platforms only."""

    def judge(seen: Findings, path: Path, value: Any) -> None:
        if not judge_system_requirements(seen, path, value):
            return
        if not is_simple(workspace.platforms):
            seen.refuse(
                path,
                f"{shown(path)} cannot be combined with platforms that have names or versions of "
                "their own; set them for the platforms",
            )

    return judge


def judge_features(seen: Findings, path: Path, value: Any, workspace: Workspace) -> None:
    """Judge `[feature]`."""
    judges = feature_judges(workspace)
    for name, feature in table(seen, path, value).items():
        if name == "default":
            seen.refuse(
                (*path, name), f"{shown((*path, name))}: Pixi reserves the feature 'default'"
            )
        fields(seen, (*path, name), feature, judges)


def judge_environments(
    seen: Findings,
    path: Path,
    value: Any,
    features: dict[str, dict[str, Any]],
    workspace: Workspace,
) -> None:
    """Judge `[environments]`.

    Args:
        seen: takes what is found.
        path: where the table stands.
        value: the table.
        features: all features by their names, also those of groups and extras; the default one too.
        workspace: what else they depend on.
    """
    judges = feature_judges(workspace)
    for key in ("host-dependencies", "build-dependencies", "system-requirements"):
        del judges[key]
    judges |= {"features": strings, "solve-group": string, "no-default-feature": boolean}
    for name, environment in table(seen, path, value).items():
        place = (*path, name)
        environment_name(seen, place, name)
        used: list[dict[str, Any]] = []
        if isinstance(environment, list):
            listed = _judge_list(seen, place, environment, features)
        elif isinstance(environment, dict):
            fields(seen, place, environment, judges)
            _check_content(seen, place, environment)
            inner = (*place, "features")
            listed = _judge_list(seen, inner, environment.get("features", []), features)
            used.append(environment)
        else:
            wrong(seen, place, environment, "an array or a table")
        used += [features[feature] for feature in listed]
        if isinstance(environment, list) or not environment.get("no-default-feature"):
            used.append(features["default"])
        _check_union(seen, place, used)


def _judge_list(
    seen: Findings, path: Path, value: list[Any], features: Collection[str]
) -> list[str]:
    listed: list[str] = []
    for index, name in enumerate(strings(seen, path, array(seen, path, value))):
        place = (*path, index)
        if name not in features:
            seen.refuse(place, f"{shown(path)} names the feature '{name}', which does not exist")
        if name in listed:
            seen.refuse(place, f"{shown(path)} names the feature '{name}' twice")
        listed.append(name)
    return listed


def _check_content(seen: Findings, path: Path, environment: dict[str, Any]) -> None:
    content = [
        key
        for key, value in environment.items()
        if key != "no-default-feature" and (value or key not in ("tasks", "target"))
    ]
    if not content:
        seen.refuse(path, f"{shown(path)} must have the key features")


def _check_union(seen: Findings, path: Path, used: list[dict[str, Any]]) -> None:
    """Refuse features that say different things where one environment has one answer."""
    options = [feature.get("pypi-options", {}) for feature in used]
    for key in SINGLE:
        said = {str(one[key]): None for one in options if key in one}
        if len(said) > 1 and (key != "index-url" or _differ(*said)):
            first, second, *_ = said
            seen.refuse(
                path, f"{shown(path)} combines pypi-options.{key} '{first}' with '{second}'"
            )
        if len(said) > 1:
            seen.doubt(path, f"two values of pypi-options.{key}")
    needed = [feature.get("system-requirements", {}) for feature in used]
    archspecs = {one["archspec"] for one in needed if "archspec" in one}
    if len(archspecs) > 1:
        seen.refuse(path, f"{shown(path)} combines system requirements of different processors")
    libcs = {_family(one["libc"]) for one in needed if "libc" in one}
    if len(libcs) > 1:
        seen.refuse(path, f"{shown(path)} combines system requirements of different C libraries")


def _family(libc: str | dict[str, Any]) -> str:
    return "glibc" if isinstance(libc, str) else str(libc.get("family", "glibc"))


def _differ(*urls: str) -> bool:
    """Whether URLs are different beyond what one of them could be turned into."""
    plain = {url.lower().rstrip("/") for url in urls}
    return len(plain) == len(urls) and not any(sign in url for url in urls for sign in ("%", ".."))
