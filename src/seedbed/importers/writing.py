"""Writes what an importer understood as `pyproject.toml`, in uv's terms; pure."""

from __future__ import annotations

from seedbed.formats import toml
from seedbed.formats.toml_edit.edit import edit, leaves
from seedbed.managers.registry import load_dialect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from seedbed.model.project import Project

    Path = tuple[str, ...]

NAME = "pyproject.toml"


def pyproject_of(
    project: Project, text: str = "", *, build: Mapping[str, Any] | None = None
) -> str:
    """`pyproject.toml` for a project, in uv's terms.

    Args:
        project: what was understood.
        text: the `pyproject.toml` that is there; its keys stay, and what it lacks is added. Empty
            for none.
        build: the `[build-system]` of a project that is a package, if `text` has none; None for
            one that is no package, which `uv sync` then does not build.
    """
    written = dict(load_dialect("uv").write(project)[NAME].root)
    stands = toml.loads(text)
    given = {key: value for key, value in written["project"].items() if value != ""}
    table: dict[str, Any] = {"project": without(given, "readme")}
    tools = without(written.get("tool", {}), "hatch")
    uv = without(tools.pop("uv", {}), "required-version")
    if build and "build-system" not in stands:
        table["build-system"] = dict(build)
    elif "build-system" not in stands:
        uv = {"package": False, **uv}
    table |= without(written, "build-system", "tool", *table)
    if uv or tools:
        table["tool"] = {**({"uv": uv} if uv else {}), **tools}
    if not text:
        return toml.dumps(table)
    missing: dict[Path, Any] = {
        path: value for path, value in leaves(table) if not _says(stands, path)
    }
    return edit(text, missing) if missing else text


def without(table: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """A table without some of its keys."""
    return {key: value for key, value in table.items() if key not in keys}


def _says(table: Any, path: Path) -> bool:
    """Whether a table has a key."""
    for name in path:
        if not isinstance(table, dict) or name not in table:
            return False
        table = table[name]
    return True
