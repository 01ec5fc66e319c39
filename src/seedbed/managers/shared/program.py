"""What the drivers of all managers share: finding the program, its version, running it."""

from __future__ import annotations

import os

from seedbed.errors import ENVIRONMENT, SeedbedError, stopped
from seedbed.host import process
from seedbed.host.variables import for_manager
from seedbed.model.versions import release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import NoReturn

    from seedbed.managers.base import Manager
    from seedbed.managers.protocols import Native
    from seedbed.managers.shared.sentences import Listener

LOCKS = ".seedbed/locks"
"""Where the locks lie in a project that no longer count."""


class Program:
    """A manager's program: the first that is found and new enough.

    Args:
        manager: whose program it is.
    """

    def __init__(self, manager: Manager) -> None:
        self.manager = manager
        self._program = ""
        self._version = ""
        self._before: tuple[str, ...] = ()
        self._listens = False

    def listen(self) -> None:
        """From now on, tell what the program fails of in one sentence, not all that it says."""
        self._listens = True

    def edit(self, root: str, native: Native) -> None:
        """Let the program's own command add or remove requirements: most have none that will do.

        Raises:
            LookupError: always.
        """
        raise LookupError(self.manager.name, native.verb, root)

    def enter(self, before: Sequence[str]) -> None:
        """Take the program of a shell, such as that of a flake, instead of looking for one.

        Args:
            before: the command before a program and its arguments that runs it in that shell.
        """
        self._before = tuple(before)
        self._program = self.in_flake

    @property
    def in_flake(self) -> str:
        """The name of the program that the project's flake brings."""
        return self.manager.name

    def program(self) -> str:
        """The program's path.

        Raises:
            SeedbedError: when there is none, only ones that are too old, or another by that name.
        """
        if not self._program:
            self._program, self._version = self._find()
        return self._program

    def version(self) -> str:
        """The program's version, such as `0.13.8`."""
        self.program()
        return self._version

    def candidates(self) -> Iterator[str]:
        """Paths at which the program may be, the best first."""
        found = process.find(self.manager.name)
        if found:
            yield found

    def read_version(self, said: str) -> str:
        """The version in what the program says to `--version`; empty when it is another program."""
        words = said.split()
        known = words[:1] == [self.manager.name] and words[1:] and words[1][0].isdigit()
        return words[1] if known else ""

    def impostor(self) -> str:
        """What to do about a program of that name which is not the manager."""
        return (
            f"Put {self.manager.title} before it on PATH: {self.manager.home}, then run "
            f"'{self.manager.sync}'."
        )

    def oldest(self, program: str) -> str:  # noqa: ARG002  # a manager may have several programs
        """The oldest version of a program that will do."""
        return self.manager.oldest

    @property
    def missing(self) -> str:
        """The sentence for a program that is not there."""
        return f"{self.manager.title} was not found{self.where}."

    @property
    def needed(self) -> str:
        """What is needed, with its oldest version."""
        return f"{self.manager.title} {self.manager.oldest}"

    def reads(self, root: str) -> bool:  # noqa: ARG002  # what it asks differs with the manager
        """Whether the program itself reads the project's manifest; False where it was not asked."""
        return False

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
        asked = [*self._before, self.program(), *self.checking(root)]
        return name if process.ask(asked, without(self.keepers)).status else ""

    def lock_fits(self, root: str) -> bool | None:
        """Whether the lock fits the manifest, as the program says; None where it cannot say.

        Raises:
            SeedbedError: when the program is not there, or cannot be started.
        """
        from seedbed.managers.shared.kept import without

        arguments = self.checking(root)
        if not arguments:
            return None
        asked = [*self._before, self.program(), *arguments]
        status = process.ask(asked, without(self.keepers)).status
        return {0: True, 1: False}.get(status)

    def checking(self, root: str) -> list[str]:  # noqa: ARG002  # differs with the manager
        """The arguments by which the program says whether the lock fits, and changes nothing."""
        return []

    def judging(self, root: str) -> list[str]:  # noqa: ARG002  # differs with the manager
        """The arguments by which the program says whether the environment is in step.

        It changes nothing. Empty where the program has no such command.
        """
        return []

    def command(self, arguments: Sequence[str]) -> list[str]:
        """The program, in the shell that was entered for it, with some arguments.

        Raises:
            SeedbedError: when there is no program.
        """
        return [*self._before, self.program(), *arguments]

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
        then = f"'{self.by_hand(root)}' or 'seedbed sync' in {root}"
        env = {**self.variables(), **(variables or {})}
        code = f"{verb or said}-failed"
        try:
            if self._listens:
                from seedbed.managers.shared.sentences import Listener

                listener = Listener(marked=self.marks_failures)
                asked = [*self._before, program, *arguments]
                _hear(asked, root, env, listener, (command, code))
                return
            status = process.run([*self._before, program, *arguments], root, env)
        except KeyboardInterrupt as cause:
            hint = f"Run {then} to finish the environment."
            raise stopped(cause, f" while '{command}' was running.", hint) from None
        if status:
            from seedbed.managers.shared.failures import failed

            raise failed(command, status, then, code=code)

    def by_hand(self, root: str) -> str:  # noqa: ARG002  # a manager may have several programs
        """What people type in a project's folder to make the environment."""
        return self.manager.sync

    def exec_program(self, arguments: Sequence[str]) -> NoReturn:
        """Turn this process into the program: its exit status, and all that is said, are its own.

        Raises:
            SeedbedError: when it cannot be started.
        """
        process.exec_program([*self._before, self.program(), *arguments], self.variables())

    def variables(self) -> dict[str, str]:
        """The variables that the program gets."""
        return for_manager()

    def _find(self) -> tuple[str, str]:
        wrong = ""
        too_old = []
        silent: SeedbedError | None = None
        manager = self.manager
        for program in self.candidates():
            try:
                version = self.read_version(process.output([program, "--version"]))
            except SeedbedError as error:
                silent = silent or error
                continue
            if not version:
                wrong = wrong or program
            elif release(version) >= release(self.oldest(program)):
                return program, version
            else:
                name = os.path.basename(program)
                called = manager.title if name.startswith(manager.name) else name
                too_old.append(f"{called} {version} at {program}")
        if silent:
            raise silent
        raise self._refused(wrong, too_old)

    def _refused(self, wrong: str, too_old: list[str]) -> SeedbedError:
        """The error when no program will do.

        Args:
            wrong: another program of that name.
            too_old: the ones that are, with their versions and paths.
        """
        manager = self.manager
        if too_old:
            return SeedbedError(
                f"{self.needed} or newer is needed, but only {' and '.join(too_old)} was found.",
                f"Update it ({manager.home}), then run '{manager.sync}'.",
                code="manager-too-old",
                status=ENVIRONMENT,
            )
        if wrong:
            return SeedbedError(
                f"{wrong} is not {manager.title}: it does not report its version as "
                f"{manager.title} does.",
                self.impostor(),
                code="manager-unknown",
                status=ENVIRONMENT,
            )
        return SeedbedError(
            self.missing,
            f"Install it ({manager.home}), then run '{manager.sync}' in the project's folder.",
            code="manager-missing",
            status=ENVIRONMENT,
        )

    where = " on PATH"
    """Where it was looked for."""


def say(sentence: str) -> None:
    """Say something where the programs say theirs; standard output is seedbed's results."""
    import sys

    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


_VERBS = ("add", "remove", "lock", "sync", "install", "create", "update", "run", "venv")


def _hear(
    arguments: Sequence[str],
    root: str,
    env: Mapping[str, str],
    listener: Listener,
    called: tuple[str, str],
) -> None:
    """Run a program; only its progress is shown, and when it fails, its own sentence.

    Args:
        arguments: the program and its arguments.
        root: the folder to run it in.
        env: its variables.
        listener: hears what it prints.
        called: the command as people know it, and the code of the error.

    Raises:
        SeedbedError: when it cannot be started, or fails.
        KeyboardInterrupt: when a signal asked seedbed to end; the program has ended too.
    """
    from seedbed.managers.shared.failures import said_by

    status = process.heard(arguments, root, env, listener)
    if status:
        raise said_by(called[0], status, listener.text, code=called[1])
    listener.let_out()


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
