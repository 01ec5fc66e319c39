"""Runs micromamba, mamba or conda: the first of them that is found and new enough.

The environment is `.conda` in the project's folder. It is made as `conda-lock.yml` says where that
is there, else solved from the environment files; then the project itself is put into it, which
neither can say. While nothing of that has changed, nothing is done (`stamp.py`). One that works is
changed in place by a program that solves first, or waits beside the new one (`moving.py`).

Only conda-lock can renew a lock. So without it, `lock` lays one aside that was made for the project
as it was, and `sync` stops at one that does not fit the environment files (`lock.py`).
"""

from __future__ import annotations

import os
import sys

from seedbed.host import folders, process
from seedbed.host.disk import SaidPlainly
from seedbed.host.paths import inside
from seedbed.managers.base import MANAGERS
from seedbed.managers.conda import prefix as prefixes
from seedbed.managers.conda import programs, stamp
from seedbed.managers.conda.activation import activation
from seedbed.managers.conda.programs import OLDEST, name_of
from seedbed.managers.conda.stages import CONDA_LOCK, UNFINISHED, environment_files
from seedbed.managers.shared.compiling import compile_packages, is_wanted
from seedbed.managers.shared.program import LOCKS, Program, say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn


class Driver(Program):
    """The driver of micromamba, mamba and conda."""

    def __init__(self) -> None:
        super().__init__(MANAGERS["conda"])

    @property
    def in_flake(self) -> str:
        """The name of the program that the project's flake brings."""
        return "micromamba"

    def candidates(self) -> Iterator[str]:
        """The programs on PATH, and those that a shell's own variables name, the best first."""
        yield from programs.candidates()

    def read_version(self, said: str) -> str:
        """The version in `2.3.0` (micromamba), `mamba 1.5.1` or `conda 25.7.0`."""
        match said.split():
            case [version] if version[0].isdigit() and "." in version:
                return version
            case ["mamba" | "micromamba" | "conda", version, *_] if version[0].isdigit():
                return version
        return ""

    def oldest(self, program: str) -> str:
        """The oldest version of one of the programs that will do."""
        return OLDEST[name_of(program)]

    @property
    def missing(self) -> str:
        """The sentence for programs of which none is there."""
        return "None of micromamba, mamba, and conda was found on PATH."

    @property
    def installable(self) -> str:
        """What people are told to install where no program will do."""
        return "micromamba"

    @property
    def needed(self) -> str:
        """The programs of which one is needed, with their oldest versions."""
        *some, last = (f"{name} {version}" for name, version in OLDEST.items())
        return f"{', '.join(some)} or {last}"

    def by_hand(self, root: str) -> str:
        """What people type in a project's folder to make the environment with their program."""
        program = name_of(self.program())
        install = programs.install_of(root)
        made = prefixes.has_python(_prefix(root))
        return programs.commands(program, environment_files(root), install, made=made)

    def variables(self) -> dict[str, str]:
        """The variables that a program gets when it installs."""
        return programs.variables()

    def lock(self, root: str) -> None:
        """Make or renew `conda-lock.yml`; without conda-lock, lay it aside and say so.

        Raises:
            SeedbedError: when conda-lock cannot.
        """
        program = self.program()
        conda_lock = process.find("conda-lock")
        lock = os.path.join(root, self.manager.lock_file)
        if not conda_lock:
            aside = f"; the old one is now {_lay_aside(lock, root)}" if os.path.exists(lock) else ""
            say(
                "No lock was created, because conda-lock was not found on PATH "
                f"({CONDA_LOCK}){aside}."
            )
            return
        named = [os.path.join(root, name) for name in environment_files(root)]
        files = [word for path in named for word in ("--file", path)]
        arguments = ["lock", "--conda", program, *files, "--lockfile", lock]
        self.do(root, arguments, program=conda_lock, verb="lock", called="conda-lock lock")

    def sync(self, root: str) -> None:
        """Make `.conda` match the lock, or the environment files where there is none.

        Raises:
            SeedbedError: when a program cannot, or the lock does not fit the environment files.
        """
        from seedbed.managers.conda.making import Making

        Making(self, root).sync()
        if is_wanted(root):
            compile_packages(root, _prefix(root), self.variables())

    def activation(self, root: str, shell: str) -> str:
        """Code for a shell (bash, zsh, fish or powershell) that enters `.conda`."""
        return activation(_prefix(root), shell)

    def exec_sync(self, root: str) -> NoReturn:
        """Sync, and end: no program can take this one's place, which has to see how it goes."""
        self.sync(root)
        sys.exit(0)

    def exec_task(self, root: str, task: str, arguments: list[str]) -> NoReturn:
        """Become `micromamba run … poe TASK`; poethepoet runs it in the project's folder.

        Nothing is installed by that, so it is done first when there is no environment yet, or one
        of which a part is missing, or which was made for another folder.
        """
        prefix = _prefix(root)
        ready = prefixes.has_python(prefix) and not stamp.moved_from(prefix)
        if not ready or os.path.exists(os.path.join(root, UNFINISHED)):
            self.sync(root)
        # isolated: a file in the current folder must not stand in for a module of poethepoet's
        poe = ["-I", "-m", "poethepoet", "-C", root, task, *arguments]
        within = programs.within(name_of(self.program()), prefix)
        self.exec_program([*within, prefixes.python_in(prefix), *poe])


def _lay_aside(lock: str, root: str) -> str:
    """Move a lock to where it does not count, and give its path there."""
    # not by the journal, which would let go of what the update before this has replaced
    aside = f"{LOCKS}/{os.path.basename(lock)}"
    place = inside(root, aside)
    with SaidPlainly(lock):
        folders.make(os.path.dirname(place))
        folders.move(lock, place)
    return aside


def _prefix(root: str) -> str:
    return os.path.join(root, prefixes.FOLDER)
