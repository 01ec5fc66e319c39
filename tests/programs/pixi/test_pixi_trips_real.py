"""What the real Pixi says of projects that went to another manager and came back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pixi_projects as projects
import pytest
from pixi_runs import Pixi
from pixi_trips import OTHERS, start, travel

NAMES = projects.names()
TRIPS = [
    *((name, ("uv",)) for name in NAMES),
    *((name, (other,)) for other in OTHERS[1:] for name in NAMES[::3]),
]
OF_THE_MACHINE = ("prefix", "environment_size", "resolved_platform", "minimum_supported_platform")
"""What is said of an environment that does not come from the manifest alone."""


@pytest.mark.parametrize("name", NAMES)
def test_pixi_accepts_a_manifest(pixi: Pixi, tmp_path: Path, name: str) -> None:
    root = start(name, tmp_path)
    done = pixi.run("task", "list", cwd=root, check=False)
    assert done.returncode == 0, done.stderr
    warnings = [line for line in done.stderr.splitlines() if "⚠" in line]
    assert all("deprecated" in line or "instead." in line for line in warnings)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "route"), TRIPS)
def test_pixi_finds_the_same_after_a_trip(
    pixi: Pixi, tmp_path: Path, name: str, route: tuple[str, ...]
) -> None:
    before = seen(pixi, start(name, tmp_path))
    trip = travel(name, tmp_path, *route)
    assert (trip.back.why, trip.back.conflicts, trip.back.manager) == ("", [], "pixi")
    assert seen(pixi, trip.root) == before


def seen(pixi: Pixi, root: Path) -> dict[str, Any]:
    """The environments that Pixi finds in a project, and all their tasks."""
    info = json.loads(pixi.run("info", "--json", cwd=root).stdout)
    environments = {
        one["name"]: {
            **{key: value for key, value in one.items() if key not in OF_THE_MACHINE},
            "tasks": sorted(one["tasks"]),
            "platforms": sorted(one["platforms"], key=str),
        }
        for one in info["environments_info"]
    }
    tasks = json.loads(pixi.run("task", "list", "--json", cwd=root).stdout)
    return {"environments": environments, "tasks": in_order(tasks)}


def in_order(value: Any) -> Any:
    """The same, with environments, features and tasks by name: Pixi gives them in any order."""
    if isinstance(value, dict):
        return {key: in_order(one) for key, one in value.items()}
    if not isinstance(value, list):
        return value
    found = [in_order(one) for one in value]
    if any(isinstance(one, dict) and one.keys() & {"cmd", "tasks"} for one in found):
        found.sort(key=lambda one: json.dumps(one, sort_keys=True))
    return found
