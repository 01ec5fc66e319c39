"""A Project as a flat table: an address for each thing in it.

Layers are merged address by address, and so are the three sides of an update. An address is a
tuple of strings: the field's name, and for fields that hold many things, what tells them apart,
such as `("tasks", "train")` or `("tools", "ruff", "line-length")`.
"""

from __future__ import annotations

from seedbed.model.project import Project

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    Address = tuple[str, ...]
    Flat = Mapping[Address, Any]

TABLES = ("environment", "includes", "managers", "scripts", "tools", "notes", "editor")
"""Fields that are nested tables; each leaf has an address."""
LINES = ("channels", "ignore", "attributes", "on_demand")
"""Fields that are lists of strings; each has an address."""
_ALWAYS = ("name", "package", "version")
"""Fields that have an address even when they are empty."""
_KEYED = ("dependencies", "system_packages")
_NAMED = ("indexes", "tasks", "platforms")
_DEEP = ("tools", "editor")
_SORTED = {
    "dependencies": lambda item: item.key,
    "system_packages": lambda item: item.key,
    "tasks": lambda item: item.name,
    "platforms": lambda item: item.rank,
}


def flatten(project: Project) -> dict[Address, Any]:
    """All that a project holds, by address; fields with nothing in them have none."""
    flat: dict[Address, Any] = {}
    for field, value in project.__dict__.items():
        if field in TABLES:
            flat.update(leaves((field,), value))
        elif field in LINES:
            flat.update({(field, line): line for line in value})
        elif field in _KEYED:
            flat.update({(field, *item.key): item for item in value})
        elif field in _NAMED:
            flat.update({(field, item.name): item for item in value})
        elif field == "exclusive":
            flat.update({(field, *names): names for names in value})
        elif value or field in _ALWAYS:
            flat[field,] = value
    return flat


def unflatten(flat: Flat) -> Project:
    """The project that a flat table describes; `unflatten(flatten(project)) == project`."""
    fields: dict[str, Any] = {}
    for (field, *path), value in flat.items():
        if field in TABLES:
            table = fields.setdefault(field, {})
            for part in path[:-1]:
                table = table.setdefault(part, {})
            table[path[-1]] = value
        elif path:
            fields.setdefault(field, []).append(value)
        else:
            fields[field] = value
    for field, key in _SORTED.items():
        if field in fields:
            fields[field].sort(key=key)
    for field in (*LINES, *_KEYED, *_NAMED, "exclusive"):
        fields[field] = tuple(fields.get(field, ()))
    fields["on_demand"] = tuple(sorted(fields["on_demand"]))
    fields["tools"] = dict(sorted(fields.get("tools", {}).items()))
    return Project(**fields)


def leaves(address: Address, value: Any) -> Iterator[tuple[Address, Any]]:
    """The leaves of a nested table, each with its address.

    An empty table is a leaf; a setting of an editor is one too, even when it is a table, and so is
    what it launches.
    """
    if _is_nested(address, value):
        for name, item in value.items():
            yield from leaves((*address, name), item)
    elif len(address) > 1:
        yield address, value


def _is_nested(address: Address, value: Any) -> bool:
    if not value or not isinstance(value, dict):
        return False
    if address[:2] in {("editor", "settings"), ("editor", "launch")}:
        return len(address) == 2
    return len(address) == 1 or address[0] in _DEEP
