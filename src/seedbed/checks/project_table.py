"""What the standards say of `[project]` and of groups, and every manager and build tool refuses.

PEP 508, PEP 621, and PEP 735.
"""

from __future__ import annotations

import re

from seedbed.formats.toml import dotted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    Path = tuple[str | int, ...]

_PLAIN = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?:\[[A-Za-z0-9._, -]*\])?"
    r"(?:\s*(?:[<>=!~]=|[<>])\s*[A-Za-z0-9.!+*_-]+,?)*"
)
"""Most requirements; whether any other one is valid takes a library, which is slow to import."""
_TEXTS = ("name", "version", "description", "requires-python")


def faults(manifest: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """The values that no manager reads: the path of each, and a sentence without its period.

    Args:
        manifest: the parsed `pyproject.toml`.
    """
    project = manifest.get("project")
    if isinstance(project, dict):
        for key in _TEXTS:
            if not isinstance(project.get(key, ""), str):
                yield ("project", key), f"project.{key} must be a string: put it in quotes"
        yield from _list(("project", "dependencies"), project.get("dependencies", []))
        for key, items in _tables(project.get("optional-dependencies")):
            yield from _list(("project", "optional-dependencies", key), items)
    for key, items in _tables(manifest.get("dependency-groups")):
        yield from _list(("dependency-groups", key), items, others=True)


def _tables(value: Any) -> Iterator[tuple[str, Any]]:
    yield from value.items() if isinstance(value, dict) else ()


def _list(path: Path, items: Any, *, others: bool = False) -> Iterator[tuple[Path, str]]:
    named = dotted(tuple(map(str, path)))
    if not isinstance(items, list):
        yield path, f"{named} must be a list"
        return
    for place, item in enumerate(items):
        if isinstance(item, str):
            if fault := _fault(item):
                yield (*path, place), f"{item!r} in {named} is not a valid requirement: {fault}"
        elif not (others and isinstance(item, dict)):  # a group may include another one
            yield (*path, place), f"{named} must hold strings only"


def _fault(text: str) -> str:
    """What is wrong with a requirement, as its reader says; empty where it can be read."""
    if _PLAIN.fullmatch(text):
        return ""
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        Requirement(text)
    except InvalidRequirement as error:
        return str(error).partition("\n")[0].rstrip(".").lower()
    return ""
