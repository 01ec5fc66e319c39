"""Runs uv: the one on PATH when it is new enough, else the one that came with tilth."""

from __future__ import annotations

import os

from tilth.managers import MANAGERS
from tilth.managers.program import Program, venv_activation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn


class Driver(Program):
    """uv's driver."""

    where = ", neither on PATH nor beside tilth"

    def __init__(self) -> None:
        super().__init__(MANAGERS["uv"])

    def candidates(self) -> Iterator[str]:
        """The uv on PATH, then the one that came with tilth."""
        yield from super().candidates()
        bundled = _bundled()
        if bundled:
            yield bundled

    def lock(self, root: str) -> None:
        """Make or renew `uv.lock`.

        Raises:
            TilthError: when uv cannot.
        """
        self.do(root, ["lock", "--project", root])

    def sync(self, root: str) -> None:
        """Make `.venv` match the lock, which is renewed first when the manifest has changed.

        Raises:
            TilthError: when uv cannot.
        """
        self.do(root, ["sync", "--project", root])

    def activation(self, root: str, shell: str) -> str:
        """Code for a shell (bash, zsh, fish or powershell) that enters `.venv`."""
        return venv_activation(os.path.join(root, ".venv"), shell)

    def become_sync(self, root: str) -> NoReturn:
        """Become `uv sync`."""
        self.become(["sync", "--project", root])

    def become_task(self, root: str, task: str, arguments: list[str]) -> NoReturn:
        """Become `uv run poe TASK`; poethepoet runs it in the project's folder."""
        self.become(["run", "--project", root, "poe", "-C", root, task, *arguments])


def _bundled() -> str:
    try:
        from uv import find_uv_bin
    except ImportError:
        return ""
    try:
        return str(find_uv_bin())
    except FileNotFoundError:
        return ""
