"""A project on disk: where it is, and what it says of itself."""

from __future__ import annotations

from tilth.disk import read_text
from tilth.errors import TilthError
from tilth.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Mapping
    from pathlib import Path
    from typing import Any


@record
class Located:
    """A project that was found.

    Attributes:
        root: its folder.
        table: what `[tool.tilth]` holds.
    """

    root: Path
    table: Mapping[str, Any]


def locate(start: str | os.PathLike[str] = ".") -> Located:
    """The tilth project that a folder lies in.

    Raises:
        TilthError: when there is none, or its `pyproject.toml` cannot be read.
    """
    from pathlib import Path

    folder = Path(start).absolute()
    for root in (folder, *folder.parents):
        manifest = root / "pyproject.toml"
        if manifest.is_file():
            table = _tilth_table(manifest)
            if table is not None:
                return Located(root=root, table=table)
    raise TilthError(
        f"No tilth project was found in {folder} or above it.",
        "Make one with 'tilth new NAME', or go to the folder of one.",
        code="no-project",
    )


def manager_of(project: Located) -> str:
    """The project's manager.

    Raises:
        TilthError: when `[tool.tilth]` names none that tilth knows.
    """
    from tilth.errors import nearest
    from tilth.layers import load_library, offered

    known = offered(load_library(), "manager")
    manager = project.table.get("manager")
    if manager in known:
        return str(manager)
    meant = nearest(str(manager), known)
    where = project.root / "pyproject.toml"
    raise TilthError(
        f"{where} names an unknown manager under [tool.tilth]: {manager!r}.",
        f"Did you mean '{meant}'?" if meant else f"tilth knows {', '.join(known)}.",
        code="unknown-choice",
    )


def _tilth_table(manifest: Path) -> Mapping[str, Any] | None:
    import tomllib

    try:
        tool = tomllib.loads(read_text(str(manifest))).get("tool", {})
    except tomllib.TOMLDecodeError as error:
        raise TilthError(
            f"{manifest} is not valid TOML: {error}.",
            "Mend it, then run the same command again.",
            code="bad-toml",
        ) from None
    table = tool.get("tilth") if isinstance(tool, dict) else None
    return table if isinstance(table, dict) else None


def tasks_of(project: Located) -> dict[str, str]:
    """The project's tasks: name to one line of help."""
    import tomllib

    manifest = tomllib.loads(read_text(str(project.root / "pyproject.toml")))
    tasks = manifest.get("tool", {}).get("poe", {}).get("tasks", {})
    return {
        name: str(task.get("help", "")) if isinstance(task, dict) else ""
        for name, task in tasks.items()
    }
