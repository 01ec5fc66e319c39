"""Runs Pixi: the one on PATH."""

from __future__ import annotations

import os
import sys

from seedbed.errors import ENVIRONMENT, SeedbedError, usage_error
from seedbed.host import process
from seedbed.managers.base import MANAGERS
from seedbed.managers.pixi.lock import check_lock
from seedbed.managers.shared.compiling import compile_packages, is_wanted
from seedbed.managers.shared.moved import MadeAnew, made_elsewhere
from seedbed.managers.shared.program import Program, say
from seedbed.model.choices import PIXI_TOML
from seedbed.model.versions import release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn


MENDED = (0, 78)
"""The first version that may hand over arguments as they are; 0.77 is known not to.

It writes each one in single quotes into the script of its shell, also one that has such a quote
(https://github.com/prefix-dev/pixi/issues/3753), and drops a `--` before them all. A test with the
real Pixi fails when a newer one needs no help any more, or still does.
"""


class Driver(Program):
    """Pixi's driver."""

    keepers = ("PIXI_FROZEN", "PIXI_LOCKED")
    stale = "not up-to-date"
    """They say nothing to 'pixi lock', which renews the lock; 'pixi install' only reads it then."""

    def __init__(self) -> None:
        super().__init__(MANAGERS["pixi"])

    def impostor(self) -> str:
        """What to do about the program called `pixi` that a Python package index offers."""
        return (
            "On PyPI, 'pixi' is a different program: if you installed that one, remove it "
            f"('pip uninstall pixi'). Pixi comes from {self.manager.home}, not from PyPI."
        )

    def lock(self, root: str) -> None:
        """Make or renew `pixi.lock`.

        Raises:
            SeedbedError: when Pixi cannot, or would replace a lock that it cannot read.
        """
        self._check_lock(root)
        self.do(root, ["lock", *_manifest(root)])

    def sync(self, root: str) -> None:
        """Make the environment that people work in match the lock.

        Raises:
            SeedbedError: when Pixi cannot, or would replace a lock that it cannot read.
        """
        self._check_lock(root)
        arguments = ["install", *_manifest(root), *environment_option(root)]
        folder = environment_in(root)
        if before := made_elsewhere(folder):
            say(f"{folder} was built for {before}: rebuilding it for this folder.")
        # 'pixi reinstall' would remove it before it has the packages
        with MadeAnew(folder, root, is_due=bool(before)):
            self.do(root, arguments)
        if is_wanted(root):
            compile_packages(root, environment_in(root), self.variables())

    def checking(self, root: str) -> list[str]:
        """The arguments by which Pixi says whether the lock fits, and changes nothing."""
        return ["lock", *_manifest(root), "--check", "--dry-run"]

    def reads(self, root: str) -> bool:
        """Whether Pixi itself reads the project's manifest.

        Raises:
            SeedbedError: when there is no Pixi to ask.
        """
        # 'pixi info' answers with success where it could not
        asked = [self.program(), "workspace", "name", "get", *_manifest(root)]
        return bool(process.output([*self._before, *asked]))

    def reading_lock(self, root: str) -> str:
        """What Pixi says when it reads the project's lock, which stays as it is.

        Raises:
            SeedbedError: when there is no Pixi to ask.
        """
        asked = ["list", *_manifest(root), "--frozen", "--no-install", "--json"]
        return process.answer(self.command(asked))

    def activation(self, root: str, shell: str) -> str:
        """Code for a shell (bash, zsh, fish or powershell) that enters the environment.

        It leaves the prompt alone.

        Raises:
            SeedbedError: when Pixi cannot say it.
        """
        hook = ["shell-hook", *_manifest(root), *environment_option(root), "--shell", shell]
        code = process.output([self.program(), *hook, "--change-ps1", "false"])
        if not code:
            raise SeedbedError(
                f"'pixi shell-hook' failed in {root}.",
                f"Run '{self.manager.sync}' there to see why.",
                code="activation-failed",
                status=ENVIRONMENT,
            )
        return code

    def exec_sync(self, root: str) -> NoReturn:
        """Become `pixi install`, if nothing comes after it.

        Raises:
            SeedbedError: when it would replace a lock that it cannot read.
        """
        if made_elsewhere(environment_in(root)) or is_wanted(root):
            self.sync(root)
            sys.exit(0)
        self._check_lock(root)
        self.exec_program(["install", *_manifest(root), *environment_option(root)])

    def passed(self, root: str, arguments: list[str], *, typed: bool) -> list[str]:
        """What to pass so that a task's program gets some arguments.

        Raises:
            SeedbedError: when Pixi cannot be started, or an argument is not UTF-8.
        """
        _check_utf8(arguments)
        # what a task names of its arguments goes into a template, as it is
        named = _named(arguments) if typed else 0
        if _is_mangled(arguments[named:]) and self._mangles(root):
            return [*arguments[:named], *doubly_quoted(arguments[named:])]
        return arguments

    def exec_task(self, root: str, task: str, arguments: list[str]) -> NoReturn:
        """Become `pixi run TASK`, which runs it in the project's folder.

        Raises:
            SeedbedError: when Pixi cannot be started, or would replace a lock that it cannot read.
        """
        self._check_lock(root)
        if made_elsewhere(environment_in(root)):
            self.sync(root)
        self.exec_program(["run", *_manifest(root), "--", task, *arguments])

    def _check_lock(self, root: str) -> None:
        check_lock(root, lambda: self.reading_lock(root))

    def _mangles(self, root: str) -> bool:
        """Whether this Pixi is one that mangles arguments, as far as is known."""
        return release(self.version() or self._version_in_shell(root)) < MENDED

    def _version_in_shell(self, root: str) -> str:
        """The version of the program that a flake brings; empty when it does not tell."""
        asked = self.command(["--version"])
        return self.read_version(process.output(asked, root))


def _named(arguments: list[str]) -> int:
    """How many arguments, with a `--` behind them, are those that a task names."""
    return arguments.index("--") + 1 if "--" in arguments else len(arguments)


def _check_utf8(arguments: list[str]) -> None:
    for one in arguments:
        if not one.isascii() and not one.encode(errors="ignore").decode() == one:
            raise usage_error(
                f"Pixi cannot pass on the argument {one!r}, because it is not UTF-8.",
                "Rename the file, or run the program without the task.",
                code="not-utf8",
            )


def _is_mangled(arguments: list[str]) -> bool:
    """Whether Pixi before `MENDED` would not hand over arguments as they are."""
    return arguments[:1] == ["--"] or any("'" in one for one in arguments)


def doubly_quoted(arguments: list[str]) -> list[str]:
    """Arguments that Pixi before `MENDED` hands over as the ones that were given."""
    extra = ["--"] if arguments[:1] == ["--"] else []
    return [*extra, *(one.replace("'", "'\"'\"'") for one in arguments)]


def manifest_of(root: str) -> str:
    """The path of the manifest: `pixi.toml` where Pixi finds it, unless seedbed says otherwise.

    Pixi prefers it, but what seedbed writes for Pixi is in `pyproject.toml`. Where that has nothing
    for Pixi, only the other one can be meant.
    """
    own, shared = (os.path.join(root, name) for name in ("pixi.toml", "pyproject.toml"))
    if not os.path.isfile(own):
        return shared
    try:
        tool = _parsed(shared).get("tool") if os.path.isfile(shared) else None
    except SeedbedError:
        return own
    if not isinstance(tool, dict) or "pixi" not in tool:
        return own
    seedbed = tool.get("seedbed")
    if not isinstance(seedbed, dict) or seedbed.get("layout") == PIXI_TOML:
        return own
    return shared


def _manifest(root: str) -> list[str]:
    return ["--manifest-path", manifest_of(root)]


def environment_in(root: str) -> str:
    """The folder of the environment that people work in: where there is none, what a sync makes."""
    dev, default = (os.path.join(root, ".pixi", "envs", name) for name in ("dev", "default"))
    if os.path.isdir(dev):
        return dev
    return default if os.path.isdir(default) or not environment_option(root) else dev


def environment_option(root: str) -> list[str]:
    """The option that names the environment `dev`, where the manifest has one."""
    path = manifest_of(root)
    found: Any = _parsed(path)
    pixi = {"tool": {"pixi": found}} if path.endswith("pixi.toml") else found
    match pixi:
        case {"tool": {"pixi": {"environments": {"dev": _}}}}:
            return ["--environment", "dev"]
    return []


def _parsed(path: str) -> dict[str, Any]:
    from seedbed.formats.tables import parse
    from seedbed.host.reading import read_text

    return parse(read_text(path), path)
