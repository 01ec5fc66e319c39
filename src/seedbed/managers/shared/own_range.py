"""The key of a manifest that says which versions of the manager may read it; pure.

Without a range of the project's own, it names the oldest version that reads what seedbed writes.
"""

from __future__ import annotations

from seedbed.managers.base import MANAGERS
from seedbed.managers.shared.metadata import BUILT_IN
from seedbed.model.versions import release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from seedbed.formats.document import Document
    from seedbed.formats.tables import Section
    from seedbed.model.project import Project


def write_range(document: Document, project: Project, manager: str) -> None:
    """Write the key."""
    row = MANAGERS[manager]
    path = tuple(row.requires.split("."))
    own = supported_range(project, manager).get(manager)
    if own:
        document.put(path, own, ("managers", manager))
    else:
        document.put(path, f">={row.floor(project.cooldown)}", BUILT_IN)


def read_range(table: Section, manager: str, unmodeled: list[str]) -> dict[str, str]:
    """The range that a manifest has of its own, by the manager's name.

    Args:
        table: the table that the key stands in.
        manager: the manager.
        unmodeled: takes the dotted key of what is no text.
    """
    key = MANAGERS[manager].requires.rpartition(".")[2]
    given = table.values.get(key, "")
    if given and isinstance(given, str):
        return {} if is_floor(given, manager) else {manager: given}
    if key in table.values:
        unmodeled.append(table.key(key))
    return {}


def supported_range(project: Project, manager: str) -> Mapping[str, str]:
    """The ranges of a project, without those of other managers."""
    own = project.managers.get(manager, "")
    return {manager: own} if own and not is_floor(own, manager) else {}


def is_floor(text: str, manager: str) -> bool:
    """Whether a range is what seedbed writes where the project has none of its own.

    An older seedbed may have written an older version.
    """
    row = MANAGERS[manager]
    version = text.removeprefix(">=").strip()
    if not text.startswith(">=") or not version.replace(".", "").isdigit():
        return False
    return release(version) <= max(release(row.oldest), release(row.floor("1d")))
