"""What the files of a project require from PyPI, wherever a manager looks for it."""

from __future__ import annotations

from seedbed.checks.folder import MANIFEST
from seedbed.errors import SeedbedError
from seedbed.model.names import canonical, requirement_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from seedbed.checks.place import Place


def required(place: Place) -> Iterator[tuple[str, str, str]]:
    """The canonical names of what is required from PyPI, each with its key and its file."""
    for key, items in _lists(place):
        for item in items if isinstance(items, list) else ():
            if isinstance(item, str):
                yield requirement_name(item), key, MANIFEST
    for path in _of_poetry(place):
        for package in place.table(*path):
            yield canonical(package), ".".join(path), MANIFEST
    for path in _of_pixi(place):
        for package in place.pixi(*path):
            yield canonical(package), ".".join((*place.pixi_path, *path)), place.manifest_name
    for name, text in of_pip(place):
        yield requirement_name(text), "dependencies.pip", name


def of_pip(place: Place) -> Iterator[tuple[str, str]]:
    """The lines for pip in the environment files, each with the name of its file."""
    from seedbed.managers.conda.stages import environment_files
    from seedbed.managers.conda.yaml import loads

    try:
        names = environment_files(place.root)
    except (OSError, SeedbedError):
        return
    for name in names:
        try:
            listed = loads(place.text(name) or "", name).get("dependencies")
        except SeedbedError:
            continue  # another check says so
        for item in listed if isinstance(listed, list) else ():
            lines = item.get("pip") if isinstance(item, dict) else None
            for line in lines if isinstance(lines, list) else ():
                if isinstance(line, str):
                    yield name, line.strip()


def _lists(place: Place) -> Iterator[tuple[str, Any]]:
    yield "project.dependencies", place.table("project").get("dependencies")
    for extra, items in place.table("project", "optional-dependencies").items():
        yield f"project.optional-dependencies.{extra}", items
    for group, items in place.table("dependency-groups").items():
        yield f"dependency-groups.{group}", items
    yield "tool.uv.dev-dependencies", place.table("tool", "uv").get("dev-dependencies")


def _of_poetry(place: Place) -> Iterator[tuple[str, ...]]:
    yield "tool", "poetry", "dependencies"
    yield "tool", "poetry", "dev-dependencies"
    for group in place.table("tool", "poetry", "group"):
        yield "tool", "poetry", "group", group, "dependencies"


def _of_pixi(place: Place) -> Iterator[tuple[str, ...]]:
    """The paths of the tables below Pixi's: for all, for features, and for platforms of both."""
    for above in ((), *(("feature", name) for name in place.pixi("feature"))):
        for on in ((), *(("target", name) for name in place.pixi(*above, "target"))):
            yield *above, *on, "pypi-dependencies"
