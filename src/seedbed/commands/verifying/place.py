"""What is to be verified: an environment, and the lock that says what should be in it."""

from __future__ import annotations

import os

from seedbed.commands.verifying.aliases import aliases_of
from seedbed.errors import ENVIRONMENT, SeedbedError, usage_error
from seedbed.formats.tables import parse
from seedbed.host.paths import absolute, local
from seedbed.host.reading import LARGEST_LOCK, read_text
from seedbed.locks.contents import PATH, PYPI, DamagedError
from seedbed.locks.contents.formats import read as read_lock
from seedbed.managers.base import MANAGERS
from seedbed.managers.here import environment_of, lock_of
from seedbed.model.names import canonical
from seedbed.model.record import record
from seedbed.workspace import locate, manager_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from seedbed.locks.contents import Contents

_USUAL, NAME = ".venv", "pyproject.toml"
_LOCKS = {"uv.lock": "uv", "poetry.lock": "poetry", "pixi.lock": "pixi"}
"""The locks by which a project is known that seedbed doesn't manage, to their managers."""
_OWN_SYNC = "seedbed sync"
_SYNC = {"uv": "uv sync", "poetry": "poetry sync", "pixi": "pixi install"}
"""What makes the environment of such a project."""
_ASKED = {_SYNC["poetry"]: ' "$(poetry env info --path)"'}
"""What tells where it is, behind `--env`: Poetry may keep it anywhere."""


@record
class Subject:
    """What is to be verified.

    Attributes:
        root: the project's folder, absolute; that of the lock where there is no project.
        manager: the project's manager; empty without a project.
        environment: the environment's folder, absolute, without links.
        called: the name of that folder before links in its path were followed.
        aliases: other absolute paths of that folder, through links.
        lock: the path of the lock, absolute.
        text: the lock's text.
        contents: what the lock lists.
        own: the canonical names of the project and of the members of its workspace.
        manifest: what `pyproject.toml` says; empty without one.
        sync: what makes the environment, as people type it.
    """

    root: str
    manager: str
    environment: str
    called: str
    aliases: tuple[str, ...]
    lock: str
    text: str
    contents: Contents
    own: Collection[str]
    manifest: Mapping[str, Any]
    sync: str = _OWN_SYNC

    @property
    def folders(self) -> dict[str, str]:
        """The folders that the lock names for packages that are built here, absolute, by name."""
        found = dict.fromkeys(self.own, self.root)
        for one in self.contents.packages:
            if one.kind == PYPI and one.source.kind == PATH and not one.files:
                found[one.name] = one.source.address
        found |= self.contents.folders
        return {name: _place(self.lock, folder) for name, folder in found.items()}


def subject(lock: str = "", environment: str = "") -> Subject:
    """What is to be verified.

    Args:
        lock: the path of a lock; empty for the project's, which may be one that seedbed doesn't
            manage, if its lock is in the current folder.
        environment: the folder of an environment; empty for the project's, or for `.venv` beside
            the lock where there is no project.

    Raises:
        SeedbedError: when there is no lock, no environment, or the lock cannot be read.
    """
    root, manager, manifest, sync = _project(lock)
    if not lock:
        lock = lock_of(root, MANAGERS[manager])
    elif not os.path.lexists(lock):
        raise usage_error(f"{lock} doesn't exist.", "Name a lock with --lock.", code="no-lock")
    place = absolute(lock)
    if environment and not os.path.isdir(environment):
        raise usage_error(
            f"{environment} is not a folder.", "Name an environment with --env.", code="no-folder"
        )
    folder = absolute(environment) if environment else _environment(root, manager, place, sync)
    contents, text = _contents(place, manager)
    real = os.path.realpath(folder)
    return Subject(
        root=root or os.path.dirname(place),
        manager=manager,
        environment=real,
        called=os.path.basename(os.path.normpath(folder)),
        aliases=aliases_of(real, folder),
        lock=place,
        text=text,
        contents=contents,
        own=contents.own if contents.format == "uv" else _own(manifest) | contents.own,
        manifest=manifest,
        sync=sync,
    )


def _project(lock: str) -> tuple[str, str, dict[str, Any], str]:
    """A project's folder, manager, and manifest, and what makes its environment.

    All but the last are empty where there is no project, but a lock was named.
    """
    try:
        project = locate()
        return project.root, manager_of(project), dict(project.manifest), _OWN_SYNC
    except SeedbedError as error:
        found = [] if lock else [*filter(os.path.isfile, _LOCKS)]
        if not (lock or found):
            raise _without_lock(error) from None
    if not found:
        return "", "", {}, _OWN_SYNC
    manager = _LOCKS[found[0]]
    return os.getcwd(), manager, _manifest(), _SYNC[manager]


def _without_lock(error: SeedbedError) -> SeedbedError:
    """What is said where there is neither a project nor a lock."""
    if error.code != "no-project":
        return error
    return SeedbedError(
        f"There is no lock in {os.getcwd()}, and no seedbed project was found there or above it.",
        "Go to a folder that has a lock, or name one with --lock.",
        code=error.code,
        status=ENVIRONMENT,
    )


def _manifest() -> dict[str, Any]:
    """What `pyproject.toml` says in the current folder; nothing without one."""
    return dict(parse(read_text(NAME), NAME)) if os.path.isfile(NAME) else {}


def _environment(root: str, manager: str, lock: str, sync: str) -> str:
    beside = os.path.join(os.path.dirname(lock), _USUAL)
    folder = environment_of(root, manager) if root else beside
    if os.path.isdir(folder):
        return folder
    raise SeedbedError(
        f"There is no environment in {folder}.",
        f"Run '{sync}' to make it, or name one with --env{_ASKED.get(sync, '')}.",
        code="no-environment",
        status=ENVIRONMENT,
    )


def _place(lock: str, folder: str) -> str:
    """A folder that a lock names, as an absolute path."""
    return os.path.normpath(os.path.join(os.path.dirname(lock), local(folder) or folder))


def _contents(path: str, manager: str) -> tuple[Contents, str]:
    name = os.path.basename(path)
    if not os.path.lexists(path):
        made = not manager or MANAGERS[manager].locks
        command = "seedbed sync" if made else MANAGERS[manager].lock
        raise SeedbedError(
            f"There is no {name} to say what should be installed.",
            f"Run '{command}' to make it, or name one with --lock.",
            code="no-lock",
            status=ENVIRONMENT,
        )
    text = read_text(path, LARGEST_LOCK)
    try:
        return read_lock(text, {}), text
    except DamagedError as error:
        raise SeedbedError(
            f"{name} {error}.",
            "Restore it from git, or lock again.",
            code="lock-damaged",
            status=ENVIRONMENT,
        ) from None


def _own(manifest: Mapping[str, Any]) -> frozenset[str]:
    """The project's name, as the manifest has it."""
    tools = manifest.get("tool", {})
    tables = (manifest.get("project"), tools.get("poetry") if isinstance(tools, dict) else None)
    names = [one.get("name") for one in tables if isinstance(one, dict)]
    return frozenset(canonical(one) for one in names if isinstance(one, str) and one)
