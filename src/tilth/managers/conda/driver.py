"""Runs micromamba, mamba or conda: the first of them on PATH that is new enough.

The environment is `.conda` in the project's folder. It is made as `conda-lock.yml` says where that
is there, else solved from the environment files; then the project itself is put into it, which
neither can say. Options: micromamba 2.8, conda 26.7, conda-lock 4.0, looked up in their sources on
21 November 2026.

Only conda-lock can renew a lock. So without it, `lock` lays one aside that was made for the project
as it was, and `sync` stops at one that does not fit the environment files (`lock.py`).
"""

from __future__ import annotations

import os
import sys

from tilth import process
from tilth.disk import SaidPlainly, remove_if_empty, write_files
from tilth.errors import ENVIRONMENT, TilthError
from tilth.managers import MANAGERS
from tilth.managers.conda.activation import activation
from tilth.managers.conda.files import MAIN, is_environment
from tilth.managers.conda.lock import check_lock
from tilth.managers.program import LOCKS, Program
from tilth.tree import File

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import NoReturn

OLDEST = {
    "micromamba": "2.0",
    "mamba": "2.0",  # from here on, it is micromamba with another name
    "conda": "24.9",  # the first whose `env create` replaces an environment with --yes
}
"""The programs, the best first, and the oldest version of each that will do."""
FOLDER = ".conda"
UNFINISHED = ".tilth/conda-unfinished"
"""Stands there while `.conda` is being made, and afterwards unless that was a success.

Not in `.conda`, which programs refuse where anything but an environment is in it; and no mark of a
success, so that an environment that somebody made by hand is as good as tilth's.
"""
CONDA_LOCK = "https://conda.github.io/conda-lock/"


class Driver(Program):
    """The driver of micromamba, mamba and conda."""

    def __init__(self) -> None:
        super().__init__(MANAGERS["conda"])

    @property
    def in_flake(self) -> str:
        """The name of the program that the project's flake brings."""
        return "micromamba"

    def candidates(self) -> Iterator[str]:
        """The programs that are on PATH, the best first."""
        yield from filter(None, map(process.find, OLDEST))

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
        return OLDEST[_name(program)]

    @property
    def missing(self) -> str:
        """The sentence for programs of which none is there."""
        return "None of micromamba, mamba and conda was found on PATH."

    @property
    def needed(self) -> str:
        """The programs of which one is needed, with their oldest versions."""
        *some, last = (f"{name} {version}" for name, version in OLDEST.items())
        return f"{', '.join(some)} or {last}"

    def lock(self, root: str) -> None:
        """Make or renew `conda-lock.yml`; without conda-lock, lay it aside and say so.

        Raises:
            TilthError: when conda-lock cannot.
        """
        program = self.program()
        conda_lock = process.find("conda-lock")
        lock = os.path.join(root, self.manager.lock_file)
        if not conda_lock:
            aside = f"; the old one is {_lay_aside(lock, root)} now" if os.path.exists(lock) else ""
            _say(
                f"No lock is made, because conda-lock was not found on PATH ({CONDA_LOCK}){aside}."
            )
            return
        files = _file_options(root)
        arguments = ["lock", "--conda", program, *files, "--lockfile", lock]
        self.do(root, arguments, program=conda_lock, verb="lock")

    def sync(self, root: str) -> None:
        """Make `.conda` match the lock, or the environment files where there is none.

        Raises:
            TilthError: when a program cannot, or the lock does not fit the environment files.
        """
        calls = list(self._installs(root))
        _mark(root, unfinished=True)
        for program, arguments in calls:
            self.do(root, arguments, program=program, verb="sync")
        _mark(root, unfinished=False)

    def activation(self, root: str, shell: str) -> str:
        """Code for a shell (bash, zsh, fish or powershell) that enters `.conda`."""
        return activation(os.path.join(root, FOLDER), shell)

    def become_sync(self, root: str) -> NoReturn:
        """Sync, and end: no program can take this one's place, which has to see how it goes."""
        self.sync(root)
        sys.exit(0)

    def become_task(self, root: str, task: str, arguments: list[str]) -> NoReturn:
        """Become `micromamba run … poe TASK`; poethepoet runs it in the project's folder.

        Nothing is installed by that, so it is done first when there is no environment yet, or one
        of which a part is missing.
        """
        made = os.path.exists(os.path.join(root, FOLDER))
        if not made or os.path.exists(os.path.join(root, UNFINISHED)):
            self.sync(root)
        self.become([*self._run(root), "poe", "-C", root, task, *arguments])

    def _installs(self, root: str) -> Iterator[tuple[str, list[str]]]:
        """The programs that make the environment, each with its arguments."""
        prefix = os.path.join(root, FOLDER)
        lock = os.path.join(root, self.manager.lock_file)
        program = self.program()
        name = _name(program)
        conda_lock = process.find("conda-lock") if name == "conda" else ""
        locked = os.path.exists(lock)
        if locked and (conda_lock or name != "conda"):
            check_lock(root, lock, _files(root))
        if locked and name != "conda":  # they read the lock themselves
            yield program, ["create", "--yes", "--prefix", prefix, "--file", lock]
        elif locked and conda_lock:
            yield conda_lock, ["install", "--conda", program, "--prefix", prefix, lock]
        else:
            if locked:
                _say(
                    f"{self.manager.lock_file} is not used, because conda alone cannot read it and "
                    f"conda-lock was not found on PATH ({CONDA_LOCK})."
                )
            for arguments in _solve(name, root, prefix):
                yield program, arguments
        install = ["install", "--no-deps", "--no-build-isolation", "--editable", root]
        yield program, [*self._run(root), "python", "-m", "pip", *install]

    def _run(self, root: str) -> list[str]:
        """The arguments before a program of the environment."""
        at_once = ["--no-capture-output"] if _name(self.program()) == "conda" else []
        return ["run", "--prefix", os.path.join(root, FOLDER), *at_once]


def _solve(program: str, root: str, prefix: str) -> Iterator[list[str]]:
    """The arguments of each call that makes an environment from the environment files."""
    files = _file_options(root)
    if program == "conda":  # takes one file at a time, and prunes by each
        for first in range(0, len(files), 2):
            verb = ["update"] if first else ["create", "--yes"]
            yield ["env", *verb, "--prefix", prefix, *files[first : first + 2]]
    elif os.path.exists(os.path.join(prefix, "conda-meta")):
        yield ["env", "update", "--yes", "--prune", "--prefix", prefix, *files]
    else:
        yield ["create", "--yes", "--prefix", prefix, *files]


def _file_options(root: str) -> list[str]:
    """The options that name the environment files."""
    return [word for name in _files(root) for word in ("--file", os.path.join(root, name))]


def _files(root: str) -> list[str]:
    """The names of the environment files; that of the run-time packages is first."""
    names = sorted(filter(is_environment, os.listdir(root)), key=lambda name: (name != MAIN, name))
    if MAIN not in names:
        raise TilthError(
            f"{MAIN} is missing in {root}.",
            f"Take it from git again: git checkout HEAD -- {MAIN}",
            code="no-environment-file",
            status=ENVIRONMENT,
        )
    return names


def _lay_aside(lock: str, root: str) -> str:
    """Move a lock to where it does not count, and give its path there."""
    # not by the journal, which would let go of what the update before this has replaced
    aside = f"{LOCKS}/{os.path.basename(lock)}"
    with SaidPlainly(lock):
        os.makedirs(os.path.join(root, LOCKS), exist_ok=True)
        os.replace(lock, os.path.join(root, aside))
    return aside


def _mark(root: str, *, unfinished: bool) -> None:
    folder, name = os.path.split(os.path.join(root, UNFINISHED))
    with SaidPlainly(folder):
        there = os.path.exists(os.path.join(folder, name))
        if unfinished and not there:
            os.makedirs(folder, exist_ok=True)
            write_files(folder, {name: File(data=b"", layer="")})
        elif there and not unfinished:
            os.unlink(os.path.join(folder, name))
            remove_if_empty(folder)


def _name(program: str) -> str:
    return os.path.splitext(os.path.basename(program))[0].lower()


def _say(sentence: str) -> None:
    """Say something where the programs say theirs; standard output is tilth's results."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()
