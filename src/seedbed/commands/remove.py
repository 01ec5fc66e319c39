"""`seedbed remove`: take Python packages out of a project."""

from __future__ import annotations

from seedbed.commands.editing import Edit, changes_of, open_manifest
from seedbed.commands.requested import Place, place_of
from seedbed.errors import SeedbedError, nearest
from seedbed.formats.toml_edit.changes import GONE
from seedbed.managers.protocols import Native
from seedbed.model.names import canonical
from seedbed.model.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from seedbed.commands.editing import Opened
    from seedbed.model.project import Dependency, Project

_NEEDED = {"poethepoet": "poe", "scikit-learn": "sklearn"}


def plan_remove(words: list[str], values: Mapping[str, Any], start: str = ".") -> Edit:
    """Find out what a removal would do; nothing is written.

    Args:
        words: the names of packages.
        values: the options, by name.
        start: a folder in the project.

    Raises:
        SeedbedError: when there is no project, or it does not require one of the packages there.
    """
    opened = open_manifest(start)
    place = place_of(values, opened.project)
    found = [item for word in dict.fromkeys(words) for item in _standing(opened, word, place)]
    items = tuple((item, _told(item)) for item in found)
    places = {(item.group, item.optional) for item in found}
    remarks = tuple(_remarks(opened, found))
    by_tool = opened.manager.edits and "dry_run" not in values and values.get("sync", True)
    if by_tool and len(places) == 1:
        ((group, extra),) = places
        names = tuple(dict.fromkeys(item.name for item in found))
        native = Native(verb="remove", words=names, group=group, extra=extra)
        return Edit(opened=opened, changes=(), native=native, items=items, remarks=remarks)
    gone = {item.key for item in found}

    def change(project: Project) -> Project:
        kept = (item for item in project.dependencies if item.key not in gone)
        return replace(project, dependencies=tuple(kept))

    changes = changes_of(opened, change, _beside(opened, found))
    return Edit(opened=opened, changes=changes, items=items, remarks=remarks)
