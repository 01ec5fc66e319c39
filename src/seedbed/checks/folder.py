"""A folder that is looked at: which project it is, and what its files hold."""

from __future__ import annotations

import os
from functools import cached_property

from seedbed.errors import SeedbedError
from seedbed.host.journal import Step
from seedbed.host.paths import absolute, inside
from seedbed.host.reading import LARGEST, standing
from seedbed.managers.base import MANAGERS
from seedbed.model.tree import BASE_PATH, File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from seedbed.workspace import Workspace

MANIFEST = "pyproject.toml"
MANIFESTS = (MANIFEST, "pixi.toml", "environment.yml")
"""The names of what says that a folder is a project, whoever made it."""
LOCKS = tuple(manager.lock_file for manager in MANAGERS.values())
"""The names of the managers' locks."""


class Folder:
    """A project of seedbed's, or any other folder.

    Args:
        start: the folder, or one in a project.
    """

    def __init__(self, start: str) -> None:
        self.start = absolute(start)

    @cached_property
    def _located(self) -> tuple[Workspace | None, SeedbedError | None]:
        from seedbed.workspace import locate

        try:
            return locate(self.start), None
        except SeedbedError as error:
            return None, None if error.code == "no-project" else error

    @property
    def project(self) -> Workspace | None:
        """The project of seedbed's; None for another folder, or where its manifest is broken."""
        return self._located[0]

    @property
    def fault(self) -> SeedbedError | None:
        """Why the manifest cannot be read, or is no longer one of seedbed's."""
        return self._located[1]

    @cached_property
    def root(self) -> str:
        """The folder of the project, absolute; outside of one, the folder that was given.

        The project of others is the nearest one, as for its manager, but none above the top of the
        git repository, nor above the home folder.
        """
        if self.project is not None:
            return self.project.root
        if self.fault is None:
            return _nearest(self.start) or self.start
        folder = self.start
        while self.fault is not None:
            if any(os.path.isfile(os.path.join(folder, name)) for name in (MANIFEST, BASE_PATH)):
                return folder
            if folder == os.path.dirname(folder):
                break
            folder = os.path.dirname(folder)
        return self.start

    @property
    def is_ours(self) -> bool:
        """Whether seedbed made the project, as far as its manifest can be read."""
        return self.project is not None

    def path(self, relative: str) -> str:
        """The absolute path of a file of the project."""
        return os.path.join(self.root, *relative.split("/"))

    def shown(self, path: str) -> str:
        """A path as people call it: relative, with forward slashes, where it is in the project."""
        below = os.path.relpath(path, self.root)
        return path if below.startswith(os.pardir) else below.replace(os.sep, "/")

    def data(self, relative: str) -> bytes | None:
        """The bytes of a file of the project; None where it is missing, a link, or unreadable."""
        if relative not in self._files:
            self._files[relative] = self._read(relative)
        return self._files[relative]

    def text(self, relative: str) -> str | None:
        """The text of a file of the project, with plain line ends; None where `data` gives none.

        Bytes that are not UTF-8 are replaced.
        """
        data = self.data(relative)
        return None if data is None else data.decode("utf-8", "replace").replace("\r\n", "\n")

    def _read(self, relative: str) -> bytes | None:
        try:
            found = standing(inside(self.root, relative))
        except (OSError, SeedbedError):
            return None
        whole = found is not None and found.regular and len(found.data) <= LARGEST
        return found.data if found and whole else None

    @cached_property
    def _files(self) -> dict[str, bytes | None]:
        return {}

    def edit(self, relative: str, after: bytes) -> dict[str, Step]:
        """The step of a fix that gives a file of the project another content."""
        data = self.data(relative)
        before = None if data is None else File(data=data, layer="")
        return {relative: Step(before=before, after=File(data=after, layer=""))}

    def removal(self, relative: str) -> dict[str, Step]:
        """The step of a fix that removes a file of the project, which is there."""
        data = self.data(relative) or b""
        return {relative: Step(before=File(data=data, layer=""), after=None)}


def _nearest(start: str) -> str:
    """The nearest folder with a manifest, from one upward; empty where there is none."""
    folder, home = start, os.path.realpath(os.path.expanduser("~"))
    while not any(os.path.isfile(os.path.join(folder, name)) for name in MANIFESTS):
        is_top = os.path.realpath(folder) == home or os.path.lexists(os.path.join(folder, ".git"))
        if is_top or folder == os.path.dirname(folder):
            return ""
        folder = os.path.dirname(folder)
    return folder
