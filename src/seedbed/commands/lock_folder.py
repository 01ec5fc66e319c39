"""The folder whose lock `seedbed lock diff` compares, and what the manifests in it say."""

from __future__ import annotations

import os

from seedbed.errors import SeedbedError
from seedbed.host.paths import absolute
from seedbed.host.reading import standing
from seedbed.managers.base import MANAGERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = (
    *("uv.lock", "pixi.lock", "poetry.lock", "conda-lock.yml", "conda-lock.yaml", "pylock.toml"),
    *("requirements.txt", "requirements.lock"),
)
"""The names by which a lock is found in a folder; the first one counts."""
_OF_MANAGERS = frozenset(one.lock_file for one in MANAGERS.values())
_LARGEST_MANIFEST = 2 * 1024 * 1024
_MOST = 20
"""Manifests of one folder that are read."""


class Folder:
    """The folder whose lock is compared: the nearest one that has any, from one upward.

    Args:
        start: where to begin.
    """

    def __init__(self, start: str) -> None:
        self.start = absolute(start)
        self.root, self.name = _nearest(self.start)
        self.conda_names: Mapping[str, str] = {}
        self.remark = ""
        if self.root:
            self._ask_project()

    def _ask_project(self) -> None:
        """Take the lock of the manager of a project of seedbed's, not one that was left behind."""
        from seedbed.workspace import locate

        there = [name for name in NAMES if is_there(self.root, name)]
        try:
            project = locate(self.root)
        except SeedbedError:
            project = None
        if project is not None and project.root == self.root:
            names = project.table.get("conda-names")
            self.conda_names = names if isinstance(names, dict) else {}
            manager = MANAGERS.get(str(project.table.get("manager")))
            if manager is not None and manager.lock_file in there:
                self.name = manager.lock_file
                return
        others = [name for name in there if name != self.name and name in _OF_MANAGERS]
        if others:
            self.remark = (
                f"This is about {self.name}; {' and '.join(others)} is there, too. To compare "
                "another lock, name it."
            )


def _is_manifest(name: str) -> bool:
    from seedbed.locks.contents.asked import MANIFESTS
    from seedbed.managers.shared.environment_files import is_environment

    return name in MANIFESTS or is_environment(name)


def manifests(root: str) -> dict[str, str]:
    """The manifests in a folder, as far as they can be read: they only say who asked."""
    found = {}
    try:
        names = sorted(filter(_is_manifest, os.listdir(root or ".")))
    except OSError:
        return {}
    for name in names[:_MOST]:
        try:
            there = standing(os.path.join(root, name), _LARGEST_MANIFEST)
        except OSError:
            continue
        if there is not None and there.regular and len(there.data) <= _LARGEST_MANIFEST:
            found[name] = there.data.decode("utf-8", "replace").replace("\r\n", "\n")
    return found


def manifests_at(root: str, commit: str) -> dict[str, str]:
    """The manifests that a commit has in a folder, likewise."""
    from seedbed.host import git_revisions

    names = sorted(filter(_is_manifest, git_revisions.names_at(root, commit)))
    found = {}
    for name, stored in git_revisions.stored_at(root, commit, names[:_MOST]).items():
        try:
            data = git_revisions.content(root, stored, _LARGEST_MANIFEST, name)
        except SeedbedError:  # the clone lacks it
            continue
        if stored.regular and data is not None:
            found[name] = data.decode("utf-8", "replace").replace("\r\n", "\n")
    return found


def _nearest(start: str) -> tuple[str, str]:
    """The nearest folder with a lock, and the lock's name; empty where there is none.

    None above the top of the git repository counts.
    """
    folder = start
    while True:
        name = next((name for name in NAMES if is_there(folder, name)), "")
        above = os.path.dirname(folder)
        if name or above == folder or os.path.lexists(os.path.join(folder, ".git")):
            return (folder, name) if name else ("", "")
        folder = above


def is_there(folder: str, name: str) -> bool:
    """Whether a folder has anything of that name, even a link that leads nowhere."""
    return os.path.lexists(os.path.join(folder, name))
