"""Where detection looks: all that it reads of a machine goes through here.

Tests put another machine in its place: a folder for `/`, variables, and programs on `PATH`.
"""

from __future__ import annotations

import os
import sys

from seedbed.host import process
from seedbed.model.record import record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seedbed.host.process import Reply

_LONGEST = 1 << 16
"""Bytes of a file that are read: those of `/proc` and `/sys` hold a few hundred."""


def _architecture() -> str:
    if hasattr(os, "uname"):
        return os.uname().machine
    return os.environ.get("PROCESSOR_ARCHITECTURE", "")


@record
class Here:
    """The machine that is looked at.

    Attributes:
        root: the folder that stands for `/`.
        environment: the variables.
        system: as `sys.platform` has it.
        architecture: as `uname -m` has it.
        limit: seconds that a program has to answer. A driver that no process uses is loaded
            first, which takes a second or two for each GPU.
    """

    root: str = "/"
    environment: Mapping[str, str] = os.environ
    system: str = sys.platform
    architecture: str = _architecture()
    limit: float = 20.0

    def path(self, path: str) -> str:
        """Where a file of the machine is, given its absolute path."""
        return os.path.join(self.root, path.lstrip("/"))

    def exists(self, path: str) -> bool:
        """Whether there is something at an absolute path."""
        return os.path.exists(self.path(path))

    def opens(self, path: str) -> bool:
        """Whether this user may read and write what is at an absolute path."""
        return os.access(self.path(path), os.R_OK | os.W_OK)

    def text(self, path: str) -> str:
        """What a small file holds, without white space around; empty where it cannot be read."""
        try:
            with open(self.path(path), "rb") as file:
                return file.read(_LONGEST).decode("utf-8", "replace").strip()
        except OSError:
            return ""

    def names(self, folder: str) -> list[str]:
        """What is in a folder, sorted; nothing where it cannot be read."""
        try:
            return sorted(os.listdir(self.path(folder)))
        except OSError:
            return []

    def program(self, name: str, *folders: str) -> str:
        """The path of a program, from `PATH` or one of some folders; empty where there is none."""
        if found := process.find(name, self.environment.get("PATH", os.defpath)):
            return found
        return process.find(name, os.pathsep.join(map(self.path, folders))) if folders else ""

    def ask(self, arguments: Sequence[str], **changes: str) -> Reply | None:
        """What a program answers; None where it does not in time, or cannot be started.

        Args:
            arguments: the program and its arguments.
            changes: variables that it gets besides those of the machine.
        """
        from seedbed.host.timed import ask_within  # imports `subprocess`, which is slow

        return ask_within(self.limit, arguments, {**self.environment, **changes})
