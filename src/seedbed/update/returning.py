"""Which of the things that were set aside come back, and as what; pure."""

from __future__ import annotations

from seedbed.formats.toml_edit.edit import expected
from seedbed.managers.shared.items import requirement
from seedbed.managers.shared.metadata import parse_requirement
from seedbed.merge3.values import MISSING, Merger
from seedbed.model.record import record
from seedbed.update.index_tables import are_tables, tables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any

    Path = tuple[str, ...]


REQUIREMENTS = (
    ("project", "dependencies"),
    ("project", "optional-dependencies"),
    ("dependency-groups",),
)
"""The keys of lists of requirements."""


@record
class Said:
    """What a manager's own tables and files say at a return.

    Attributes:
        requirements: those that they ask for by themselves, in one spelling, by the key of the
            list that could ask for them.
        instead: keys that say something else than what was set aside, because another key was
            edited that they go with.
        listed: names and markers of requirements that stay in a list, by its key, because they
            come from another place than own tables said.
    """

    requirements: Mapping[Path, Collection[str]] = {}
    instead: Mapping[Path, Any] = {}
    listed: Mapping[Path, Collection[Path]] = {}

    def at(self, path: Path) -> tuple[Collection[str], Collection[Path]]:
        """What is said of a list: what own tables ask for, and what stays in it."""
        return self.requirements.get(path, ()), self.listed.get(path, ())


def whole(path: Path) -> Path:
    """The key of the task, the environment or the package that a key is part of."""
    for place, name in enumerate(path[:-1]):
        if name in {"tasks", "environments", "sources", "indexes"} or name.endswith("dependencies"):
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
    if instead is not MISSING and are_tables(instead, stood, stands):
        return tables(instead, stood, stands)
    if MISSING in (instead, stands):
        return None
    if path[-1] == "platforms":
        return _platforms(instead, stood, stands)
    sides = [_as_task(side) if "tasks" in path else side for side in (instead, stood, stands)]
    merger = Merger()
    value = merger.merge(*sides)
    return None if merger.conflicts or merger.orphaned or merger.removed else value


def is_requirements(path: Path) -> bool:
    """Whether a key is one of a list of requirements that all managers read."""
    return path == REQUIREMENTS[0] or path[:-1] in REQUIREMENTS[1:]


def requirements(
    instead: Any, stood: Any, stands: Any, told: tuple[Collection[str], Collection[Path]]
) -> Any:
    """What becomes of a list of requirements; each list may be `MISSING`.

    What did not stand in it, as what the manager's own tables had, goes back to where it stood;
    where it was edited, it does so if these say the edit.

    Args:
        instead: what would come back, had nothing been edited.
        stood: what was set aside.
        stands: what would come back now.
        told: the requirements that the manager's own tables ask for by themselves, and the names
            and markers of those that stay, which another place has.
    """
    said, listed = told
    if stands in (instead, stood) and not listed:
        return stood
    before, stays, after = (
        {} if side is MISSING else _by_key(side) for side in (instead, stood, stands)
    )
    moved = before.keys() - stays.keys()
    found = []
    for key, item in stays.items():
        if key not in before:
            found.append(item)
        elif key in after:
            same = requirement(after[key]) == requirement(before[key])
            found.append(item if same else after[key])
    for key, item in after.items():
        same = key in moved and requirement(item) == requirement(before[key])
        is_said = same or (key in moved and requirement(item) in said)
        if key not in stays and (not is_said or _named(key) in listed):
            found.append(item)
    return found if found or stood is not MISSING else MISSING


def _by_key(items: list[Any]) -> dict[object, Any]:
    """The requirements of a list, by what tells them apart."""
    return {_key(one): one for one in items}


def _key(item: Any) -> object:
    """What tells a requirement from others in a list: its name and its marker."""
    try:
        return parse_requirement(item).key
    except (ValueError, TypeError):  # InvalidRequirement is one
        return repr(item)


def _named(key: object) -> object:
    """The name and the marker of a requirement, by what tells it from others."""
    return key[-2:] if isinstance(key, tuple) else key


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
