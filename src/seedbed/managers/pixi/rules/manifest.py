"""Pixi's rules for a manifest as a whole: the table `[tool.pixi]`, or all of `pixi.toml`."""

from __future__ import annotations

from seedbed.managers.pixi.rules.features import (
    feature_judges,
    judge_environments,
    judge_features,
)
from seedbed.managers.pixi.rules.findings import only, shown, string, table
from seedbed.managers.pixi.rules.packages import name_keys
from seedbed.managers.pixi.rules.places import exclude_newer
from seedbed.managers.pixi.rules.requirements import package_name
from seedbed.managers.pixi.rules.workspace import judge_workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from seedbed.managers.pixi.rules.findings import Findings, Path

_APART = ("platforms", "channels", "channel-priority", "solve-strategy")
"""What a feature has and the manifest itself has in its workspace."""


def judge_manifest(seen: Findings, path: Path, value: Any, groups: Iterable[str]) -> None:
    """Judge a manifest.

    Args:
        seen: takes what is found.
        path: where its table stands; empty in `pixi.toml`.
        value: the table.
        groups: the dependency groups and extras, which are features too.
    """
    given = table(seen, path, value)
    name = "workspace" if "workspace" in given else "project"
    if name not in given and "package" in given:
        seen.doubt(path, "a package whose workspace is elsewhere")
        return
    if name not in given:
        seen.refuse(path, f"{shown(path)} must have the table workspace")
    workspace = judge_workspace(seen, (*path, name), given[name], known=name == "workspace")
    judges = feature_judges(workspace)
    for key in _APART:
        del judges[key]
    others = (name, "package", "exclude-newer", "pypi-exclude-newer", "feature", "environments")
    only(seen, path, given, (*judges, *others, "tool", "$schema"))
    for key, item in given.items():
        if key in judges:
            judges[key](seen, (*path, key), item)
    if "tool" in given:
        table(seen, (*path, "tool"), given["tool"])
    if "$schema" in given:
        string(seen, (*path, "$schema"), given["$schema"])
    _judge_cutoffs(seen, path, given)
    _judge_package(seen, path, given, builds=workspace.setting.builds)
    judge_features(seen, (*path, "feature"), given.get("feature", {}), workspace)
    features: dict[str, dict[str, Any]] = {name: {} for name in groups}
    features |= given.get("feature", {})
    features["default"] = given
    place = (*path, "environments")
    judge_environments(seen, place, given.get("environments", {}), features, workspace)


def _judge_cutoffs(seen: Findings, path: Path, given: dict[str, Any]) -> None:
    for key in ("exclude-newer", "pypi-exclude-newer"):
        place = (*path, key)
        for name, cutoff in table(seen, place, given.get(key, {})).items():
            if key == "exclude-newer":
                name_keys(seen, place, [name])
            else:
                package_name(seen, (*place, name), name)
            exclude_newer(seen, (*place, name), cutoff)


def _judge_package(seen: Findings, path: Path, given: dict[str, Any], *, builds: bool) -> None:
    place = (*path, "package")
    if "package" not in given:
        return
    table(seen, place, given["package"])
    if not builds:
        seen.refuse(place, f'{shown(place)} needs preview = ["pixi-build"] in the workspace')
    seen.doubt(place, "a package to build")
