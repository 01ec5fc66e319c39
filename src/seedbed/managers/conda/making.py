"""One sync of a conda environment: what has to be done, and in which order."""

from __future__ import annotations

import os

from seedbed.errors import ENVIRONMENT, SeedbedError
from seedbed.host import process
from seedbed.host.disk import remove
from seedbed.host.reading import read_text
from seedbed.managers.conda import moving, programs, stamp, trusting
from seedbed.managers.conda import prefix as prefixes
from seedbed.managers.conda.given import Given, turn_of
from seedbed.managers.conda.joined import NO_OTHERS, joined, set_variables, variables
from seedbed.managers.conda.lock import check_lock
from seedbed.managers.conda.stages import (
    CONDA_LOCK,
    UNFINISHED,
    environment_files,
    is_package,
    lists_build,
    mark,
)
from seedbed.managers.shared.environment_files import is_environment
from seedbed.managers.shared.program import say

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from seedbed.managers.shared.program import Program

_FOR_CONDA = ".seedbed-conda.yml"
"""What conda reads in place of the environment files: beside them, for paths that pip is given."""
_FOR_OTHERS = ".seedbed/conda-channels.yml"
"""What micromamba reads besides the environment files, so that they name all channels."""
_NAMED = 3
"""How many packages are named whose files are gone."""
_NOTHING = '{"dependencies": []}\n'
_NO_SETTINGS = {"PIP_CONFIG_FILE": os.devnull}
"""pip reads no file of settings then; with --isolated alone it reads those of the whole system."""


class Making:
    """A sync.

    Args:
        driver: runs the program.
        root: the project's folder.

    Raises:
        SeedbedError: when the project has no environment file, or there is no program.
    """

    def __init__(self, driver: Program, root: str) -> None:
        self._driver, self._root = driver, root
        self._program = driver.program()
        self._name = programs.name_of(self._program)
        self._prefix = os.path.join(root, prefixes.FOLDER)
        self._files = environment_files(root)
        self._lock = self._usable_lock()

    def sync(self) -> None:
        """Make the environment as the files say; where it is so, do nothing.

        Raises:
            SeedbedError: when a program cannot, or the lock does not fit the environment files.
        """
        trusting.check_place(self._root)
        if self._is_done():
            return
        trusting.check_own_work(self._root)
        if self._lock:
            check_lock(self._root, self._lock, self._files)
        with turn_of(self._root):
            moving.bring_back(self._root)
            if not self._is_done():
                self._make()

    def _usable_lock(self) -> str:
        """The path of the lock, where there is one that a program can read."""
        lock = os.path.join(self._root, stamp.LOCK)
        if not os.path.exists(lock):
            return ""
        if self._name != "conda" or process.find("conda-lock"):
            return lock
        if programs.has_lockfiles(self._program):
            return lock
        say(
            f"{stamp.LOCK} is not used: conda needs conda-lock ({CONDA_LOCK}) or its plugin "
            "conda-lockfiles to read it, and neither was found."
        )
        return ""

    def _is_done(self) -> bool:
        """Whether nothing has changed since the last sync; files that are gone are told."""
        if os.path.exists(os.path.join(self._root, UNFINISHED)) or self._fault() != "":
            return False
        there, due = stamp.read(self._prefix), self._stamp()
        same = stamp.same_packages(there, due) and stamp.same_project(there, due)
        if not same or any(there.get(name) != due[name] for name in self._files):
            return False
        if not prefixes.starts(self._prefix):
            return False
        self._tell_missing(prefixes.missing_files(self._prefix))
        return True

    def _make(self) -> None:
        fault = self._fault()
        unfinished = os.path.exists(os.path.join(self._root, UNFINISHED))
        if fault == "":
            fault = self._hidden_fault(unfinished=unfinished)
        there = stamp.read(self._prefix) if fault == "" else {}
        due = self._stamp()
        self._check_frozen()
        mark(self._root, unfinished=True)
        if not unfinished and fault == "" and stamp.same_packages(there, due):
            self._finish(there, due)
        elif fault == "" and not self._lock:
            with Given(self._root, self._given()) as files:
                self._do(programs.update(self._name, self._prefix, files))
            self._finish(there, due)
        elif fault is None:
            self._make_first(due)
        else:
            self._make_anew(fault, there, due)
        mark(self._root, unfinished=False)

    def _make_first(self, due: Mapping[str, bytes]) -> None:
        """Make an environment where none is; one that did not get as far as its Python goes."""
        try:
            self._create()
            self._finish({}, due)
        finally:
            if not prefixes.has_python(self._prefix):
                remove(self._prefix)
                mark(self._root, unfinished=False)

    def _make_anew(self, fault: str, there: Mapping[str, bytes], due: Mapping[str, bytes]) -> None:
        """Make a new environment; the old one is there until it can be used."""
        if fault:
            say(f"{self._prefix} {fault}, so it is being rebuilt.")
        with moving.Anew(self._root, keep=bool(fault)) as anew:
            self._create()
            self._finish(there, due)
        if anew.kept:
            say(f"The old one is kept in {anew.kept}; delete it once you no longer need it.")

    def _finish(self, there: Mapping[str, bytes], due: Mapping[str, bytes]) -> None:
        """Put into an environment what no file of packages says, and its stamp."""
        self._check_made()
        set_variables(self._prefix, variables(self._texts()), _given_by(there))
        self._install_project()
        stamp.write(self._prefix, due)

    def _create(self) -> None:
        if self._lock:
            self._create_by_lock()
        elif self._name == "conda":
            with Given(self._root, {_FOR_CONDA: _NOTHING}) as empty:
                self._do(programs.create(self._name, self._prefix, empty))
            with Given(self._root, self._given()) as files:
                self._do(programs.update(self._name, self._prefix, files))
        else:
            files = [os.path.join(self._root, name) for name in self._files]
            self._do(programs.create(self._name, self._prefix, files))

    def _create_by_lock(self) -> None:
        conda_lock = process.find("conda-lock") if self._name == "conda" else ""
        if conda_lock:
            arguments = ["install", "--conda", self._program, "--prefix", self._prefix, self._lock]
            self._driver.do(self._root, arguments, program=conda_lock, verb="sync",
                            called="conda-lock install")  # fmt: skip
        else:
            self._do(programs.create(self._name, self._prefix, [self._lock]))

    def _given(self) -> dict[str, str]:
        """Files for the program, by path, that are there only while it runs.

        micromamba reads the environment files themselves, and what is given in addition.
        """
        if self._name == "conda":
            return {_FOR_CONDA: joined(self._texts())}
        files = dict.fromkeys(self._files, "")
        return {**files, _FOR_OTHERS: f"channels: [{NO_OTHERS}]\n"}

    def _do(self, arguments: list[str]) -> None:
        verb = " ".join(arguments[: 2 if arguments[0] == "env" else 1])
        called = f"{self._name} {verb}"
        self._driver.do(self._root, arguments, program=self._program, verb="sync", called=called)

    def _install_project(self) -> None:
        if not is_package(self._root):
            return
        python = prefixes.python_in(self._prefix)
        pip = [python, "-m", "pip", "--isolated", "install", "--no-deps"]
        pip += ["--no-build-isolation"] if lists_build(self._root) else []
        arguments = [*programs.within(self._name, self._prefix), *pip, "--editable", self._root]
        shown = os.path.relpath(python, self._root)
        called = f"{shown} -m pip install"
        self._driver.do(self._root, arguments, verb="sync", called=called, variables=_NO_SETTINGS)

    def _fault(self) -> str | None:
        moved = stamp.moved_from(self._prefix)
        return f"was made in {moved}" if moved else prefixes.fault_of(self._prefix)

    def _hidden_fault(self, *, unfinished: bool) -> str:
        """What is wrong with an environment that seems to be whole; empty when nothing is."""
        if not prefixes.starts(self._prefix):
            return "has a Python that does not start"
        if unfinished and (missing := prefixes.missing_files(self._prefix)):
            return f"lacks files of {_some(missing)}, because a sync was interrupted"
        return ""

    def _check_frozen(self) -> None:
        """Refuse to change an environment that is to stay as it is."""
        if prefixes.is_frozen(self._prefix):
            raise SeedbedError(
                f"{self._prefix} is frozen, so it was not changed.",
                f"To change it anyway, delete {self._prefix}/conda-meta/frozen, then run "
                "'seedbed sync'.",
                code="environment-frozen",
                status=ENVIRONMENT,
            )

    def _check_made(self) -> None:
        """Refuse an environment without Python: another one would be taken in its place."""
        if prefixes.has_python(self._prefix):
            return
        python = os.path.relpath(prefixes.python_in(self._prefix), self._root)
        hint = f"See the output of {self._name} above"
        if self._lock:
            hint = f"{stamp.LOCK} may have no packages for this platform: create it again"
        raise SeedbedError(
            f"{self._name} created an environment without Python: {python} is missing.",
            f"{hint}; then run 'seedbed sync'.",
            code="environment-empty",
            status=ENVIRONMENT,
        )

    def _tell_missing(self, missing: Mapping[str, list[str]]) -> None:
        if not missing:
            return
        first = next(iter(missing.values()))[0]
        say(
            f"{self._prefix} lacks files of {_some(missing)}, such as {first}. If you did not "
            f"remove them, delete {self._prefix} and run 'seedbed sync'."
        )

    def _stamp(self) -> dict[str, bytes]:
        names = [*self._files, stamp.LOCK] if self._lock else self._files
        return stamp.wanted(self._root, self._prefix, names)

    def _texts(self) -> dict[str, str]:
        return {name: read_text(os.path.join(self._root, name)) for name in self._files}


def _some(names: Iterable[str]) -> str:
    shown = list(names)
    return f"{', '.join(shown[:_NAMED])}{' and others' if len(shown) > _NAMED else ''}"


def _given_by(stamped: Mapping[str, bytes]) -> set[str]:
    """The names of the variables that the environment files of a stamp gave."""
    texts = {
        name: data.decode("utf-8", "replace")
        for name, data in stamped.items()
        if is_environment(name)
    }
    try:
        return set(variables(texts))
    except SeedbedError:  # it was mended since
        return set()
