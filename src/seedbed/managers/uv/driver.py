"""Runs uv: the one on PATH when it is new enough, else the one that came with seedbed."""

from __future__ import annotations

import os

from seedbed.host import process
from seedbed.managers.base import MANAGERS
from seedbed.managers.shared.kept import switched_on
from seedbed.managers.shared.moved import made_elsewhere
from seedbed.managers.shared.program import Program, say, venv_activation
from seedbed.managers.uv.foreign import check_own
from seedbed.managers.uv.workspace import environment_of, home_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

    from seedbed.managers.protocols import Native

_PARTIAL = {
    "UV_NO_DEV": "leaves out the group 'dev', which tasks need",
    "UV_NO_DEFAULT_GROUPS": "leaves out the groups that tasks need",
    "UV_NO_INSTALL_PROJECT": "leaves out the project itself",
    "UV_NO_INSTALL_LOCAL": "leaves out the project itself",
    "UV_NO_EDITABLE": "installs a copy of the code: changes need another sync",
}
"""Variables by which a sync does not give what the project asks for."""


class Driver(Program):
    """uv's driver."""

    where = ", neither on PATH nor next to seedbed"
    keepers = ("UV_FROZEN", "UV_LOCKED")
    stale = "needs to be updated"
    # to be asked is no reason to fetch a Python, from wherever the project says
    asked_with = (("UV_PYTHON_DOWNLOADS", "never"),)
    builds_nothing = (("UV_NO_BUILD", "1"),)

    def __init__(self) -> None:
        super().__init__(MANAGERS["uv"])

    def candidates(self) -> Iterator[str]:
        """The uv on PATH, then the one that came with seedbed."""
        yield from super().candidates()
        bundled = _bundled()
        if bundled:
            yield bundled

    def asking(self) -> dict[str, str]:
        """The variables with which uv only answers; without a network, it doesn't wait for one."""
        # by itself, it tries an index three times more, and waits longer each time
        return {"UV_HTTP_RETRIES": "1", **super().asking()}

    def lock(self, root: str) -> None:
        """Make or renew `uv.lock`.

        Raises:
            SeedbedError: when uv cannot, or a variable of the user's forbids it.
        """
        from seedbed.managers.shared.kept import not_renewed

        if name := self.keeps(root):
            then = f"'{self.manager.lock}' and '{self.manager.sync}' in {root}"
            lock = os.path.join(home_of(root), self.manager.lock_file)
            raise not_renewed(lock, name, then)
        if not switched_on(self.keepers):
            self.do(root, ["lock", "--project", root])

    def checking(self, root: str) -> list[str]:
        """The arguments by which uv says whether the lock fits, and changes nothing."""
        return ["lock", "--check", "--project", root]

    def judging(self, root: str) -> list[str]:
        """The arguments by which uv says whether the environment is in step."""
        options = ["--inexact"] if home_of(root) != root else []
        return ["sync", "--check", "--project", root, *options]

    def sync(self, root: str) -> None:
        """Make the environment match the lock; that is renewed first when the manifest has changed.

        Raises:
            SeedbedError: when uv cannot, or would empty the environment of another project.
        """
        self.do(root, self._sync(root))

    def edit(self, root: str, native: Native) -> None:
        """Let `uv add` or `uv remove` change the manifest, lock, and install.

        Raises:
            SeedbedError: when uv cannot, or would empty the environment of another project.
        """
        environment = environment_of(root)
        check_own(root, environment)
        # a manifest may have names that begin with a dash: they are no options
        place = [f"--optional={native.extra}"] if native.extra else []
        place = [f"--group={native.group}"] if native.group else place
        options = ["--editable"] if native.editable else []
        moved = made_elsewhere(environment)  # then 'uv sync' needs more than it is told here
        options += ["--no-sync"] if moved else []
        arguments = ["--project", root, *place, *options, "--", *native.words]
        self.do(root, [native.verb, *arguments])
        if moved:
            self.sync(root)

    def activation(self, root: str, shell: str) -> str:
        """Code for a shell (bash, zsh, fish or powershell) that enters the environment."""
        return venv_activation(environment_of(root), shell)

    def exec_sync(self, root: str) -> NoReturn:
        """Become `uv sync`.

        Raises:
            SeedbedError: when it would empty the environment of another project.
        """
        self.exec_program(self._sync(root))

    def exec_task(self, root: str, task: str, arguments: list[str]) -> NoReturn:
        """Become `uv run poe TASK`; poethepoet runs it in the project's folder.

        Raises:
            SeedbedError: when it would run in the environment of another project.
        """
        environment = environment_of(root)
        if made_elsewhere(environment):
            self.sync(root)
        else:
            check_own(root, environment)
        self.exec_program(["run", "--project", root, "poe", "-C", root, task, *arguments])

    def _sync(self, root: str) -> list[str]:
        """The arguments that sync; an environment that was made for another place is mended."""
        home, environment = home_of(root), environment_of(root)
        check_own(root, environment, lambda: self._dry_run(root))
        for name, what in _PARTIAL.items():
            if switched_on((name,)):
                say(f"{name} is set, so uv {what}.")
        # the packages of the other members of a workspace stay
        options = ["--inexact"] if home != root else []
        if before := made_elsewhere(environment):
            say(f"{environment} was built for {before}: reinstalling all of it for this folder.")
            options.append("--reinstall")
            self._rewrite(root, environment)
        return ["sync", "--project", root, *options]

    def _dry_run(self, root: str) -> str:
        """What uv says that a sync would do."""
        asked = [self.program(), "sync", "--project", root, "--dry-run", "--color", "never"]
        return process.answer([*self._before, *asked])

    def _rewrite(self, root: str, environment: str) -> None:
        """Let the scripts that enter an environment name it; its packages stay."""
        python = os.path.join(environment, "Scripts" if os.name == "nt" else "bin", "python")
        if os.path.exists(python):  # without, uv makes the environment anew
            how = ["venv", "--quiet", "--allow-existing", "--no-project", "--python", python]
            self.do(root, [*how, f"--prompt={os.path.basename(home_of(root))}", environment])


def _bundled() -> str:
    try:
        from uv import find_uv_bin
    except ImportError:
        return ""
    try:
        return str(find_uv_bin())
    except FileNotFoundError:
        return ""
