"""Which of the things that were set aside come back, and as what; pure."""

from __future__ import annotations

from tilth.names import canonical
from tilth.update.values import MISSING, Merger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from typing import Any

    Path = tuple[str, ...]

__all__ = ["MISSING", "get", "needed", "value_of", "whole"]

_PIXI = ("tool", "pixi")


def whole(path: Path) -> Path:
    """The key of the task, the environment or the package that a key is part of."""
    for place, name in enumerate(path[:-1]):
        if name in {"tasks", "environments", "sources"} or name.endswith("dependencies"):
            return path[: place + 2]
    return path


def get(root: Any, path: Path) -> Any:
    """The value at a key; `MISSING` where there is none."""
    for name in path:
        if not isinstance(root, dict) or name not in root:
            return MISSING
        root = root[name]
    return root


def value_of(path: Path, instead: Any, stood: Any, stands: Any) -> Any:
    """What becomes of a value that was set aside; None where it has to stay aside.

    Args:
        path: its key.
        instead: what would come back without it, had nothing been edited.
        stood: what was set aside.
        stands: what would come back without it now.
    """
    if stands == instead:
        return stood
    if MISSING in (instead, stands):
        return None
    if path[-1] == "platforms":
        return _platforms(instead, stood, stands)
    sides = [_as_task(side) if "tasks" in path else side for side in (instead, stood, stands)]
    merger = Merger()
    value = merger.merge(*sides)
    return None if merger.conflicts or merger.kept or merger.removed else value


def needed(table: Mapping[str, Any], paths: Collection[Path]) -> list[Path]:
    """Those of some keys that name what is not there, with which Pixi refuses a manifest."""
    pixi = _table(table, _PIXI)
    features = {*_table(pixi, ("feature",)), *_table(table, ("dependency-groups",))}
    features |= {*_table(table, ("project", "optional-dependencies")), "default"}
    features |= {canonical(name) for name in features}
    environments = {*_table(pixi, ("environments",)), "default"}
    tasks = {name for _, found in _tasks(pixi) for name in found}
    found = []
    for path in paths:
        value = get(table, path)
        if path[:3] == (*_PIXI, "environments") and not _features(value) <= features:
            found.append(path)
        elif len(path) > 1 and path[-2] == "tasks":
            home = value.get("default-environment") if isinstance(value, dict) else None
            if not _steps(value) <= tasks or (home is not None and home not in environments):
                found.append(path)
    return found


def _as_task(value: Any) -> Any:
    if isinstance(value, str):
        return {"cmd": value}
    return {"depends-on": value} if isinstance(value, list) else value


def _platforms(instead: Any, stood: Any, stands: Any) -> Any:
    """The platforms that were set aside, without those removed and with those added meanwhile."""
    if not all(isinstance(side, list) for side in (instead, stood, stands)):
        return None
    before, after = ({_system(one) for one in side} for side in (instead, stands))
    kept = [one for one in stood if _system(one) not in before - after]
    there = {_system(one) for one in kept}
    return [*kept, *(one for one in stands if _system(one) not in before | there)]


def _system(platform: Any) -> str:
    named = platform.get("platform", "") if isinstance(platform, dict) else platform
    return str(named)


def _table(root: Any, path: Path) -> Mapping[str, Any]:
    found = get(root, path)
    return found if isinstance(found, dict) else {}


def _tasks(pixi: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """All tables of tasks in a manifest."""
    features = [(("feature", name), table) for name, table in _table(pixi, ("feature",)).items()]
    for path, table in [((), pixi), *features]:
        yield (*path, "tasks"), _table(table, ("tasks",))
        for name, target in _table(table, ("target",)).items():
            yield (*path, "target", name, "tasks"), _table(target, ("tasks",))


def _features(environment: Any) -> set[str]:
    given = environment.get("features") if isinstance(environment, dict) else environment
    return {one for one in given if isinstance(one, str)} if isinstance(given, list) else set()


def _steps(task: Any) -> set[str]:
    """The tasks that a task names, but for those of an environment that it names too."""
    given = task.get("depends-on", []) if isinstance(task, dict) else task
    steps = given if isinstance(given, list) else [given] if isinstance(task, dict) else []
    names = (one.get("task") if isinstance(one, dict) else one for one in steps)
    return {name for name in names if isinstance(name, str)}
