"""Runs Pixi: the one on PATH."""

from __future__ import annotations

import os

from tilth import process
from tilth.errors import ENVIRONMENT, TilthError
from tilth.managers import MANAGERS
from tilth.managers.program import Program

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


class Driver(Program):
    """Pixi's driver."""

    def __init__(self) -> None:
        super().__init__(MANAGERS["pixi"])

    def impostor(self) -> str:
        """What to do about the program called `pixi` that a Python package index offers."""
        return (
            "On PyPI, 'pixi' is a program of another project: if you installed that, remove it "
            f"('pip uninstall pixi'). Pixi comes from {self.manager.home}, not from PyPI."
        )

    def lock(self, root: str) -> None:
        """Make or renew `pixi.lock`.

        Raises:
            TilthError: when Pixi cannot.
        """
        self.do(root, ["lock", *_manifest(root)])

    def sync(self, root: str) -> None:
        """Make the environment that people work in match the lock.

        Raises:
            TilthError: when Pixi cannot.
        """
        self.do(root, ["install", *_manifest(root), *_environment(root)])

    def reads(self, root: str) -> bool:
        """Whether Pixi itself reads the project's manifest.

        Raises:
            TilthError: when there is no Pixi to ask.
        """
        # 'pixi info' answers with success where it could not
        asked = [self.program(), "workspace", "name", "get", *_manifest(root)]
        return bool(process.output([*self._before, *asked]))

    def activation(self, root: str, shell: str) -> str:
        """Code for a shell (bash, zsh, fish or powershell) that enters the environment.

        It leaves the prompt alone.

        Raises:
            TilthError: when Pixi cannot say it.
        """
        hook = ["shell-hook", *_manifest(root), *_environment(root), "--shell", shell]
        code = process.output([self.program(), *hook, "--change-ps1", "false"])
        if not code:
            raise TilthError(
                f"'pixi shell-hook' failed in {root}.",
                f"Run '{self.manager.sync}' there to see why.",
                code="activation-failed",
                status=ENVIRONMENT,
            )
        return code

    def become_sync(self, root: str) -> NoReturn:
        """Become `pixi install`."""
        self.become(["install", *_manifest(root), *_environment(root)])

    def become_task(self, root: str, task: str, arguments: list[str]) -> NoReturn:
        """Become `pixi run TASK`, which runs it in the project's folder."""
        self.become(["run", *_manifest(root), task, *arguments])


def _manifest(root: str) -> list[str]:
    return ["--manifest-path", os.path.join(root, "pyproject.toml")]


def _environment(root: str) -> list[str]:
    """The option that names the environment `dev`, where the manifest has one."""
    import tomllib

    with open(os.path.join(root, "pyproject.toml"), "rb") as file:
        manifest = tomllib.load(file)
    match manifest:
        case {"tool": {"pixi": {"environments": {"dev": _}}}}:
            return ["--environment", "dev"]
    return []
