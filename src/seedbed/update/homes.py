"""Where a manifest says what a project holds; pure."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.merge3.values import MISSING
from seedbed.model.names import canonical
from seedbed.update.aside import SHARED
from seedbed.update.inventory import requirement_key
from seedbed.update.returning import get
from seedbed.update.texts import NAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from seedbed.managers.protocols import Dialect
    from seedbed.model.flat import Address
    from seedbed.model.project import Project

    Path = tuple[str, ...]
    Key = tuple[str, Path]

PYTHON = ("python",)
"""The address of the range of Python versions."""


def homes_of(
    dialect: Dialect, project: Project, manifest: Mapping[str, Any]
) -> dict[Address, list[Key]]:
    """The keys that say what is at each address; those that only note it come last.

    Args:
        dialect: the manager's.
        project: what the manifest says.
        manifest: `pyproject.toml`.
    """
    found: dict[Address, list[Key]] = {}
    for file, document in dialect.write(project).items():
        for path, sources in document.sources.items():
            if file == NAME and get(manifest, path) is MISSING:
                continue  # said at another key, as an index by its address
            about = (PYTHON,) if path == SHARED[-1] else sources or ((path[-1],),)
            about += (("includes", path[1]),) if path[0] == "dependency-groups" else ()
            for address in about:
                found.setdefault(address, []).append((file, path))
    return {address: sorted(keys, key=_is_noted) for address, keys in found.items()}


def _is_noted(key: Key) -> bool:
    return key[1][:2] == ("tool", "seedbed")


def listed_in(manifest: dict[str, Any]) -> Iterator[Address]:
    """The addresses of what the lists of requirements ask for."""
    project, groups = manifest.get("project", {}), manifest.get("dependency-groups", {})
    lists: dict[Path, Any] = {("project", "dependencies"): project.get("dependencies", [])}
    for name, items in project.get("optional-dependencies", {}).items():
        lists["project", "optional-dependencies", name] = items
    lists |= {("dependency-groups", name): items for name, items in groups.items()}
    for path, items in lists.items():
        yield from (requirement_key(item, path) for item in items)


def place_of(key: Key, names: tuple[str, ...]) -> str:
    """The key of something; the table that has it, where its name is the key."""
    file, path = key
    known = {canonical(name) for name in names}
    dotted = toml.dotted(path[:-1] if len(path) > 1 and canonical(path[-1]) in known else path)
    return dotted if file == NAME else f"{file}: {dotted}"
