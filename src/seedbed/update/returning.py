"""Which of the things that were set aside come back, and as what; pure."""

from __future__ import annotations

from seedbed.formats.toml_edit.edit import expected
from seedbed.merge3.values import MISSING, Merger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Path = tuple[str, ...]


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
    if stands in (instead, stood):
        return stood
    if MISSING in (instead, stands):
        return None
    if path[-1] == "platforms":
        return _platforms(instead, stood, stands)
    sides = [_as_task(side) if "tasks" in path else side for side in (instead, stood, stands)]
    merger = Merger()
    value = merger.merge(*sides)
    return None if merger.conflicts or merger.orphaned or merger.removed else value


def taken(
    now: dict[str, Any], changes: Mapping[Path, Any], accepts: Callable[[dict[str, Any]], bool]
) -> dict[Path, Any]:
    """Those of some changes after which the manager still reads the manifest.

    Something that was set aside may need what was removed meanwhile, as an environment its feature.

    Args:
        now: what the manifest says.
        changes: what is to come back.
        accepts: whether the manager reads a manifest.
    """
    if accepts(expected(now, changes)) or not accepts(now):
        return {**changes}
    found: dict[Path, Any] = {}
    asked = 0

    def take(paths: list[Path]) -> None:
        nonlocal asked
        asked += 1
        if asked > _MOST_ASKED:
            return
        more = {path: changes[path] for path in paths}
        if accepts(expected(now, {**found, **more})):
            found.update(more)
        elif len(paths) > 1:
            take(paths[: len(paths) // 2])
            take(paths[len(paths) // 2 :])

    before = -1
    while before < len(found) < len(changes):  # what needs something else comes after that
        before = len(found)
        take([path for path in changes if path not in found])
    return found


_MOST_ASKED = 300
"""How often a manager's rules are asked; what is left by then stays aside."""


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
