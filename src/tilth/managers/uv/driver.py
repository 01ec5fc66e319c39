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
    keepers = ("UV_FROZEN", "UV_LOCKED")

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
            TilthError: when uv cannot, or a variable of the user's forbids it.
        """
        from tilth.managers.kept import not_renewed, switched_on

        if name := self.keeps(root):
            then = f"'{self.manager.lock}' and '{self.manager.sync}' in {root}"
            raise not_renewed(os.path.join(root, self.manager.lock_file), name, then)
        if not switched_on(self.keepers):
            self.do(root, ["lock", "--project", root])

    def checking(self, root: str) -> list[str]:
        """The arguments by which uv says whether the lock fits, and changes nothing."""
        return ["lock", "--check", "--project", root]

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
