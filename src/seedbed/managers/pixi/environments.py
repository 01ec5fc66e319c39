"""Pixi's environments: which features each has, and so which groups are installed unasked.

https://pixi.sh/latest/workspace/multi_environment/
"""

from __future__ import annotations

from seedbed.formats.toml import Inline
from seedbed.managers.pixi.packages import features
from seedbed.managers.shared.conda_packages import groups
from seedbed.model.names import canonical
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from seedbed.formats.tables import Section
    from seedbed.model.project import Project


def environments_of(project: Project) -> dict[str, Any]:
    """Environments by name; `default`, which Pixi has by itself, if it has more without `dev`.

    None shares its solve with another: Pixi 0.77 calls the lock of a solve-group stale for ever
    when a requirement's marker never holds and conda brings that package for another environment
    of the group. A group of its own only says that a feature excludes others.
    """
    apart = {name for names in project.exclusive for name in names}
    worked_in = [name for name in groups(project) if name not in {*apart, *project.on_demand}]
    found: dict[str, Any] = {}
    if worked_in and not (_has_dev(project) and "dev" in worked_in):
        found["default"] = worked_in
    for name in features(project):
        if name in apart:
            found[canonical(name)] = _alone(name)
        elif name == "dev":
            found["dev"] = ["dev", *(one for one in worked_in if one != "dev")]
        else:
            found[canonical(name)] = [name]
    return found


def with_environments(pixi: Section, project: Project, unmodeled: list[str]) -> Project:
    """The project with what excludes each other: all features that are solved apart."""
    given = pixi.section("environments")
    alone = tuple(
        name for name in features(project) if given.values.get(canonical(name)) == _alone(name)
    )
    project = replace(project, exclusive=apart_in(replace(project, exclusive=(alone,))))
    project = replace(project, on_demand=_read_on_demand(given, project))
    expected = environments_of(project)
    unmodeled += [
        given.key(name)
        for name, environment in given.items()
        if not _same_environment(name, environment, expected.get(name))
    ]
    return project


def apart_in(project: Project) -> tuple[tuple[str, ...], ...]:
    """The features that exclude others, in one set; none when it would hold less than two."""
    named = {name for names in project.exclusive for name in names}
    apart = tuple(sorted(named.intersection(features(project))))
    return (apart,) if len(apart) > 1 else ()


def on_demand_of(project: Project) -> tuple[str, ...]:
    """The groups that are not in what people work in, as all that are apart.

    Where nothing else is installed unasked, `dev` is: its environment is the one that is synced.
    """
    apart = {name for names in project.exclusive for name in names}
    without = {*project.on_demand, *apart}
    if _has_dev(project) and without.issuperset(groups(project)):
        without -= {"dev"}
    return tuple(name for name in groups(project) if name in without)


def named_in(environment: Any) -> list[Any]:
    """The features of an environment."""
    given = environment.get("features") if isinstance(environment, dict) else environment
    return [name for name in given if isinstance(name, str)] if isinstance(given, list) else []


def _read_on_demand(environments: Section, project: Project) -> tuple[str, ...]:
    """The groups that are not in what people work in: `default` if it is given any, or `dev`.

    A group that is in no environment is not installed before somebody asks for it.
    """
    given = environments.values
    worked_in = named_in(given.get("default"))
    if not worked_in and _has_dev(project):
        worked_in = named_in(given.get("dev"))
    named = {canonical(name) for name in worked_in}
    return tuple(name for name in groups(project) if canonical(name) not in named)


def _has_dev(project: Project) -> bool:
    """Whether there is an environment `dev` with all that people work with."""
    apart = {name for names in project.exclusive for name in names}
    return "dev" in features(project) and "dev" not in apart


def _alone(name: str) -> Inline:
    """The environment of a feature that excludes others."""
    return Inline({"features": [name], "solve-group": canonical(name)})


def _same_environment(name: str, given: Any, expected: Any) -> bool:
    """Whether an environment is as seedbed writes it, or wrote it once: in a solve-group of all."""
    match given:
        case {"solve-group": "default", **rest} if not rest:
            return name == "default"
        case {"solve-group": "default", "features": features, **rest} if not rest:
            return bool(features == expected)
        case {"features": features, **rest} if not rest:
            return bool(features == expected)
    return bool(given == expected)
