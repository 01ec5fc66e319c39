"""What the drivers of all managers share: running the program that was found."""

from __future__ import annotations

import os

from seedbed.errors import stopped
from seedbed.host import process
from seedbed.host.variables import for_manager
from seedbed.managers.shared.finding import Found

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import NoReturn

    from seedbed.managers.base import Manager
    from seedbed.managers.protocols import Native

LOCKS = ".seedbed/locks"
"""Where the locks lie in a project that no longer count."""


class Program(Found):
    """A manager's program, and what is done with it.

    Args:
        manager: whose program it is.
    """

    def __init__(self, manager: Manager) -> None:
        super().__init__(manager)
        self._listens = False
        self._said = ""

    def listen(self) -> None:
        """From now on, tell what the program fails of in one sentence, not all that it says."""
        self._listens = True

    def edit(self, root: str, native: Native) -> None:
        """Let the program's own command add or remove requirements: most have none that will do.

        Raises:
            LookupError: always.
        """
        raise LookupError(self.manager.name, native.verb, root)

    def reads(self, root: str) -> bool:  # noqa: ARG002  # what it asks differs with the manager
        """Whether the program itself reads the project's manifest; False where it was not asked."""
        return False

    again = ""
    """What to run after a failure, in quotes; if empty, what makes the environment."""

    marks_failures = True
    """Whether what it says of a failure begins with a word that tells so."""

    keepers: tuple[str, ...] = ()
    """Variables by which the program leaves a lock as it is, whether or not it fits."""

    def keeps(self, root: str) -> str:
        """The variable by which a lock that does not fit stays as it is; empty where it fits.

        It does fit where no such variable is set: then the program renews it.
        """
        from seedbed.managers.shared.kept import switched_on, without

        name = switched_on(self.keepers)
        if not name:
            return ""
        asked = self.command(self.checking(root))
        return name if process.ask(asked, without(self.keepers)).status else ""

    asked_with: tuple[tuple[str, str], ...] = ()
    """Variables with which the program only answers: it fetches nothing for that."""

    def asking(self) -> dict[str, str]:
        """The variables with which the program only answers: it neither fetches nor keeps."""
        found = {key: value for key, value in self.variables().items() if key not in self.keepers}
        return found | dict(self.asked_with)

    builds_nothing: tuple[tuple[str, str], ...] = ()
    """Variables with which the program runs no build backend, be it that of the project."""

    stale: str = ""
    """What the program says of a lock that does not fit; it says it nowhere else."""

    def lock_fits(self, root: str) -> bool | None:
        """Whether the lock fits the manifest, as the program says; None where it cannot say.

        It cannot where it would have to build something for that.

        Raises:
            SeedbedError: when the program is not there, or cannot be started.
        """
        arguments = self.checking(root)
        if not arguments:
            return None
        variables = self.asking() | dict(self.builds_nothing)
        reply = process.ask(self.command(arguments), variables)
        return self.judged(reply.status, (reply.out + reply.said).decode("utf-8", "replace"))

    def judged(self, status: int, said: str) -> bool | None:
        """Whether the lock fits, by the program's answer; None where it says neither.

        Args:
            status: the exit status of what `checking` runs.
            said: all that it printed.
        """
        if self.stale and self.stale in said:
            return False
        return True if status == 0 else None

    def checking(self, root: str) -> list[str]:  # noqa: ARG002  # differs with the manager
        """The arguments by which the program says whether the lock fits, and changes nothing."""
        return []

    def judging(self, root: str) -> list[str]:  # noqa: ARG002  # differs with the manager
        """The arguments by which the program says whether the environment is in step.

        It changes nothing. Empty where the program has no such command.
        """
        return []

    def passed(self, root: str, arguments: list[str], *, typed: bool) -> list[str]:  # noqa: ARG002
        """What to pass so that a task's program gets some arguments: just them."""
        return arguments

    def do(
        self,
        root: str,
        arguments: Sequence[str],
        *,
        program: str = "",
        verb: str = "",
        called: str = "",
        variables: Mapping[str, str] | None = None,
    ) -> None:
        """Run the program in a project.

        Args:
            root: the project's folder.
            arguments: what follows the program.
            program: another program to run, by its path.
            verb: what it does, for the error's code; one of its arguments when left out.
            called: the command as people know it; the program and that argument when left out.
            variables: what it gets beside the usual ones.

        Raises:
            SeedbedError: when it cannot be started, fails, or a signal ends it.
        """
        program = program or self.program()
        name = os.path.splitext(os.path.basename(program))[0]
        said = next((word for word in arguments if word in _VERBS), verb)
        command = called or f"{name} {said}"
        then = self.again or f"'{self.by_hand(root)}' or 'seedbed sync' in {root}"
        env = {**self.variables(), **(variables or {})}
        run = self._hear if self._listens else process.run
        try:
            status = run([*self._before, program, *arguments], root, env)
        except KeyboardInterrupt as cause:
            hint = f"Run {then} to finish the environment."
            raise stopped(cause, f" while '{command}' was running.", hint) from None
        if status:
            from seedbed.managers.shared import failures

            code = f"{verb or said}-failed"
            if self._listens:
                raise failures.said_by(command, status, self._said, code=code)
            raise failures.failed(command, status, then, code=code)

    def _hear(self, arguments: Sequence[str], root: str, env: Mapping[str, str]) -> int:
        """Run a program; only its progress is shown, and what it says of a failure is kept."""
        from seedbed.host.hearing import heard
        from seedbed.managers.shared.sentences import Listener

        listener = Listener(marked=self.marks_failures)
        status = heard(arguments, root, env, listener)
        if status == 0:
            listener.let_out()
        self._said = listener.text
        return status

    def by_hand(self, root: str) -> str:  # noqa: ARG002  # a manager may have several programs
        """What people type in a project's folder to make the environment."""
        return self.manager.sync

    def exec_program(self, arguments: Sequence[str]) -> NoReturn:
        """Turn this process into the program: its exit status, and all that is said, are its own.

        Raises:
            SeedbedError: when it cannot be started.
        """
        process.exec_program(self.command(arguments), self.variables())

    def variables(self) -> dict[str, str]:
        """The variables that the program gets."""
        return for_manager()


def say(sentence: str) -> None:
    """Say something where the programs say theirs; standard output is seedbed's results."""
    import sys

    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


_VERBS = ("add", "remove", "lock", "sync", "install", "create", "update", "run", "venv")


def venv_activation(folder: str, shell: str) -> str:
    """Code for a shell that enters a virtual environment.

    Args:
        folder: the environment.
        shell: bash, zsh, fish or powershell.
    """
    import shlex

    if shell == "powershell":
        script = os.path.join(folder, "Scripts" if os.name == "nt" else "bin", "Activate.ps1")
        quoted = script.replace("'", "''")
        return f". '{quoted}'"
    script = "activate.fish" if shell == "fish" else "activate"
    return f". {shlex.quote(os.path.join(folder, 'bin', script))}"
