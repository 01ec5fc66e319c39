"""Runs Poetry: the one on PATH."""

from __future__ import annotations

import os
import sys

from seedbed.host import process
from seedbed.managers.base import MANAGERS
from seedbed.managers.shared.compiling import is_wanted
from seedbed.managers.shared.moved import MadeAnew, made_elsewhere
from seedbed.managers.shared.program import Program, say, venv_activation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from seedbed.managers.protocols import Native


FOLDER = ".venv"
_OWN = {
    "POETRY_VIRTUALENVS_CREATE": "true",
    "POETRY_VIRTUALENVS_IN_PROJECT": "true",
    "POETRY_VIRTUALENVS_PATH": FOLDER,
}
"""By the path, Poetry makes `.venv` even if it made an environment elsewhere before."""


class Driver(Program):
    """Poetry's driver."""

    marks_failures = False
    stale = "changed significantly since poetry.lock"

    def __init__(self) -> None:
        super().__init__(MANAGERS["poetry"])

    def read_version(self, said: str) -> str:
        """The version in `Poetry (version 2.5.1)`; empty when it is another program."""
        match said.replace("(", " ").replace(")", " ").split():
            case ["Poetry", "version", version, *_] if version[0].isdigit():
                return version
        return ""

    def variables(self) -> dict[str, str]:
        """The variables that Poetry gets: the environment is `.venv`, whatever the user's say.

        Without an environment of its own, as `POETRY_VIRTUALENVS_CREATE=false` has it, a sync would
        empty the one that Poetry itself runs in, or the system's.
        """
        return {**super().variables(), **_OWN}

    def lock(self, root: str) -> None:
        """Make or renew `poetry.lock`.

        Raises:
            SeedbedError: when Poetry cannot.
        """
        self.do(root, ["--project", root, "lock"])

    def checking(self, root: str) -> list[str]:
        """The arguments by which Poetry says whether the lock fits, and changes nothing."""
        return ["--project", root, "check", "--lock"]

    def judging(self, root: str) -> list[str]:
        """The arguments by which Poetry says what a sync would do; its status does not tell."""
        return ["--project", root, "sync", "--dry-run", "--no-ansi"]

    def sync(self, root: str) -> None:
        """Make `.venv` match the lock, which is made first when there is none.

        Poetry itself refuses a lock that does not fit the manifest any more, and says what to do.

        Raises:
            SeedbedError: when Poetry cannot.
        """
        self._lock_once(root)
        environment = os.path.join(root, FOLDER)
        if before := made_elsewhere(environment):
            say(f"{environment} was built for {before}: rebuilding it for this folder.")
        with MadeAnew(environment, root, is_due=bool(before)):
            self.do(root, _sync(root))

    def edit(self, root: str, native: Native) -> None:
        """Let `poetry add` or `poetry remove` change the manifest, lock, and install.

        Raises:
            SeedbedError: when Poetry cannot.
        """
        # a manifest may have names that begin with a dash: they are no options
        place = [f"--optional={native.extra}"] if native.extra else []
        place = [f"--group={native.group}"] if native.group else place
        options = ["--editable"] if native.editable else []
        arguments = [native.verb, *place, *options, "--", *native.words]
        environment = os.path.join(root, FOLDER)
        with MadeAnew(environment, root, is_due=bool(made_elsewhere(environment))):
            self.do(root, ["--no-interaction", "--project", root, *arguments])

    def reads(self, root: str) -> bool:
        """Whether Poetry itself reads the project's manifest.

        Raises:
            SeedbedError: when there is no Poetry to ask.
        """
        asked = [self.program(), "--project", root, "version", "--short"]
        return bool(process.output([*self._before, *asked]))

    def activation(self, root: str, shell: str) -> str:
        """Code for a shell (bash, zsh, fish or powershell) that enters `.venv`."""
        return venv_activation(os.path.join(root, FOLDER), shell)

    def exec_sync(self, root: str) -> NoReturn:
        """Become `poetry sync`; the lock is made first when there is none."""
        if made_elsewhere(os.path.join(root, FOLDER)):
            self.sync(root)
            sys.exit(0)
        self._lock_once(root)
        self.exec_program(_sync(root))

    def _lock_once(self, root: str) -> None:
        if not os.path.exists(os.path.join(root, self.manager.lock_file)):
            self.lock(root)

    def exec_task(self, root: str, task: str, arguments: list[str]) -> NoReturn:
        """Become `poetry run poe TASK`; poethepoet runs it in the project's folder.

        Poetry does not install before it runs something, so that is done first when there is no
        environment yet, or one for another place. Without a `--` of its own, it would drop one of
        the arguments.
        """
        environment = os.path.join(root, FOLDER)
        if not os.path.exists(environment) or made_elsewhere(environment):
            self.sync(root)
        self.exec_program(["--project", root, "run", "--", "poe", "-C", root, task, *arguments])


def _sync(root: str) -> list[str]:
    """The arguments that sync; Poetry compiles what it installs where it is told so each time."""
    return ["--project", root, "sync", *(["--compile"] if is_wanted(root) else [])]
