"""Trips of Pixi's projects: to another manager, perhaps to a third one, and back."""

from __future__ import annotations

import io
import json
import shutil
import tomllib
from contextlib import chdir, redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any

import pixi_projects as projects
from envelopes import faults_of

from seedbed.cli import main
from seedbed.commands.new import plan_new, write_new
from seedbed.formats.toml import dotted
from seedbed.managers.pixi.rules import REFUSES, judge
from seedbed.model.choices import make_choices
from seedbed.model.record import record
from seedbed.model.tree import BASE_PATH
from seedbed.update import base

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MANIFEST = "pyproject.toml"
OTHERS = ("uv", "poetry", "conda")
LONGER = (("uv", "conda"), ("poetry", "uv"), ("conda", "poetry"))
REFUSED, CONFLICTS, STAYED = "refused", "conflicts", "stayed"
MEANING, TEXT, LEFT = "meaning", "text", "left"
"""What may go wrong with a trip."""


@record
class Step:
    """One run of `seedbed update`.

    Attributes:
        manager: the one that the project was to have.
        status: the exit status.
        said: the JSON document.
        files: all that lies in the project afterwards, but for the journal.
    """

    manager: str
    status: int
    said: dict[str, Any]
    files: dict[str, bytes]

    @property
    def text(self) -> str:
        """The manifest as it is then."""
        return self.files[MANIFEST].decode()

    @property
    def parsed(self) -> dict[str, Any]:
        """What the manifest holds then."""
        return tomllib.loads(self.text)

    @property
    def conflicts(self) -> list[str]:
        """The places in files that both sides changed."""
        result = self.said["result"] or {"files": []}
        return [one for file in result["files"] for one in file["conflicts"]]

    @property
    def why(self) -> str:
        """What was said instead of doing it."""
        error = self.said["error"]
        return error["message"] if error else ""


@record
class Trip:
    """A switch to each manager of a route, the last of which is Pixi.

    Attributes:
        root: the project.
        left: the project's files before the first switch.
        steps: the switches; after one that fails there is no other.
    """

    root: Path
    left: dict[str, bytes]
    steps: tuple[Step, ...]

    @property
    def back(self) -> Step:
        """The last step, after which the project is Pixi's again."""
        return self.steps[-1]

    @property
    def arrived(self) -> bool:
        """Whether every switch was made."""
        return self.back.status == 0


def start(name: str, folder: Path) -> Path:
    """A project as its users have it.

    Args:
        name: which one of `pixi_projects`.
        folder: where it is to lie.
    """
    root = folder / projects.NAME
    if root.exists():
        shutil.rmtree(root)
    framework = projects.framework(name)
    choices = make_choices(projects.NAME, manager="pixi", framework=framework)
    write_new(plan_new(str(root), choices))
    (root / MANIFEST).write_bytes(projects.manifest(name))
    return root


def travel(
    name: str, folder: Path, *route: str, edit: Callable[[Path], None] | None = None
) -> Trip:
    """Make a project, and switch it along a route and back to Pixi.

    Args:
        name: which one of `pixi_projects`.
        folder: where the project is to lie.
        route: the managers on the way.
        edit: changes something before the return.
    """
    root = start(name, folder)
    left = files(root)
    steps: list[Step] = []
    for manager in (*route, "pixi"):
        if edit and manager == "pixi":
            edit(root)
        steps.append(switch(root, manager))
        if steps[-1].status:
            break
    return Trip(root=root, left=left, steps=tuple(steps))


def switch(root: Path, manager: str) -> Step:
    """Give a project another manager."""
    return update(root, manager, "--set", f"manager={manager}")


def update(root: Path, manager: str, *options: str) -> Step:
    """Run `seedbed update` in this process."""
    said, notes = io.StringIO(), io.StringIO()
    with chdir(root), redirect_stdout(said), redirect_stderr(notes):
        status = main(["update", "--no-sync", "--json", *options])
    document = json.loads(said.getvalue())
    assert faults_of(document, "update") == []
    return Step(manager=manager, status=status, said=document, files=files(root))


def files(root: Path) -> dict[str, bytes]:
    """A project's files by path, but for the journal."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and "journal" not in path.parts
    }


def faults(trip: Trip) -> list[tuple[str, str]]:
    """What is wrong with a trip on which nothing was edited: the kind, and a sentence."""
    found = list(_faults_on_the_way(trip))
    return [*found, *_faults_at_the_end(trip)] if trip.arrived else found


def _faults_on_the_way(trip: Trip) -> Iterator[tuple[str, str]]:
    before = "pixi"
    for step in trip.steps:
        what = f"{before} to {step.manager}"
        if step.conflicts:
            yield CONFLICTS, f"{what}: {', '.join(step.conflicts)}"
        elif step.status:
            yield REFUSED, f"{what}: {step.why}"
        elif step.parsed["tool"]["seedbed"]["manager"] != step.manager:
            yield REFUSED, f"{what}: it is still {before}'s"
        elif step.manager != "pixi" and "pixi" in step.parsed["tool"]:
            yield STAYED, f"{what}: tool.pixi stays, with {', '.join(step.parsed['tool']['pixi'])}"
        before = step.manager


def _faults_at_the_end(trip: Trip) -> Iterator[tuple[str, str]]:
    came, left = trip.back.files, trip.left
    then, now = (tomllib.loads(side[MANIFEST].decode()) for side in (left, came))
    verdict, wanted = judge(came[MANIFEST].decode()), judge(left[MANIFEST].decode())
    if verdict.answer == REFUSES:
        yield REFUSED, f"Pixi would refuse what came back: {verdict.rule}"
    if then != now:
        yield MEANING, "; ".join(changes(then, now))
    elif came[MANIFEST] != left[MANIFEST]:
        yield TEXT, "pyproject.toml says the same in another way"
    elif verdict != wanted:
        yield MEANING, f"it was {wanted}, and is {verdict}"
    others = {path for path in {*came, *left} if path not in (MANIFEST, BASE_PATH)}
    if odd := sorted(path for path in others if came.get(path) != left.get(path)):
        yield LEFT, f"not as before: {', '.join(odd)}"
    base.decode(came[BASE_PATH])
    again = update(trip.root, "pixi")
    if again.status or again.files != came or again.said["result"]["written"]:
        yield LEFT, f"another update is not needless: {again.why or again.said['result']}"


def changes(then: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What differs between two documents, each as `- key = value` or `+ key = value`."""
    old, new = dict(_leaves(then, ())), dict(_leaves(now, ()))
    return [
        f"{sign} {dotted(path)} = {value!r}"
        for path in {**old, **new}
        if old.get(path, _leaves) != new.get(path, _leaves)
        for sign, side in (("-", old), ("+", new))
        if path in side
        for value in (side[path],)
    ]


def _leaves(value: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _leaves(one, (*path, key))
    else:
        yield path, value
