"""Whether a lock fits its manifest: what the text tells, and what the manager says where it may."""

from __future__ import annotations

from seedbed.commands.status_checks import Answer, lock_state
from seedbed.errors import SeedbedError
from seedbed.managers.here import environment_of
from seedbed.managers.registry import load_driver

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.workspace import Workspace

ASKED = frozenset(("in-step", "stale", "unchecked"))
"""What the text of a lock tells, and the manager may know better."""


def judged_lock(project: Workspace, manager: str) -> Answer:
    """Whether the lock fits: the manager is asked, unless it would start code of the project."""
    found = lock_state(project, manager)
    if found.state not in ASKED or runs_code(project, manager):
        return found
    return asked(project.root, manager, found)


def runs_code(project: Workspace, manager: str) -> bool:
    """Whether a manager would start code of the project to check the lock.

    It runs the build backends of a dynamic project, and of what lies in its folders, to know what
    they require; uv can be kept from that, but not Pixi. And it runs the Python of an environment,
    which may have come with the clone, to know its version.
    """
    from seedbed.host.brought import brought

    table = project.manifest.get("project")
    if not isinstance(table, dict) or table.get("dynamic"):
        return True
    if manager == "pixi" and _names_sources(project.manifest.get("tool")):
        return True
    try:
        return brought(environment_of(project.root, manager)) is not None
    except SeedbedError:  # git cannot tell
        return True


def _names_sources(value: object) -> bool:
    """Whether a table of Pixi's names the code of a package, but for that of the project itself."""
    if isinstance(value, list):
        return any(map(_names_sources, value))
    if not isinstance(value, dict):
        return False
    named = value.get("git") or value.get("url") or value.get("path", ".") != "."
    return bool(named) or any(map(_names_sources, value.values()))


def asked(root: str, manager: str, lock: Answer) -> Answer:
    """What the manager itself says of the lock; what its text says where the manager can't tell."""
    try:
        fits = load_driver(manager).lock_fits(root)
    except SeedbedError:
        return lock
    return lock if fits is None else Answer(state="in-step" if fits else "stale")
