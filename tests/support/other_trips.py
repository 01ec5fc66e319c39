"""Trips of uv's, Poetry's and conda's projects to Pixi, perhaps to a third manager, and back."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import other_projects as projects
from pixi_trips import (
    CONFLICTS,
    LEFT,
    MANIFEST,
    MEANING,
    REFUSED,
    TEXT,
    Step,
    Trip,
    changes,
    files,
    switch,
    update,
)
from ruamel.yaml import YAML

from seedbed.managers.pixi.rules import REFUSES, judge
from seedbed.model.tree import BASE_PATH
from seedbed.update import base

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def travel(
    name: str, folder: Path, *route: str, edit: Callable[[Path], None] | None = None
) -> Trip:
    """Make a project, and switch it along a route and back to its own manager.

    Args:
        name: which one of `other_projects`.
        folder: where the project is to lie.
        route: the managers on the way.
        edit: changes something before the return.
    """
    root = projects.start(name, folder)
    left = files(root)
    steps: list[Step] = []
    for place, manager in enumerate((*route, projects.manager(name))):
        if edit and place == len(route):
            edit(root)
        steps.append(switch(root, manager))
        if steps[-1].status:
            break
    return Trip(root=root, left=left, steps=tuple(steps))


def faults(trip: Trip) -> list[tuple[str, str]]:
    """What is wrong with a trip on which nothing was edited: the kind, and a sentence."""
    found = list(_faults_on_the_way(trip))
    return [*found, *_faults_at_the_end(trip)] if trip.arrived else found


def _faults_on_the_way(trip: Trip) -> Iterator[tuple[str, str]]:
    for step in trip.steps:
        if step.conflicts:
            yield CONFLICTS, f"to {step.manager}: {', '.join(step.conflicts)}"
        elif step.status:
            yield REFUSED, f"to {step.manager}: {step.why}"
        elif step.parsed["tool"]["seedbed"]["manager"] != step.manager:
            yield REFUSED, f"it does not go to {step.manager}"
        elif step.manager == "pixi" and (verdict := judge(step.text)).answer == REFUSES:
            yield REFUSED, f"Pixi would refuse it: {verdict.rule}"


def _faults_at_the_end(trip: Trip) -> Iterator[tuple[str, str]]:
    came, left = trip.back.files, trip.left
    for path in sorted(path for path in {*came, *left} if _is_manifest(path)):
        then, now = (_said(path, side.get(path)) for side in (left, came))
        if then != now:
            yield MEANING, f"{path}: {'; '.join(changes(then, now))}"
        elif came[path] != left[path]:
            yield TEXT, f"{path} says the same in another way"
    others = {path for path in {*came, *left} if not _is_manifest(path) and path != BASE_PATH}
    if odd := sorted(path for path in others if came.get(path) != left.get(path)):
        yield LEFT, f"not as before: {', '.join(odd)}"
    base.decode(came[BASE_PATH])
    again = update(trip.root, trip.back.manager)
    if again.status or again.files != came or again.said["result"]["written"]:
        yield LEFT, f"another update is not needless: {again.why or again.said['result']}"


def _is_manifest(path: str) -> bool:
    return path == MANIFEST or (path.startswith("environment") and path.endswith(".yml"))


def _said(path: str, data: bytes | None) -> dict[str, Any]:
    if data is None:
        return {"no file": True}
    if path == MANIFEST:
        return tomllib.loads(data.decode())
    table: dict[str, Any] = YAML(typ="safe", pure=True).load(data.decode())
    return table
