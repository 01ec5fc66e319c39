"""Finds a manager's program: the first that is there and new enough."""

from __future__ import annotations

import os

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host import process
from seedbed.model.versions import release

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seedbed.managers.base import Manager


class Found:
    """A manager's program, which is looked for once it is needed.

    Args:
        manager: whose program it is.
    """

    def __init__(self, manager: Manager) -> None:
        self.manager = manager
        self._program = ""
        self._version = ""
        self._before: tuple[str, ...] = ()

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

    @property
    def installable(self) -> str:
        """What people are told to install where no program will do."""
        return self.manager.title

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

    where = " on PATH"
    """Where it was looked for."""

    def command(self, arguments: Sequence[str]) -> list[str]:
        """The program, in the shell that was entered for it, with some arguments.

        Raises:
            SeedbedError: when there is no program.
        """
        return [*self._before, self.program(), *arguments]

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
                f"Update {too_old[0].split()[0]} ({manager.home}), then run '{manager.sync}'.",
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
            f"Install {self.installable} ({manager.home}), then run '{manager.sync}' in the "
            "project's folder.",
            code="manager-missing",
            status=ENVIRONMENT,
        )
